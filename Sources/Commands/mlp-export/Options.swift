import CommandLineTools
import CommandOptions

/// What `mlp-export` takes, as data.
enum Options {
  static let source = Positional(
    "SOURCE",
    help: """
      A checkpoint made by mlp-train; a model file, also as another HDF5 tool saved it; a model of Keras 2 \
      or 3 (.keras, .h5); weights in safetensors.
      """)
  static let output = Option(
    "output", short: "o", value: "FILE",
    help: "What to write; replaced only when it is whole, a model file when it has been read back.")
  static let to = Option(
    "to", value: "KIND", default: "model", choices: ["model", "c"],
    help: """
      What to write: a model file, or C that computes the same bits without any library, FILE.c and its \
      header.
      """)
  static let from = Option(
    "from", value: "KIND", default: "auto",
    choices: ["auto", "checkpoint", "model", "keras", "safetensors"], help: "What the source is.")
  static let architecture = Option(
    "architecture", value: "FILE",
    help: "What model.to_json() gives, for weights that Keras saved alone.")
  static let activations = Option(
    "activations", value: "LIST",
    help: """
      Of safetensors: one for each layer, the last included, as relu,softmax or \
      leaky_relu:negative_slope=0.2,sigmoid.
      """)
  static let featureNames = Option(
    "feature-names", value: "LIST|FILE",
    help: "What the columns of a table are called: names between commas, or a file of lines.")
  static let classes = Option(
    "classes", value: "LIST|FILE",
    help: """
      What the classes are called, or the one output. Outputs without softmax or sigmoid, as sources leave \
      them that have it in the loss, get it.
      """)
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
      OptionSection("Source", [from, architecture, activations]),
      OptionSection(
        "Model",
        [output, to, featureNames, classes, verificationRows, noRanges, meta, ModelOutput.force]),
      OptionSection("Report", [json]),
    ],
    examples: [
      Example("mlp-export run.h5 -o model.h5", "a checkpoint without its training state"),
      Example("mlp-export run.h5 -o model.h5 --meta licence=CC0", "with a fact about it"),
      Example("mlp-export model.h5 -o public.h5 --no-ranges", "without the features' ranges"),
      Example("mlp-export net.keras -o net.h5 --classes cat,dog", "a model of Keras"),
      Example(
        "mlp-export net.safetensors -o net.h5 --activations relu,softmax", "weights of PyTorch"),
      Example("mlp-export model.h5 --to c -o model.c", "as C, with the header model.h"),
    ], related: packageCommands)
}
