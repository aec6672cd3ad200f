import MLPModel

/// Why two models cannot be compared.
public enum ComparisonError: Error, Equatable, CustomStringConvertible {
  /// They were made to say different things.
  case tasks(Task, Task)
  /// No class, or not every output, of the first is one of the second: the names that one alone has.
  case labels(onlyBefore: [String], onlyAfter: [String])

  /// One line for a person, without the models' names.
  public var description: String {
    switch self {
    case .tasks(let a, let b):
      "found the tasks \(a.rawValue) and \(b.rawValue), expected two models of one task"
    case .labels(let before, let after):
      "found the outputs \(list(before)) in the first alone and \(list(after)) in the second alone, expected "
        + "the same names in both; --classes names those of the first"
    }
  }

  private func list(_ names: [String]) -> String {
    let shown = names.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
    return names.isEmpty ? "none" : names.count > 5 ? shown + " and \(names.count - 5) more" : shown
  }
}
