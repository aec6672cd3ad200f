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

extension ConfusionMatrix {
  /// How well class `index` is found.
  ///
  /// - Complexity: O(C).
  public func score(of index: Int) -> ClassScore {
    let right = self[index, index]
    let support = (0..<classCount).reduce(0) { $0 + self[index, $1] }
    let decided = (0..<classCount).reduce(0) { $0 + self[$1, index] }
    func share(_ part: Int, of all: Int) -> Double? {
      all == 0 ? nil : Double(part) / Double(all)
    }
    return ClassScore(
      support: support, precision: share(right, of: decided), recall: share(right, of: support),
      f1: share(2 * right, of: support + decided))
  }
}
