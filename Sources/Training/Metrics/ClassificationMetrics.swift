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
///
/// Memory: O(C), and the cells of the matrix, eight bytes each, where ``hasCells``.
public struct ConfusionMatrix: Sendable, Equatable {
  /// The most classes whose matrix is kept: nobody reads a larger one, and it would take the square of their number.
  public static let cellLimit = 512

  /// C.
  public let classCount: Int
  /// Whether it is known how often each class was taken for each, and not only how often it was found.
  public let hasCells: Bool
  /// Rows of each class that no class was decided for, [C].
  public private(set) var undecided: [Int]
  /// Rows of each class, rows that were decided for it, and rows for which both are true, [C] each.
  private(set) var support: [Int]
  private(set) var decided: [Int]
  private(set) var right: [Int]

  /// Counts [C, C], row-major; none without cells.
  public private(set) var counts: [Int]

  /// All zero.
  public init(classCount: Int) {
    self.classCount = classCount
    hasCells = classCount <= Self.cellLimit
    counts = [Int](repeating: 0, count: hasCells ? classCount * classCount : 0)
    undecided = [Int](repeating: 0, count: classCount)
    (support, decided, right) = (undecided, undecided, undecided)
  }

  /// Rows of class `expected` that were taken for class `predicted`; traps without cells.
  public subscript(expected: Int, predicted: Int) -> Int {
    counts[expected * classCount + predicted]
  }

  mutating func add(expected: Int, predicted: Int?) {
    precondition((0..<classCount).contains(expected))
    support[expected] += 1
    guard let predicted else {
      undecided[expected] += 1
      return
    }
    precondition((0..<classCount).contains(predicted))
    decided[predicted] += 1
    if expected == predicted { right[expected] += 1 }
    if hasCells { counts[expected * classCount + predicted] += 1 }
  }
}
