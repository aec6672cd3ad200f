import CommandLineTools
import CommandOptions

/// What `mlp-export` takes, as data.
enum Options {
  static let source = Positional(
    "SOURCE",
    help: "A checkpoint made by mlp-train, or a model file, also as another HDF5 tool saved it.")
  static let output = Option(
    "output", short: "o", value: "FILE",
    help: "The model file to write; replaced only when it is whole and has been read back.")
  static let from = Option(
    "from", value: "KIND", default: "auto", choices: ["auto", "checkpoint", "model"],
    help: "What the source is.")
  static let verificationRows = Option(
    "verification-rows", value: "N", default: "16",
    help: "Synthetic rows with their outputs, checked at every load; 0 for none.")
  static let noRanges = Option(
    "no-ranges", help: "Leave out the features' minima and maxima, which come from training data.")
  static let meta = Option(
    "meta", value: "KEY=VALUE", isRepeatable: true, help: "A fact to record in the model.")
  static let json = Option("json", help: "Print a summary as one JSON object.")

  static let command = CommandDescription(
    name: "mlp-export", version: packageVersion,
    summary: "Make the model file that mlp-infer and the runtime load.",
    positionals: [source],
    sections: [
      OptionSection("Source", [from]),
      OptionSection("Model", [output, verificationRows, noRanges, meta, ModelOutput.force]),
      OptionSection("Report", [json]),
    ],
    examples: [
      Example("mlp-export run.h5 -o model.h5", "a checkpoint without its training state"),
      Example("mlp-export run.h5 -o model.h5 --meta licence=CC0", "with a fact about it"),
      Example("mlp-export model.h5 -o public.h5 --no-ranges", "without the features' ranges"),
    ])
}
