import CSV
import CommandLineTools
import CommandOptions

/// The form that rows go out in.
enum RowForm {
  case delimited(Dialect)
  case jsonLines
  case numPy

  /// What the command line asks for; by default the table's own delimiter.
  ///
  /// - Throws: `CommandFailure` with exit code 2.
  init(_ arguments: ParsedArguments) throws(CommandFailure) {
    let dialect = try TableOptions.dialect(arguments)
    switch arguments.optional(Options.format)?.text {
    case "csv": self = .delimited(dialect.hasQuotes ? dialect : .csv)
    case "tsv": self = .delimited(.tsv)
    case "jsonl": self = .jsonLines
    case "npy":
      self = .numPy
      for (option, reason) in [
        (Options.keep, "an array holds numbers of the model's alone"),
        (Options.precision, "an array holds float32 numbers as they are"),
        (Options.flush, "in front of an array stands how many rows it has"),
      ] where arguments.isGiven(option) {
        throw CommandFailure(.usage, "\(option.spelling): \(reason); give another --format")
      }
    default: self = .delimited(dialect)
    }
  }

  /// Whether names can be written.
  var holdsText: Bool {
    if case .numPy = self { false } else { true }
  }
}
