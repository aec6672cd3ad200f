import Text

/// Why a value is not what its column needs.
public enum ValueFault: Error, Equatable, CustomStringConvertible {
  /// It is text.
  case notANumber
  /// It is text in a table to learn from; with all columns that hold text in that row.
  case text(columns: [Column])
  /// It is a number with commas; what it may be, with a decimal point: with commas for the point first.
  case commas([String])
  /// It is infinity.
  case infinite
  /// It is a number that no 32-bit float holds.
  case tooLarge
  /// It is below 0, in the column of the rows' weights.
  case negative
  /// It is missing.
  case missing
  /// It is missing, in a column of text.
  case missingLevel
  /// It is missing, in the column of the rows' weights.
  case missingWeight
  /// It is missing, in the label's column.
  case missingLabel
  /// It is none of the model's levels of a column of text.
  case unknownLevel(known: [String])
  /// It is a level too many in a column of text to learn from.
  case manyLevels(Int)
  /// It is too long for a level, which has at most so many bytes.
  case longLevel(Int)
  /// It is too long for a class, whose name has at most so many bytes.
  case longLabel(Int)
  /// It is none of the model's classes.
  case unknownLabel(known: [String])
  /// It is text where most labels are numbers, too many to be classes.
  case mixedLabels
  /// It is text, and the labels are to be numbers because the command line says so.
  case textToRegress
  /// It is to say whether a label applies and is no number from 0 to 1.
  case noFlag
  /// It is in the column after the last one, which is for delimiters at the end of lines.
  case unnamedColumn

  /// Whether the advice is to leave the column out.
  var isColumns: Bool {
    switch self {
    case .manyLevels, .longLevel: true
    default: false
    }
  }

  /// What was expected, and what to do; goes after "found …, expected".
  public var description: String {
    switch self {
    case .notANumber:
      "a number; mend it"
    case .text(let columns):
      Self.text(ShellOption.advice("--categorical", items: columns.lazy.map(\.advice)))
    case .commas(let readings):
      """
      a number with a decimal point; write \
      \(readings.count == 1 ? readings[0] : "\(readings[0]) if the comma is the decimal sign, \(readings[1]) if it separates thousands") \
      (--delimiter sets what is between columns, not the decimal sign)
      """
    case .infinite:
      "a finite number; mend it"
    case .tooLarge:
      "a 32-bit float, at most 3.4028235e38; scale the column"
    case .negative:
      "a weight, 0 or more; mend it"
    case .missing:
      "a number, not a missing value; fill it in, remove the row, or train with --impute mean"
    case .missingLevel:
      "a text, not a missing value; fill it in, remove the row, or train with --impute mean"
    case .missingWeight:
      "a number, not a missing value; fill it in or remove the row"
    case .missingLabel:
      "the row's label, not a missing value; fill it in or remove the row"
    case .unknownLevel(let known):
      """
      one of the \(known.count) levels \(Excerpt.list(known, limit: 10)); mend it, or train with \
      --unknown-level zeros for a model that takes others
      """
    case .manyLevels(let limit):
      """
      one of the \(limit) texts that the column has above: each is a feature of its own, and more are \
      no categories
      """
    case .longLevel(let limit):
      "a category, at most \(limit) bytes long"
    case .longLabel(let limit):
      "the name of a class, at most \(limit) bytes long; shorten it, or give another --label"
    case .unknownLabel(let known):
      "one of the labels \(Excerpt.list(known, limit: 10))"
    case .mixedLabels:
      "a number as in other rows; mend it, or give --task classify if labels are names"
    case .textToRegress:
      "a number to learn; mend it, or give --task classify if labels are names of classes"
    case .noFlag:
      "0 or 1, whether the label applies; mend it, or give one --label with names of classes"
    case .unnamedColumn:
      "nothing after the last column; give the column a name"
    }
  }

  private static func text(_ advice: (option: ShellOption, rest: String)) -> String {
    "a number; mend it, or name columns of text with \(advice.option), or leave them out with the same list for "
      + "--ignore\(advice.rest)"
  }
}
