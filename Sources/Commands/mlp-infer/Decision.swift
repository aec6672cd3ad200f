import CommandLineTools
import MLPModel
import MLPRuntime

/// What a row's outputs are taken for, by the model's threshold or the command line's.
struct Decision {
  /// Whether any number of labels can apply at once.
  let isMultiLabel: Bool
  /// Whether one output stands for two classes.
  let isBinary: Bool

  private let output: OutputDescription
  /// Of two outputs, what the second has to be above to be decided for, where that is not "the other's".
  private let secondThreshold: Float?

  /// How the command line wants it.
  ///
  /// - Throws: `CommandFailure` with exit code 2 for a threshold where none applies.
  init(_ arguments: ParsedArguments, of model: Model) throws(CommandFailure) {
    let output = model.output
    isMultiLabel = output.task == .multiLabel
    isBinary = output.task == .classification && model.outputCount == 1
    let threshold = try Self.threshold(arguments, output)
    secondThreshold = model.outputCount == 2 && !isMultiLabel ? threshold : nil
    self.output = OutputDescription(
      task: output.task, labels: output.labels, temperature: output.temperature,
      threshold: threshold ?? output.threshold)
  }

  private static func threshold(
    _ arguments: ParsedArguments, _ output: OutputDescription
  ) throws(CommandFailure) -> Float? {
    guard let value = arguments.optional(Options.threshold) else { return nil }
    let threshold = Float(try value.number("a probability, 0 to 1") { 0...1 ~= $0 })
    guard output.task == .multiLabel || output.task == .classification && output.labels.count == 2
    else {
      throw CommandFailure(
        .usage,
        "--threshold: found a model of \(output.labels.count) outputs (\(output.task.rawValue)), "
          + "expected two classes or labels that each apply or not")
    }
    return threshold
  }

  /// The class of a classifier's row, as an index into the labels; nil where an output is NaN.
  func index(_ row: Span<Float>) -> Int? {
    guard let secondThreshold, row.count == 2 else { return output.decision(row) }
    if row[0].isNaN || row[1].isNaN { return nil }
    return row[1] > secondThreshold ? 1 : 0
  }

  /// The labels that apply to a row of a multi-label model; nil where an output is NaN.
  func indices(_ row: Span<Float>) -> [Int]? {
    var indices: [Int] = []
    for j in row.indices {
      if row[j].isNaN { return nil }
      if row[j] > output.threshold { indices.append(j) }
    }
    return indices
  }
}
