import CommandLineTools
import CommandOptions

/// What `mlp-infer` takes, as data.
enum Options {
  static let model = Positional("MODEL", help: "The model file, made by mlp-export or mlp-train.")
  static let input = Positional(
    "INPUT", isOptional: true, help: "The table; - or nothing for standard input.")
  static let output = Option(
    "output", short: "o", value: "FILE", default: "-",
    help: "Where to write; a file is replaced only when all is written.")
  static let predict = Option(
    "predict", value: "WHAT", default: "all", choices: PredictionKind.allCases.map(\.rawValue),
    help: "What to write: the class, its index from 0, probabilities, logits, or class and "
      + "probabilities.")
  static let keep = Option(
    "keep", value: "COLUMNS", help: "Input columns to copy in front, or `all`.")
  static let match = Option(
    "match", value: "HOW", choices: ["name", "position"],
    help: "How columns find the model's features (default: by name where both sides have names).")
  static let precision = Option(
    "precision", value: "N",
    help: "Significant digits (default: the fewest that read back as the same number).")
  static let evaluate = Option(
    "evaluate", help: "Compare with the labels of the table and print metrics, not rows.")
  static let label = Option(
    "label", value: "COLUMN", help: "The column of labels, by name or as #N; not an input.")
  static let minAccuracy = Option(
    "min-accuracy", value: "X", help: "With --evaluate: exit code 5 where accuracy is below X.")
  static let json = Option(
    "json", help: "Print JSON: one object, or with --bench one a line.")
  static let describe = Option("describe", help: "Print what the model is, and stop.")
  static let check = Option(
    "check", help: "Verify all that can be verified of the model, a line for each, and stop.")
  static let identity = Option(
    "identity", value: "HEX",
    help: "Refuse every model but the one of this identity: 64 digits, as --describe prints them.")
  static let bench = Option(
    "bench", help: "Time loading and predictions on random rows in memory, and stop.")
  static let batch = Option(
    "batch", value: "LIST", default: "1,16,256,4096", help: "With --bench: rows in a call.")
  static let batchSize = Option(
    "batch-size", value: "N", default: "1024", help: "Rows that are worked on at once.")

  static let command = CommandDescription(
    name: "mlp-infer", version: packageVersion,
    summary: "Run a trained network on the rows of a table.",
    positionals: [model, input],
    sections: [
      OptionSection("Output", [output, predict, keep, precision]),
      OptionSection("Model", [describe, check, identity, match]),
      OptionSection("Evaluation", [evaluate, label, minAccuracy, json]),
      TableOptions.section,
      OptionSection("Running", [ThreadOptions.threads, batchSize, bench, batch]),
    ],
    examples: [
      Example("mlp-infer model.h5 input.csv", "class and probabilities, one row an input row"),
      Example(
        "mlp-infer model.h5 input.csv --keep id --predict class -o out.csv", "ids and classes"),
      Example("mlp-infer model.h5 test.csv --evaluate --label species", "accuracy and more"),
      Example("mlp-infer model.h5 --describe", "layers, outputs, inputs, provenance"),
      Example(
        "mlp-infer model.h5 --check", "is the file whole, and does it compute here as it should"),
      Example("mlp-infer model.h5 --bench --threads 1", "how fast it runs here"),
      Example("cut -d, -f1-4 big.csv | mlp-infer model.h5 -", "a table of any size from a pipe"),
    ], related: packageCommands)
}

/// What is written for a row.
enum PredictionKind: String, CaseIterable {
  /// The name of the class.
  case `class`
  /// The class as its index in the model's labels.
  case index
  /// One probability a class; for regressions, the numbers.
  case proba
  /// The last layer before its activation.
  case logits
  /// The class, then the probabilities.
  case all
}
