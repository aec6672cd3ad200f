import Elementary
import MLPModel

/// How an export differs from what it was made of, row by row.
public struct SourceComparison: Sendable {
  /// How many rows there were.
  public private(set) var rowCount = 0
  /// The largest |export - source| of a logit; nil where all are equal.
  public private(set) var absolute: Difference?
  /// The largest |export - source| of a logit, relative to the row's largest |logit| of the source, or to 1
  /// where that is less: what matters of logits is how they differ from each other.
  public private(set) var relative: Difference?
  /// How many rows are of another class, or have another label.
  public private(set) var changedCount = 0
  /// The first of them.
  public private(set) var firstChanged: RowPlace?

  private let output: OutputDescription
  /// What sigmoid makes the threshold of: ln(p / (1 - p)).
  private let bound: Double

  /// Where a logit differs most.
  public struct Difference: Sendable, Equatable {
    /// The difference.
    public let size: Double
    /// The row.
    public let place: RowPlace
    /// The logit, from 0.
    public let logit: Int
  }

  /// A comparison without rows yet.
  public init(_ output: OutputDescription) {
    self.output = output
    let threshold = Double(output.threshold)
    bound = logarithm(threshold / (1 - threshold))
  }

  /// Takes a row's logits of the source and of the export.
  ///
  /// - Complexity: O(outputs).
  public mutating func add(source: Span<Double>, export: Span<Float>, line: Int) {
    rowCount += 1
    let place = RowPlace(number: rowCount, line: line)
    var largest = 1.0
    for j in source.indices { largest = max(largest, abs(source[j])) }
    for j in source.indices {
      // A number that only one side has is no small difference.
      let (a, b) = (source[j], Double(export[j]))
      let size = a == b || a.isNaN && b.isNaN ? 0 : a.isNaN || b.isNaN ? .infinity : abs(b - a)
      if size > absolute?.size ?? 0 {
        absolute = Difference(size: size, place: place, logit: j)
      }
      let share = size.isInfinite ? .infinity : size / largest
      if share > relative?.size ?? 0 {
        relative = Difference(size: share, place: place, logit: j)
      }
    }
    if differs(source, export) {
      changedCount += 1
      firstChanged = firstChanged ?? place
    }
  }

  /// Whether the decision is another: the largest logit, or on which side of the threshold each one is.
  private func differs(_ source: Span<Double>, _ export: Span<Float>) -> Bool {
    switch output.task {
    case .regression: return false
    case .classification where source.count > 1:
      var (a, b) = (0, 0)
      for j in source.indices {
        if source[j] > source[a] { a = j }
        if export[j] > export[b] { b = j }
      }
      return a != b
    case .classification, .multiLabel:
      return source.indices.contains { applies(source[$0]) != applies(Double(export[$0])) }
    }
  }

  /// Whether sigmoid(z / temperature) is above the threshold.
  private func applies(_ logit: Double) -> Bool { logit / Double(output.temperature) > bound }
}
