import FloatControl
import Storage
import Text

/// What goes into a model: its features in order, how each is scaled, and which of them are made from
/// columns of text.
public struct InputDescription: Sendable, Equatable {
  /// The numbers that the first layer expects, in that order.
  public let features: FeatureList
  /// The columns of text, in the order of their features.
  public let categories: [CategoricalColumn]
  /// What the features' ranges tell of the training rows, for whoever passes the model on; nil where
  /// nothing is said.
  public let privacyNote: String?

  /// The features in the order of the first layer's inputs; by default none is made from text.
  public init(
    features: FeatureList, categories: [CategoricalColumn] = [], privacyNote: String? = nil
  ) {
    self.features = features
    self.categories = categories
    self.privacyNote = privacyNote
  }

  /// Features that a program made, in the order of the first layer's inputs.
  public init(
    features: [Feature], categories: [CategoricalColumn] = [], privacyNote: String? = nil
  ) {
    self.init(
      features: FeatureList(features), categories: categories, privacyNote: privacyNote)
  }

  /// The same input, its names and numbers in memory of their own.
  ///
  /// - Throws: `OutOfMemory`.
  package func copied() throws(OutOfMemory) -> InputDescription {
    InputDescription(
      features: try features.copied(),
      categories: try categories.map { category throws(OutOfMemory) in
        CategoricalColumn(
          name: category.name, firstFeature: category.firstFeature,
          levels: try category.levels.copied(), unknown: category.unknown,
          missing: category.missing)
      }, privacyNote: privacyNote)
  }

  /// Whether any feature is shifted or scaled, so that the network needs a pass over its input.
  public var isScaled: Bool {
    withDefaultFloatControl { features.isScaled }
  }

  /// Whether any feature is relative to an origin, so that float32 rows hold no raw values.
  public var hasOrigins: Bool {
    withDefaultFloatControl { features.hasOrigins }
  }

  /// What stands for each feature where its value is missing; nil where a missing value is an error.
  public var imputedValues: [Float]? {
    imputes ? features.numbers.compactMap(\.imputed) : nil
  }

  /// Whether a number stands for each feature where its value is missing.
  public var imputes: Bool { features.imputedCount == features.count }

  /// Whether the cells of any column are missing values by other texts than the built-in ones.
  public var hasMissingTexts: Bool {
    features.hasMissingTexts || categories.contains { !$0.missing.isBuiltIn }
  }

  /// The number of ``columns``.
  public var columnCount: Int {
    categories.reduce(features.count) { $0 - max(1, $1.levels.count) + 1 }
  }

  /// The same input whose columns have those texts that are missing values, one list for each of ``columns``.
  ///
  /// - Complexity: O(features).
  public func with(missing lists: [MissingTexts]) -> InputDescription {
    var ofFeatures = [MissingTexts](repeating: .builtIn, count: features.count)
    var categories = categories
    var (feature, category) = (0, 0)
    for list in lists where feature < features.count {
      if category < categories.count, categories[category].firstFeature == feature {
        feature += max(1, categories[category].levels.count)
        categories[category] = categories[category].with(missing: list)
        category += 1
      } else {
        ofFeatures[feature] = list
        feature += 1
      }
    }
    return InputDescription(
      features: features.with(missing: ofFeatures), categories: categories,
      privacyNote: privacyNote)
  }

  /// The same input without what the ranges tell of the training rows.
  public var withoutRanges: InputDescription {
    InputDescription(
      features: features.map {
        Feature(
          name: $0.name, origin: $0.origin, offset: $0.offset, scale: $0.scale,
          imputed: $0.imputed, missing: $0.missing)
      }, categories: categories)
  }
}

/// One input of the network: a column of numbers, or one level of a column of text.
///
/// A raw value v, in double precision, becomes the feature x = float32(v - origin). Rows, ranges and
/// imputed values are of features x; without an origin, its value 0, they are raw values.
public struct Feature: Sendable, Equatable {
  /// The column's name, or one made of the column's and the level's; unique in the model.
  public let name: String
  /// The number subtracted from a raw value before it is rounded to float32; finite, 0 for none.
  ///
  /// For numbers that lie close together far from 0, such as time stamps: their differences would be
  /// lost in rounding. 0 for a level of a column of text.
  public let origin: Double
  /// The number taken off a feature before it is scaled: x' = (x - offset) * scale, in float32.
  public let offset: Float
  /// The number that multiplies after the offset; 1 for a column that was constant in training.
  public let scale: Float
  /// The smallest and largest feature seen in training; nil where they were left out.
  public let range: ClosedRange<Float>?
  /// What stands for a missing value, before scaling; nil where that is an error.
  ///
  /// All features of a model have one or none has.
  public let imputed: Float?
  /// The texts of a table's cells that are missing values; built-in for a level of a column of text, whose
  /// ``CategoricalColumn/missing`` counts.
  public let missing: MissingTexts

  /// A feature; by default neither shifted nor scaled, of unknown range, never missing.
  public init(
    name: String, origin: Double = 0, offset: Float = 0, scale: Float = 1,
    range: ClosedRange<Float>? = nil, imputed: Float? = nil, missing: MissingTexts = .builtIn
  ) {
    self.name = name
    self.origin = origin
    self.offset = offset
    self.scale = scale
    self.range = range
    self.imputed = imputed
    self.missing = missing
  }

  /// The same feature under another name.
  public func named(_ name: String) -> Feature {
    Feature(
      name: name, origin: origin, offset: offset, scale: scale, range: range, imputed: imputed,
      missing: missing)
  }

  /// The same feature with other texts that are missing values.
  public func with(missing: MissingTexts) -> Feature {
    Feature(
      name: name, origin: origin, offset: offset, scale: scale, range: range, imputed: imputed,
      missing: missing)
  }

  /// float32(raw - origin), the feature of a raw value where there is an origin: the difference is
  /// rounded to double, and that to float, each to nearest, ties to even (SCHEMA.md, "Input").
  ///
  /// Infinite where the difference is beyond all floats.
  public static func relative(_ raw: Double, to origin: Double) -> Float {
    roundedDifference(raw, origin)
  }

  /// What a row holds for a raw value of this feature: relative to the origin, rounded to float32.
  public func relative(_ raw: Double) -> Float {
    Self.relative(raw, to: origin)
  }

  /// The raw value that feature `x` stands for, origin + x, as text for a person.
  public func rawText(_ x: Float) -> String {
    // Writing a number compares it too.
    withDefaultFloatControl { origin.isZero ? "\(x)" : "\(doubleSum(origin, x))" }
  }
}
