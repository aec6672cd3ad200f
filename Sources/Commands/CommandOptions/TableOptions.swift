import CSV
import CommandLineTools
import MLPModel
import MLPSchema
import Table
import Text

/// The options of every command that reads a table: how its text is to be taken.
public enum TableOptions {
  static let delimiter = Option(
    "delimiter", value: "C", default: ",",
    help: "The character between fields; `tab` means a TSV, which has no quotes.")
  static let noHeader = Option(
    "no-header", help: "The first row is data; columns are called #1, #2, …")
  static let header = Option(
    "header", help: "The first row holds names, even if it looks like numbers.")

  /// `--missing TEXTS`.
  public static let missing = Option(
    "missing", value: "TEXTS", form: .list,
    help:
      "Texts to treat as missing values, beside an empty field and NaN, in every column; '' for none (default: "
      + "those of the model, or else NA, N/A, n/a, null, None and the others of pandas' read_csv).")

  /// The options as a section of the help.
  public static let section = OptionSection("Table", [delimiter, noHeader, header, missing])

  /// The delimiter and quoting that the command line asks for.
  ///
  /// - Throws: `CommandFailure` with exit code 2.
  public static func dialect(_ arguments: ParsedArguments) throws(CommandFailure) -> Dialect {
    let value = try arguments.value(of: delimiter)
    guard let dialect = Dialect(delimiter: try value.delimiter()) else {
      throw value.unexpected("a character other than a quote or a line end")
    }
    return dialect
  }

  /// The texts that the command line gives for missing values; nil where it gives none.
  ///
  /// - Throws: `CommandFailure` with exit code 2.
  public static func missingTexts(
    _ arguments: ParsedArguments
  ) throws(CommandFailure) -> MissingTexts? {
    let lists = arguments.values(of: missing)
    if lists.isEmpty { return nil }
    var texts: [String] = []
    for list in lists where !list.text.isEmpty { texts += try list.list().map(\.text) }
    let label = arguments.label(of: missing)
    let found: MissingTexts
    do throws(InvalidModel) {
      found = try MissingTexts(texts)
    } catch {
      throw CommandFailure(.usage, "\(label): found \(error.found), expected \(error.expected)")
    }
    // What no model file holds.
    let (count, limit) = (Limits.missingTextCount, Limits.nameByteCount)
    guard found.texts.count <= count else {
      throw CommandFailure(
        .usage, "\(label): found \(found.texts.count) texts, expected at most \(count)")
    }
    if let long = found.texts.first(where: { $0.utf8.count > limit }) {
      throw CommandFailure(
        .usage, "\(label): found a text of \(long.utf8.count) bytes, expected at most \(limit)")
    }
    return found
  }

  /// The options that say how the text of a table is to be taken, as far as they are given, as a message prints them:
  /// each with a blank behind it.
  public static func spelled(_ arguments: ParsedArguments) -> String {
    [delimiter, noHeader, header].filter(arguments.isGiven).map { option in
      guard option.value != nil, let value = arguments.optional(option) else {
        return option.spelling + " "
      }
      return "\(ShellOption(option.spelling, value.text)) "
    }.joined()
  }

  /// What the command line says of the first row.
  ///
  /// - Throws: `CommandFailure` with exit code 2.
  public static func headerMode(_ arguments: ParsedArguments) throws(CommandFailure) -> HeaderMode {
    switch (arguments.isGiven(header), arguments.isGiven(noHeader)) {
    case (true, true):
      throw CommandFailure(.usage, "--header and --no-header: give one of them")
    case (true, false): return .present
    case (false, true): return .absent
    case (false, false): return .assumed
    }
  }
}
