/// How well one class is found.
public struct ClassScore: Sendable, Equatable {
  /// Rows that are of the class.
  public let support: Int
  /// Of the rows decided for the class, the share that is of it; nil where there are none.
  public let precision: Double?
  /// Of the rows of the class, the share that was decided for it; nil where there are none.
  public let recall: Double?
  /// 2 · precision · recall / (precision + recall) = 2 TP / (2 TP + FP + FN); nil where no row is of
  /// the class and none was decided for it.
  public let f1: Double?
}

extension ClassScore {
  /// The score of `right` rows found among `support` that are of the class and `decided` that were
  /// taken for it.
  init(right: Int, support: Int, decided: Int) {
    func share(_ part: Int, of all: Int) -> Double? {
      all == 0 ? nil : Double(part) / Double(all)
    }
    self.init(
      support: support, precision: share(right, of: decided), recall: share(right, of: support),
      f1: share(2 * right, of: support + decided))
  }
}

extension [ClassScore] {
  /// The mean F1 of the classes that have one, each counted the same (macro F1); nil where none has.
  public var macroF1: Double? {
    let scores = compactMap(\.f1)
    return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
  }
}

extension ConfusionMatrix {
  /// How well class `index` is found.
  public func score(of index: Int) -> ClassScore {
    ClassScore(right: right[index], support: support[index], decided: decided[index])
  }

  /// How well each class is found.
  ///
  /// - Complexity: O(C).
  public var scores: [ClassScore] { (0..<classCount).map(score) }
}
