@testable import CommandLineTools

/// A command that has one of everything.
enum Sample {
  enum Format: String, CaseIterable {
    case csv
    case jsonl
  }

  static let model = Positional("MODEL", file: .input, help: "The model file.")
  static let input = Positional(
    "INPUT", isOptional: true, file: .table, help: "The table; - is standard input.")
  static let output = Option(
    "output", short: "o", value: "FILE", default: "-", help: "Where the predictions go.")
  static let format = Option(
    "format", value: "FORMAT", default: "csv", choices: Format.allCases.map(\.rawValue),
    help: "How the predictions are written.")
  static let epochs = Option("epochs", value: "N", help: "Passes over the table.")
  static let meta = Option("meta", value: "K=V", isRepeatable: true, help: "A note to keep.")
  static let columns = Option(
    "columns", value: "COLUMNS", form: .list, help: "Columns to take, or `all`.")
  static let weight = Option("weight", value: "COLUMN", form: .item, help: "What rows count.")
  static let json = Option("json", help: "Write a summary that programs can read.")

  static let command = CommandDescription(
    name: "sample", version: "1.2.3", summary: "do what the tests ask",
    positionals: [model, input],
    sections: [
      OptionSection("Output", [output, format, json]),
      OptionSection("Training", [epochs, meta, columns, weight]),
    ],
    examples: [
      Example("sample model.h5 input.csv", "Predict each row of a table"),
      Example("sample model.h5 - --format jsonl", "Predict in a pipeline"),
    ])

  static func parse(_ arguments: String...) throws(CommandFailure) -> ParsedArguments {
    try ParsedArguments(arguments, of: command)
  }
}
