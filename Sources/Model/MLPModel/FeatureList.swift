import Storage
import Text

/// The features of a model, in the order of the first layer's inputs.
///
/// Names and numbers stay bytes of the file that they came from, where they came from one, and each feature is made
/// when it is asked for: a list of a million takes no memory beside the file's.
public struct FeatureList: Sendable, RandomAccessCollection {
  /// The names, in the same order.
  public let names: TextList

  private enum Content: Sendable {
    case array([FeatureNumbers])
    case columns(FeatureColumns)
  }

  private let content: Content
  /// The texts of each feature's cells that are missing values; nil where all have the built-in ones.
  private var missing: [MissingTexts]?

  /// Features that a program made.
  public init(_ features: [Feature]) {
    names = TextList(features.map(\.name))
    content = .array(features.map(FeatureNumbers.init))
    let isOther = features.contains { !$0.missing.isBuiltIn }
    missing = isOther ? features.map(\.missing) : nil
  }

  /// Features whose numbers lie in columns; nil where one has another number of elements than `names`.
  public init?(names: TextList, columns: FeatureColumns) {
    let floats = [columns.minimum, columns.maximum, columns.imputed].compactMap { $0 }
    guard (floats + [columns.offset, columns.scale]).allSatisfy({ $0.count == names.count }),
      columns.origin.map({ $0.count == names.count * MemoryLayout<Double>.size }) ?? true,
      (columns.minimum == nil) == (columns.maximum == nil)
    else { return nil }
    self.names = names
    content = .columns(columns)
  }

  private init(names: TextList, _ content: Content, _ missing: [MissingTexts]?) {
    self.names = names
    self.content = content
    self.missing = missing
  }

  /// The position of the first feature, 0.
  public var startIndex: Int { 0 }

  /// The number of features.
  public var endIndex: Int { names.count }

  /// The feature at `index`; traps where there is none.
  public subscript(index: Int) -> Feature {
    let numbers = numbers(at: index)
    return Feature(
      name: names[index], origin: numbers.origin, offset: numbers.offset, scale: numbers.scale,
      range: numbers.range, imputed: numbers.imputed, missing: missing(at: index))
  }

  /// The texts of a feature's cells that are missing values; traps where there is no such feature.
  package func missing(at index: Int) -> MissingTexts { missing?[index] ?? .builtIn }

  /// Whether any feature has other ones than the built-in ones.
  package var hasMissingTexts: Bool { missing?.contains { !$0.isBuiltIn } ?? false }

  /// The same features with those texts, a list for each.
  func with(missing lists: [MissingTexts]) -> FeatureList {
    FeatureList(names: names, content, lists.contains { !$0.isBuiltIn } ? lists : nil)
  }

  /// The numbers of the feature at `index`; traps where there is none.
  package func numbers(at index: Int) -> FeatureNumbers {
    switch content {
    case .array(let numbers): numbers[index]
    case .columns(let columns): columns[index]
    }
  }

  /// The numbers of all features, in order.
  package var numbers: some Sequence<FeatureNumbers> { indices.lazy.map(numbers(at:)) }

  /// Whether all numbers are finite.
  package var areNumbersFinite: Bool {
    switch content {
    case .array(let numbers): numbers.allSatisfy(\.areFinite)
    case .columns(let columns):
      [columns.offset, columns.scale, columns.minimum, columns.maximum, columns.imputed]
        .allSatisfy { $0?.firstNonFinite == nil } && origins { $0.isFinite }
    }
  }

  /// Whether any feature has an offset other than 0, or a scale other than 1.
  package var isScaled: Bool {
    switch content {
    case .array(let numbers): numbers.contains { $0.offset != 0 || $0.scale != 1 }
    case .columns(let columns): !columns.offset.isAll(0) || !columns.scale.isAll(1)
    }
  }

  /// Whether any feature has an origin other than 0.
  package var hasOrigins: Bool { !origins { $0 == 0 } }

  /// How many features have a number that stands for a missing value.
  package var imputedCount: Int {
    switch content {
    case .array(let numbers): numbers.count { $0.imputed != nil }
    case .columns(let columns): columns.imputed == nil ? 0 : count
    }
  }

  /// Whether all origins are as `condition` says.
  private func origins(_ condition: (Double) -> Bool) -> Bool {
    switch content {
    case .array(let numbers): numbers.allSatisfy { condition($0.origin) }
    case .columns(let columns):
      columns.origin?.withBytes { bytes in
        indices.allSatisfy {
          bytes.double(at: $0 * MemoryLayout<Double>.size).map(condition) ?? true
        }
      } ?? condition(0)
    }
  }

  /// Writes the offsets and the scales, as many as there are features.
  package func copyScaling(
    offset: inout MutableSpan<Float>, scale: inout MutableSpan<Float>
  ) {
    switch content {
    case .array(let numbers):
      for i in indices {
        offset[i] = numbers[i].offset
        scale[i] = numbers[i].scale
      }
    case .columns(let columns):
      columns.offset.copy(from: 0, count: count, to: &offset)
      columns.scale.copy(from: 0, count: count, to: &scale)
    }
  }

  /// The same features in memory of their own, so that the rest of their file can go.
  ///
  /// - Throws: `OutOfMemory`.
  package func copied() throws(OutOfMemory) -> FeatureList {
    guard case .columns(let columns) = content else {
      return FeatureList(names: try names.copied(), content, missing)
    }
    return FeatureList(names: try names.copied(), .columns(try columns.copied()), missing)
  }
}

extension FeatureList: Equatable, ExpressibleByArrayLiteral {
  /// Features that a program made.
  public init(arrayLiteral features: Feature...) { self.init(features) }

  /// Whether the lists have equal features in one order.
  ///
  /// - Complexity: O(bytes).
  public static func == (a: FeatureList, b: FeatureList) -> Bool {
    a.names == b.names
      && a.indices.allSatisfy {
        a.numbers(at: $0) == b.numbers(at: $0) && a.missing(at: $0) == b.missing(at: $0)
      }
  }
}

/// What a ``Feature`` has beside its name.
package struct FeatureNumbers: Sendable, Equatable {
  package let origin: Double
  package let offset: Float
  package let scale: Float
  package let range: ClosedRange<Float>?
  package let imputed: Float?

  /// Whether all of them are.
  fileprivate var areFinite: Bool {
    origin.isFinite && offset.isFinite && scale.isFinite && imputed?.isFinite ?? true
      && range.map { $0.lowerBound.isFinite && $0.upperBound.isFinite } ?? true
  }

  init(_ feature: Feature) {
    origin = feature.origin
    offset = feature.offset
    scale = feature.scale
    range = feature.range
    imputed = feature.imputed
  }

  fileprivate init(
    origin: Double, offset: Float, scale: Float, range: ClosedRange<Float>?, imputed: Float?
  ) {
    self.origin = origin
    self.offset = offset
    self.scale = scale
    self.range = range
    self.imputed = imputed
  }
}

/// The numbers of features as a model file has them: a column for each kind.
public struct FeatureColumns: Sendable {
  /// The origins, little-endian doubles; nil where all are 0.
  public let origin: ByteSlice?
  /// The offsets and the scales.
  public let offset, scale: FloatBlock
  /// The smallest and largest numbers seen in training, each minimum at most its maximum; nil where they were left
  /// out.
  public let minimum, maximum: FloatBlock?
  /// What stands for missing values; nil where they are an error.
  public let imputed: FloatBlock?

  /// Columns; ``FeatureList`` checks their lengths.
  public init(
    origin: ByteSlice?, offset: FloatBlock, scale: FloatBlock, minimum: FloatBlock?,
    maximum: FloatBlock?, imputed: FloatBlock?
  ) {
    self.origin = origin
    self.offset = offset
    self.scale = scale
    self.minimum = minimum
    self.maximum = maximum
    self.imputed = imputed
  }

  fileprivate subscript(index: Int) -> FeatureNumbers {
    var range: ClosedRange<Float>?
    if let low = minimum?[index], let high = maximum?[index], low <= high { range = low...high }
    return FeatureNumbers(
      origin: origin?.withBytes { $0.double(at: index * MemoryLayout<Double>.size) } ?? 0,
      offset: offset[index] ?? 0, scale: scale[index] ?? 1, range: range, imputed: imputed?[index])
  }

  fileprivate func copied() throws(OutOfMemory) -> FeatureColumns {
    FeatureColumns(
      origin: try origin?.copied(), offset: try offset.copied(), scale: try scale.copied(),
      minimum: try minimum?.copied(), maximum: try maximum?.copied(),
      imputed: try imputed?.copied())
  }
}
