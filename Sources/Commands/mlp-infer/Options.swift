import CommandLineTools
import CommandOptions
import Table

/// What `mlp-infer` takes, as data.
enum Options {
  static let model = Positional(
    "MODEL", file: .input, help: "The model file, made by mlp-export or mlp-train.")
  static let input = Positional(
    "INPUT", isOptional: true, file: .table,
    help: "The table: text or .npy, plain or gzip; - or nothing for standard input.")
  static let output = Option(
    "output", short: "o", value: "FILE", default: "-", file: .output(),
    help: "Where to write; a file is replaced only when all is written.")
  static let predict = Option(
    "predict", value: "WHAT", default: "all", choices: PredictionKind.allCases.map(\.rawValue),
    help: "What to write: the class, its index from 0, probabilities, logits, or class and "
      + "probabilities.")
  static let topK = Option(
    "top-k", value: "N",
    help: "The N likeliest classes instead, each with its probability: class_1, proba_1, class_2, …"
  )
  static let threshold = Option(
    "threshold", value: "P",
    help: "Decide for the second of two classes, or for a label of several that may apply at once, "
      + "above P instead of above what the model says.")
  static let verdict = Option(
    "verdict",
    help: "Add a column that says whether the model was trained on such rows: ok, or "
      + "out_of_range:NAME;NAME missing:NAME invalid:NAME.")
  static let format = Option(
    "format", value: "FORM", choices: ["csv", "tsv", "jsonl", "npy"],
    help: "The form of the output: an object a line (jsonl), float32 numbers for NumPy (npy: "
      + "--predict proba, logits or index). Default: as the table.")
  static let keep = Option(
    "keep", value: "COLUMNS", form: .list,
    help:
      "Input columns to copy in front, or `all`. A column of the model's that has one's name is "
      + "called NAME_predicted.")
  static let flush = Option(
    "flush",
    help:
      "Let the output file grow row by row, to be followed, instead of replacing it when all is "
      + "written. Pipes get rows as they are done anyway.")
  static let onError = Option(
    "on-error", value: "WHAT", default: "fail", choices: RowPolicy.allCases.map(\.rawValue),
    help:
      "What becomes of a row that cannot be used: the end of the run, a row of nan, or nothing. "
      + "A quote out of place ends the run always: where the next row begins is unknown then.")
  static let errors = Option(
    "errors", value: "FILE", file: .output(),
    help:
      "With --on-error nan or skip: write line, column, value and message of each bad row, as an "
      + "object of JSON a line.")
  static let match = Option(
    "match", value: "HOW", choices: ["name", "position"],
    help: "How columns find the model's features (default: by name where both sides have names).")
  static let precision = Option(
    "precision", value: "N",
    help: "Significant digits (default: the fewest that read back as the same number).")
  static let evaluate = Option(
    "evaluate", help: "Compare with the labels of the table and print metrics, not rows.")
  static let label = Option(
    "label", value: "COLUMNS", form: .list,
    help: "The column of labels, by name or as #N; not an input. Of a model with several outputs "
      + "that are no classes: a column for each, in its order unless they have the outputs' names.")
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
    "batch", value: "COUNTS", default: "1,16,256,4096", form: .list,
    help: "With --bench: rows in a call.")
  static let batchSize = Option(
    "batch-size", value: "N", default: "1024", help: "Rows that are worked on at once.")

  static let command = CommandDescription(
    name: "mlp-infer", version: packageVersion,
    summary: "Run a trained network on the rows of a table.",
    positionals: [model, input],
    sections: [
      OptionSection(
        "Output",
        [
          output, ModelOutput.force, format, predict, topK, threshold, verdict, keep, precision,
          flush,
        ]),
      OptionSection("Bad rows", [onError, errors]),
      OptionSection("Model", [describe, check, identity, match]),
      OptionSection("Evaluation", [evaluate, label, minAccuracy, json]),
      TableOptions.section,
      OptionSection("Running", [ThreadOptions.threads, batchSize, bench, batch]),
    ],
    examples: [
      Example("mlp-infer model.h5 input.csv", "class and probabilities, one row an input row"),
      Example(
        "mlp-infer model.h5 input.csv --keep id --predict class -o out.csv", "ids and classes"),
      Example(
        "mlp-infer model.h5 input.csv --verdict --on-error nan --errors bad.jsonl",
        "is the model at home in each row, and no row lost"),
      Example("mlp-infer model.h5 input.csv --format jsonl --top-k 2", "the two likeliest classes"),
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
