import MLPModel
import Text

/// How the decisions and probabilities of two classifiers, or two multi-label models, differ.
///
/// Labels are matched by name, classes that are numbers by number; one that only one model has is of probability 0 in the other.
public struct ClassComparison: Sendable {
  /// The labels of the first model in its order, then those of the second alone.
  public let labels: [String]
  /// The labels that only the first model has.
  public let onlyBefore: [String]
  /// The labels that only the second model has.
  public let onlyAfter: [String]

  /// How many rows there were.
  public private(set) var rowCount = 0
  /// How many of them have another class, or other labels.
  public private(set) var changedCount = 0
  /// The first of those, as many as were asked for.
  public private(set) var changes: [Change] = []
  /// For each label in how many rows the first and the second model chose it.
  public private(set) var counts: [Pair]
  /// In how many rows the first and the second model chose nothing, because of a NaN.
  public private(set) var undecided = Pair()
  /// Where a probability differs most; nil where all are equal.
  ///
  /// NaNs are passed over.
  public private(set) var largestShift: Shift?

  private let before: Verdicts
  private let after: Verdicts
  private let hasOneLabel: Bool
  private let listed: Int
  /// How many rows went from one class to another, under from (labels + 1) + to; a row without a class
  /// counts behind the last.
  private var transitionCounts: [Int: Int] = [:]

  /// A number for each of the two models.
  public struct Pair: Sendable, Equatable {
    /// The first model's.
    public internal(set) var before = 0
    /// The second model's.
    public internal(set) var after = 0
  }

  /// A row whose class, or labels, changed.
  public struct Change: Sendable, Equatable {
    /// The row.
    public let place: RowPlace
    /// What the first model chose; one label of a classifier, none where a NaN decides nothing.
    public let from: [String]
    /// What the second model chose.
    public let to: [String]
  }

  /// A label's probability in both models.
  public struct Shift: Sendable, Equatable {
    /// The row.
    public let place: RowPlace
    /// The label.
    public let label: String
    /// The first model's probability.
    public let from: Float
    /// The second model's probability.
    public let to: Float

    var size: Float { abs(to - from) }
  }

  /// Rows that went from one class to another.
  public struct Transition: Sendable, Equatable {
    /// The first model's class; nil where it chose none.
    public let from: String?
    /// The second model's class.
    public let to: String?
    /// How many rows.
    public let count: Int
  }

  /// A comparison without rows yet.
  ///
  /// - Parameter listed: how many changed rows to keep.
  /// - Throws: ``ComparisonError`` where the tasks differ or no label is in both.
  public init(
    _ a: OutputDescription, _ b: OutputDescription, listing listed: Int
  ) throws(ComparisonError) {
    guard a.task == b.task else { throw .tasks(a.task, b.task) }
    // Names of classes are one class where they are the same number; those of columns are names alone.
    let byNumber =
      a.task == .classification && LabelIndex.areNumbers(a.labels)
      && LabelIndex.areNumbers(b.labels)
    let (inA, inB) = (
      LabelIndex(a.labels, byNumber: byNumber), LabelIndex(b.labels, byNumber: byNumber)
    )
    onlyBefore = a.labels.filter { inB.index(of: $0) == nil }
    onlyAfter = b.labels.filter { inA.index(of: $0) == nil }
    guard onlyBefore.count < a.labels.count else {
      throw .labels(onlyBefore: onlyBefore, onlyAfter: onlyAfter)
    }
    labels = Array(a.labels) + onlyAfter
    let all = LabelIndex(labels, byNumber: byNumber)
    before = Verdicts(
      a, labels.map { inA.index(of: $0) }, a.labels.compactMap { all.index(of: $0) })
    after = Verdicts(b, labels.map { inB.index(of: $0) }, b.labels.compactMap { all.index(of: $0) })
    counts = [Pair](repeating: Pair(), count: labels.count)
    hasOneLabel = a.task == .classification
    self.listed = listed
  }

  /// Takes a row's outputs of both models.
  ///
  /// - Complexity: O(labels).
  public mutating func add(_ a: Span<Float>, _ b: Span<Float>, line: Int) {
    rowCount += 1
    let place = RowPlace(number: rowCount, line: line)
    for label in labels.indices {
      let (from, to) = (before.probability(label, a), after.probability(label, b))
      if abs(to - from) > largestShift?.size ?? 0 {
        largestShift = Shift(place: place, label: labels[label], from: from, to: to)
      }
    }
    if hasOneLabel {
      addDecision(before.decision(a), after.decision(b), place)
    } else {
      addLabels(a, b, place)
    }
  }

  /// Which classes rows went from and to, the most rows first, then in the order of the labels; empty for
  /// multi-label models.
  public var transitions: [Transition] {
    let stride = labels.count + 1
    func name(_ index: Int) -> String? { index < labels.count ? labels[index] : nil }
    return transitionCounts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
      Transition(from: name($0.key / stride), to: name($0.key % stride), count: $0.value)
    }
  }

  private mutating func addDecision(_ a: Int?, _ b: Int?, _ place: RowPlace) {
    if let a { counts[a].before += 1 } else { undecided.before += 1 }
    if let b { counts[b].after += 1 } else { undecided.after += 1 }
    guard a != b else { return }
    transitionCounts[(a ?? labels.count) * (labels.count + 1) + (b ?? labels.count), default: 0] +=
      1
    note(place, a.map { [labels[$0]] } ?? [], b.map { [labels[$0]] } ?? [])
  }

  private mutating func addLabels(_ a: Span<Float>, _ b: Span<Float>, _ place: RowPlace) {
    var differs = false
    for label in labels.indices {
      let (x, y) = (before.applies(label, a), after.applies(label, b))
      if x { counts[label].before += 1 }
      if y { counts[label].after += 1 }
      differs = differs || x != y
    }
    if a.hasNaN { undecided.before += 1 }
    if b.hasNaN { undecided.after += 1 }
    guard differs else { return }
    note(
      place, labels.indices.filter { before.applies($0, a) }.map { labels[$0] },
      labels.indices.filter { after.applies($0, b) }.map { labels[$0] })
  }

  private mutating func note(_ place: RowPlace, _ from: [String], _ to: [String]) {
    changedCount += 1
    if changes.count < listed { changes.append(Change(place: place, from: from, to: to)) }
  }
}

extension Span<Float> {
  fileprivate var hasNaN: Bool { indices.contains { self[$0].isNaN } }
}
