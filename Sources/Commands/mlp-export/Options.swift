import CommandLineTools
import CommandOptions

/// What `mlp-export` takes, as data.
enum Options {
  static let source = Positional(
    "SOURCE", file: .input,
    help: """
      A checkpoint made by mlp-train; a model file, also as another HDF5 tool saved it; a model of Keras 2 \
      or 3 (.keras, .h5); weights in safetensors.
      """)
  static let output = Option(
    "output", short: "o", value: "FILE", file: .output(over: "SOURCE"),
    help: "What to write; replaced only when it is whole, a model file when it has been read back.")
  static let to = Option(
    "to", value: "KIND", default: "model", choices: OutputKind.allCases.map(\.rawValue),
    help: """
      What to write: a model file; an ONNX graph; or code that computes the same bits without any library, \
      FILE.swift, or FILE.c and its header.
      """)
  static let from = Option(
    "from", value: "KIND", default: "auto",
    choices: ["auto", "checkpoint", "model", "keras", "safetensors"], help: "What the source is.")
  static let architecture = Option(
    "architecture", value: "FILE", file: .input,
    help: "What model.to_json() gives, for weights that Keras saved alone.")
  static let activations = Option(
    "activations", value: "LIST", form: .list,
    help: """
      Of safetensors: one for each layer, the last included, as relu,softmax or \
      leaky_relu:negative_slope=0.2,sigmoid.
      """)
  static let withoutSandbox = Option(
    "without-sandbox",
    help: """
      Where this system lacks a part of the sandbox that sources are read in (seccomp, Landlock, limits), read them \
      with the other parts, and say which are missing. A crafted file could use that, at worst to run programs \
      as you: only for files that you trust. Without effect where the sandbox is complete.
      """)
  static let featureNames = Option(
    "feature-names", value: "LIST|FILE", form: .list, file: .input,
    help: "What the columns of a table are called: names, or a file that has one in each line.")
  static let classes = Option(
    "classes", value: "LIST|FILE", form: .list, file: .input,
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
  static let verify = Option(
    "verify", value: "DATA", file: .table,
    help: """
      Run source and export side by side on the rows of a table, a source of Keras or in safetensors in double \
      precision and as it is, and print how far they are apart. Nothing is written where a class changes.
      """)
  static let compare = Option(
    "compare", value: "MODEL", file: .input,
    help: "Print how another model differs from SOURCE in what it says; writes nothing.")
  static let on = Option(
    "on", value: "DATA", file: .table,
    help: "With --compare: the table whose rows both models get; - for standard input.")
  static let list = Option(
    "list", value: "N", default: "20", help: "With --compare: changed rows to list.")
  static let maxChanged = Option(
    "max-changed", value: "N",
    help: "With --compare: exit code 5 where the class changes in more rows than that.")
  static let json = Option("json", help: "Print a summary as one JSON object.")

  static let command = CommandDescription(
    name: "mlp-export", version: packageVersion,
    summary: "Make the model file that mlp-infer and the runtime load.",
    positionals: [source],
    sections: [
      OptionSection("Source", [from, architecture, activations, withoutSandbox]),
      OptionSection(
        "Model",
        [output, to, featureNames, classes, verificationRows, noRanges, meta, ModelOutput.force]),
      OptionSection("Comparison", [verify, compare, on, list, maxChanged, ThreadOptions.threads]),
      OptionSection("Report", [json]),
      TableOptions.section,
    ],
    examples: [
      Example("mlp-export run.h5 -o model.h5", "a checkpoint without its training state"),
      Example("mlp-export run.h5 -o model.h5 --meta licence=CC0", "with a fact about it"),
      Example("mlp-export model.h5 -o public.h5 --no-ranges", "without the features' ranges"),
      Example("mlp-export net.keras -o net.h5 --classes cat,dog", "a model of Keras"),
      Example(
        "mlp-export net.safetensors -o net.h5 --activations relu,softmax", "weights of PyTorch"),
      Example(
        "mlp-export net.keras -o net.h5 --verify rows.csv",
        "beside what Keras would say, on rows of yours"),
      Example("mlp-export model.h5 --to c -o model.c", "as C, with the header model.h"),
      Example("mlp-export model.h5 --to swift -o Iris.swift", "as Swift, the type Iris"),
      Example("mlp-export model.h5 --to onnx -o model.onnx", "for ONNX Runtime and others"),
      Example(
        "mlp-export model.h5 --compare new.h5 --on test.csv", "what another model says differently"),
    ], related: packageCommands)
}
