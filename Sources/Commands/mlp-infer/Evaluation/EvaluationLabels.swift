import CommandLineTools
import MLPRuntime
import Text

/// Which columns of a table hold the truth.
struct EvaluationLabels {
  /// The column of a model with one label a row; nil where the command line names none.
  let single: String?
  /// The columns, one for each output, of an evaluation of a model with several; else nil.
  let several: [ArgumentValue]?

  /// What the command line names with `--label`.
  ///
  /// - Throws: `CommandFailure` with exit code 2 where an evaluation needs another number of columns.
  init(_ arguments: ParsedArguments, of model: Model) throws(CommandFailure) {
    let needsSeveral = model.output.task != .classification && model.outputCount > 1
    guard needsSeveral, arguments.isGiven(Options.evaluate),
      let labels = try arguments.list(of: Options.label)
    else {
      (single, several) = (try arguments.item(of: Options.label)?.text, nil)
      return
    }
    guard labels.count == model.outputCount else {
      throw try arguments.value(of: Options.label).unexpected(
        "\(model.outputCount) columns a,b,…, one for each output of the model, in its order unless they have the "
          + "outputs' names")
    }
    // Columns that are called as the outputs are theirs, in whatever order they are given.
    let byName = Dictionary(labels.map { (TextKey($0.text), $0) }) { first, _ in first }
    let named = model.output.labels.compactMap { byName[TextKey($0)] }
    (single, several) = (nil, named.count == labels.count ? named : labels)
  }
}
