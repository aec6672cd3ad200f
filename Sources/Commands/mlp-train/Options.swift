import CommandLineTools
import CommandOptions
import MLPModel
import MLPTraining

/// What `mlp-train` takes, as data.
enum Options {
  static let data = Positional(
    "DATA", file: .table,
    help: "The table to learn from: text or .npy, plain or gzip; - for standard input.")

  static let output = Option(
    "output", short: "o", value: "FILE", file: .output(over: "--resume"),
    help: "The checkpoint to write: a model file with the training state.")
  static let resume = Option(
    "resume", value: "FILE", file: .input,
    help:
      "Go on from this checkpoint, with the columns and settings it records, which may be given again; "
      + "--epochs may be raised."
  )
  static let checkpointEvery = Option(
    "checkpoint-every", value: "N", default: "0",
    help: "Write the checkpoint every N epochs too; 0: at the end, on Ctrl-C and on SIGTERM.")
  static let log = Option(
    "log", value: "FILE", file: .output(),
    help: "Write a JSON line for every epoch as it ends; with --resume, behind those of the epochs "
      + "before.")
  static let report = Option(
    "report", value: "FILE", file: .output(),
    help: "Write a page of HTML when the run ends: curves, confusion matrix, calibration, settings."
  )
  static let json = Option("json", help: "Print a summary as one JSON object.")
  static let dryRun = Option(
    "dry-run",
    help: "Read the table, print what would be learned and how, and stop: nothing is written.")

  static let label = Option(
    "label", value: "COLUMNS", form: .list,
    help:
      "The column to learn, by name or as #N (default: the last); several of 0 and 1 are labels "
      + "that apply or not, several of other numbers a regression.")
  static let task = Option(
    "task", value: "TASK", default: "auto", choices: ["auto", "classify", "regress"],
    help: "Classes or numbers; auto: classes where the labels are names or few whole numbers.")
  static let features = Option(
    "features", value: "COLUMNS", form: .list,
    help: "The input columns (default: all but the labels).")
  static let ignore = Option(
    "ignore", value: "COLUMNS", form: .list, help: "Columns that are no inputs.")
  static let categorical = Option(
    "categorical", value: "COLUMNS", form: .list,
    help: "Input columns of text; each of its levels becomes an input of 0 or 1. The model keeps "
      + "them, sorted.")
  static let unknownLevel = Option(
    "unknown-level", value: "HOW", default: "error",
    choices: CategoricalColumn.UnknownLevel.allCases.map(\.rawValue),
    help: "What the model does with a text that was none of the levels: an error, or none of them.")
  static let impute = Option(
    "impute", value: "HOW", default: Imputation.error.rawValue,
    choices: Imputation.allCases.map(\.rawValue),
    help:
      "What stands for a missing value, stored in the model: the mean of the training rows (of a "
      + "level its share of them), or 0 (none of the levels).")
  static let valid = Option(
    "valid", value: "FILE|X", default: "0.1", file: .table,
    help: "Validation rows: a table, or a fraction of the rows, in proportion for each class; "
      + "0: none.")
  static let scale = Option(
    "scale", value: "HOW", default: "standard", choices: ["standard", "minmax", "none"],
    help: "How inputs are scaled; computed from the training rows and stored in the model.")
  static let cache = Option(
    "cache", value: "FOLDER", file: .folder,
    help: "Keep the features in a file without a name there, not in memory: for tables larger than "
      + "memory. The result is the same.")
  static let noRanges = Option(
    "no-ranges", help: "Leave the features' minima and maxima out of the model.")

  static let hidden = Option(
    "hidden", value: "WIDTHS", default: "64", form: .list,
    help: "Widths of the hidden layers, or `none`.")
  static let activation = Option(
    "activation", value: "TAGS", default: "relu", form: .list,
    help: "Of the hidden layers, one for all or one each: \(activationTags).")
  /// The activations that a hidden layer can have, for messages.
  static let activationTags = Activation.all.filter { !$0.takesWholeRow }.map(\.tag)
    .joined(separator: ", ")

  static let epochs = Option(
    "epochs", value: "N", default: "100", help: "Times that every training row is used.")
  static let batchSize = Option(
    "batch-size", value: "N", default: "32", help: "Rows in a step.")
  static let patience = Option(
    "patience", value: "N", help: "Stop after N epochs without a better validation loss.")
  static let minDelta = Option(
    "min-delta", value: "X", default: "0", help: "How much lower a loss must be to be better.")
  static let calibrate = Option(
    "calibrate", value: "HOW", default: "temperature",
    choices: CalibrationChoice.allCases.map(\.rawValue),
    help:
      "How a classifier's probabilities are made to fit the validation rows; the most probable class stays."
  )
  static let seed = Option(
    "seed", value: "N", default: "1",
    help: "Of initial weights, split, shuffles and dropout; the same seed gives the same file.")

  static let command = CommandDescription(
    name: "mlp-train", version: packageVersion,
    summary: "Train a network on a table.",
    positionals: [data],
    sections: [
      OptionSection(
        "Run", [output, ModelOutput.force, resume, checkpointEvery, log, report, json, dryRun]),
      OptionSection(
        "Data",
        [
          label, task, features, ignore, categorical, unknownLevel, impute, sampleWeight, valid,
          scale, noRanges, cache,
        ]),
      OptionSection("Network", [hidden, activation]),
      OptionSection("Learning", [epochs, batchSize, patience, minDelta, calibrate, seed]),
      lossSection, optimizerSection, TableOptions.section,
      OptionSection("Running", [ThreadOptions.threads]),
    ],
    examples: [
      Example("mlp-train iris.csv --label species -o run.h5", "a classifier with one hidden layer"),
      Example(
        "mlp-train data.csv --label y --hidden 256,128 --epochs 20 -o run.h5", "a larger network"),
      Example("mlp-train data.csv --resume run.h5 --epochs 40 -o run.h5", "train on"),
      Example(
        "mlp-train people.csv.gz --categorical job,city --impute mean -o run.h5",
        "text and missing values, from a compressed table"),
      Example(
        "mlp-train scenes.csv --label beach,sunset,people -o run.h5", "labels that apply or not"),
      Example("mlp-train prices.csv --task regress --label price -o run.h5", "a regression"),
    ], related: packageCommands)
}
