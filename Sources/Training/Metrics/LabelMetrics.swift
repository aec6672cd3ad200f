import Elementary

/// How well labels that each apply or not are found, one row after another.
public struct LabelMetrics: Sendable, Equatable {
  /// Rows so far.
  public private(set) var rowCount = 0
  /// Rows for which there was no decision, because an output was not a number; they count as wrong.
  public private(set) var undecidedCount = 0

  private var exactCount = 0
  private var lossSum = 0.0
  /// Of each label: rows that have it and were found to, rows that have it, rows found to have it.
  private var right: [Int]
  private var support: [Int]
  private var decided: [Int]

  /// No rows yet, of `labelCount` labels.
  public init(labelCount: Int) {
    right = [Int](repeating: 0, count: labelCount)
    (support, decided) = (right, right)
  }

  /// Adds a row; traps where counts do not fit.
  ///
  /// - Parameters:
  ///   - expected: whether each label applies.
  ///   - predicted: whether it was found to; nil where nothing could be decided.
  ///   - probabilities: what each label was given.
  public mutating func add(expected: [Bool], predicted: [Bool]?, probabilities: Span<Float>) {
    rowCount += 1
    if predicted == nil { undecidedCount += 1 }
    if predicted == expected { exactCount += 1 }
    for (j, applies) in expected.enumerated() {
      let isFound = predicted?[j] ?? false
      if applies { support[j] += 1 }
      if isFound { decided[j] += 1 }
      if applies, isFound { right[j] += 1 }
      let p = applies ? probabilities[j] : 1 - probabilities[j]
      lossSum -= logarithm(p < 0x1p-23 ? 0x1p-23 : Double(p))
    }
  }

  /// The share of rows all of whose labels were found right ("subset accuracy"); nil without rows.
  public var accuracy: Double? {
    rowCount == 0 ? nil : Double(exactCount) / Double(rowCount)
  }

  /// The mean over rows and labels of -ln p, p the probability given to what is true, 2^-23 at least;
  /// nil without rows.
  public var logLoss: Double? {
    rowCount == 0 ? nil : lossSum / Double(rowCount * support.count)
  }

  /// How well each label is found.
  public var scores: [ClassScore] {
    support.indices.map {
      ClassScore(right: right[$0], support: support[$0], decided: decided[$0])
    }
  }
}
