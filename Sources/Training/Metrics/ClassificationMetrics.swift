import Elementary

/// Accuracy, log-loss and confusion matrix of a classifier, one row after another.
public struct ClassificationMetrics: Sendable, Equatable {
  /// How often each class was taken for each.
  public private(set) var confusion: ConfusionMatrix
  /// Rows so far.
  public private(set) var rowCount = 0

  private var correctCount = 0
  private var lossSum = 0.0

  /// No rows yet, of `classCount` classes.
  public init(classCount: Int) {
    confusion = ConfusionMatrix(classCount: classCount)
  }

  /// Adds a row; traps where a class is not one of those.
  ///
  /// - Parameters:
  ///   - expected: the true class, from 0.
  ///   - predicted: the class that the classifier decided on; nil where it could not.
  ///   - probability: what it gave the true class.
  public mutating func add(expected: Int, predicted: Int?, probability: Float) {
    rowCount += 1
    confusion.add(expected: expected, predicted: predicted)
    if expected == predicted { correctCount += 1 }
    lossSum -= logarithm(probability < 0x1p-23 ? 0x1p-23 : Double(probability))
  }

  /// Rows for which there was no decision, because an output was not a number; they count as wrong.
  public var undecidedCount: Int { confusion.undecided.reduce(0, +) }

  /// The share of rows whose class was decided right; nil without rows.
  public var accuracy: Double? {
    rowCount == 0 ? nil : Double(correctCount) / Double(rowCount)
  }

  /// The mean of -ln p, p the probability of the true class; nil without rows.
  ///
  /// p below 2^-23 counts as 2^-23 (float32's epsilon, scikit-learn's bound), so that one row that is
  /// surely wrong does not make the mean infinite.
  public var logLoss: Double? { rowCount == 0 ? nil : lossSum / Double(rowCount) }
}

/// How often each class was taken for each: rows are true classes, columns decided ones.
public struct ConfusionMatrix: Sendable, Equatable {
  /// C.
  public let classCount: Int
  /// Counts [C, C], row-major.
  public private(set) var counts: [Int]
  /// Rows of each class that no class was decided for, [C].
  public private(set) var undecided: [Int]

  /// All zero.
  public init(classCount: Int) {
    self.classCount = classCount
    counts = [Int](repeating: 0, count: classCount * classCount)
    undecided = [Int](repeating: 0, count: classCount)
  }

  /// Rows of class `expected` that were taken for class `predicted`.
  public subscript(expected: Int, predicted: Int) -> Int {
    counts[expected * classCount + predicted]
  }

  mutating func add(expected: Int, predicted: Int?) {
    precondition((0..<classCount).contains(expected))
    guard let predicted else {
      undecided[expected] += 1
      return
    }
    precondition((0..<classCount).contains(predicted))
    counts[expected * classCount + predicted] += 1
  }
}
