import CSV

/// The classes of a classifier, in the order of its outputs.
public struct ClassLabels: Sendable, Equatable {
  /// The classes' names.
  public let names: [String]

  private let indices: [String: Int]
  /// The classes by value, where all names are numbers and no two are the same number.
  private let numbers: [Double: Int]

  /// The classes of a model, in its order; of two equal names the first counts.
  public init(names: [String]) {
    self.names = names
    indices = Dictionary(names.indices.map { (names[$0], $0) }) { first, _ in first }
    let values = names.compactMap(Self.number)
    let byValue = Dictionary(values.indices.map { (values[$0], $0) }) { first, _ in first }
    numbers = byValue.count == names.count ? byValue : [:]
  }

  /// The distinct labels of a column, sorted: by value where all are finite numbers, else by their
  /// Unicode scalars.
  ///
  /// Different texts of the same number (`1`, `1.0`) are one class then, named by the shortest.
  ///
  /// - Complexity: O(n + k log k) for n labels of k classes.
  public init(of labels: TextCells) {
    self.init(sorting: labels.distinct)
  }

  init(sorting distinct: Set<String>) {
    // In this order a shorter spelling comes first, and the result does not depend on the set's.
    let texts = distinct.sorted { a, b in
      let (a, b) = (a.utf8, b.utf8)
      return a.count == b.count ? a.lexicographicallyPrecedes(b) : a.count < b.count
    }
    let values = texts.compactMap(Self.number)
    if values.count == texts.count {
      let named = Dictionary(zip(values, texts)) { shortest, _ in shortest }
      self.init(names: named.sorted { $0.key < $1.key }.map(\.value))
    } else {
      self.init(names: texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
  }

  /// The index of the class that `label` names: by its text, or by its value where all classes are
  /// numbers; nil for none.
  public func index(of label: String) -> Int? {
    if let index = indices[label] { return index }
    return numbers.isEmpty ? nil : Self.number(label).flatMap { numbers[$0] }
  }

  /// The finite number that a label is.
  static func number(_ label: String) -> Double? {
    guard let number = try? Double(text: label.utf8.span), number.isFinite else { return nil }
    return number
  }
}

extension TextCells {
  /// The different texts.
  var distinct: Set<String> { Set((0..<count).map { self[$0] }) }
}
