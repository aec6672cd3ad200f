import Text

/// What labels can be taken for as well as what ``TaskChoice/auto`` takes them for: then its choice is a guess.
public enum TaskAlternative: Sendable, Equatable {
  /// `--task classify` makes that many classes of the numbers.
  case classes(Int)
  /// `--task classify` makes labels that apply or not, or in part, of numbers from 0 to 1 in several columns.
  case flags
  /// `--task regress` makes numbers of what looks like the names of classes, or like labels that apply or not.
  case numbers
}

extension LabelledTable {
  /// What else than `targets`, the choice of ``TaskChoice/auto``, the labels may be meant for; nil where nothing else is
  /// plausible.
  ///
  /// Numbers may be the names of classes where they are whole, at most half as many as there are rows or at most
  /// 100, and where they are so few that only their fractions speak against it.
  ///
  /// - Complexity: O(rows).
  public func alternative(to targets: Targets) -> TaskAlternative? {
    switch targets {
    case .classes(let classes, _):
      return classes.names.allSatisfy { ExactDecimal($0) != nil } ? .numbers : nil
    case .labels: return .numbers
    case .values(let values):
      if labels.count > 1 { return values.allSatisfy { 0...1 ~= $0 } ? .flags : nil }
      let distinct = Set(rows.labels.distinct.compactMap { ExactDecimal($0) })
      let isWhole =
        distinct.allSatisfy(\.isInteger) && distinct.count <= max(100, rows.rowCount / 2)
      guard distinct.count > 1, isWhole || isFew(distinct.count) else { return nil }
      return .classes(distinct.count)
    }
  }
}
