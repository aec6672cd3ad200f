/// How often a classifier is right when it says how sure it is: rows in bins of confidence.
///
/// A row's confidence is the probability of the class that is decided for. Bin b of 15 holds
/// confidences above b/15, up to and with (b + 1)/15.
public struct ReliabilityCurve: Sendable, Equatable {
  /// Rows of about the same confidence.
  public struct Bin: Sendable, Equatable {
    /// Rows.
    public fileprivate(set) var count = 0
    /// Rows whose class was decided right.
    public fileprivate(set) var correctCount = 0
    fileprivate var confidenceSum = 0.0

    /// The share of rows that were decided right; nil without rows.
    public var accuracy: Double? { count == 0 ? nil : Double(correctCount) / Double(count) }
    /// The mean confidence; nil without rows.
    public var confidence: Double? { count == 0 ? nil : confidenceSum / Double(count) }
  }

  /// The bins, from the least confidence to the most.
  public private(set) var bins = [Bin](repeating: Bin(), count: 15)

  /// No rows yet.
  public init() {}

  /// The rows of a classifier at a temperature.
  public init(_ rows: LabelledLogits, temperature: Float) {
    self.init()
    let decisions = rows.decisions
    rows.forEachRow(temperature: temperature) { row, p in
      add(confidence: p[decisions[row]], isCorrect: decisions[row] == rows.classes[row])
    }
  }

  /// Adds a row.
  ///
  /// - Parameter confidence: 0 to 1; what is not a number counts as 0.
  public mutating func add(confidence: Double, isCorrect: Bool) {
    let confidence = confidence > 0 ? min(confidence, 1) : 0
    let last = bins.count - 1
    let bin = max(0, min(last, Int((confidence * Double(bins.count)).rounded(.up)) - 1))
    bins[bin].count += 1
    bins[bin].correctCount += isCorrect ? 1 : 0
    bins[bin].confidenceSum += confidence
  }

  /// The expected calibration error, Σ_b n_b / n |accuracy_b - confidence_b|, 0 to 1; nil without
  /// rows.
  ///
  /// Naeini et al. 2015; 15 bins as in Guo et al. 2017, arXiv:1706.04599.
  public var expectedError: Double? {
    let rowCount = bins.reduce(0) { $0 + $1.count }
    guard rowCount > 0 else { return nil }
    let sum = bins.reduce(0) { $0 + abs(Double($1.correctCount) - $1.confidenceSum) }
    return sum / Double(rowCount)
  }
}
