import CommandLineTools
import MLPModel
import MLPRuntime
import Table

/// A metric's rows so far, and what it says.
protocol Evaluation: AnyObject {
  /// Takes a row of a batch with its outputs.
  ///
  /// - Throws: `TableError` where the row's label is not what it should be; the row does not count then.
  func add(_ row: Int, of batch: Batch, _ outputs: Span<Float>) throws(TableError)
  /// How many rows were taken.
  var rowCount: Int { get }
  /// The share of rows that were decided right; nil where nothing is decided, or without rows.
  var accuracy: Double? { get }
  /// What it says, for people.
  var text: String { get }
  /// What it says, for programs.
  var json: [JSON.Member] { get }
}

/// What to judge a model by.
///
/// - Parameter labels: the columns of the labels, where there are several.
/// - Throws: `CommandFailure` with exit code 2 for a threshold where none applies.
func evaluation(
  _ arguments: ParsedArguments, of model: Model, labels: [Column]
) throws(CommandFailure) -> any Evaluation {
  let decision = try Decision(arguments, of: model)
  switch model.output.task {
  case .classification: return ClassEvaluation(model.output, decision)
  case .multiLabel: return LabelEvaluation(model.output, decision, labels)
  case .regression: return ValueEvaluation(model.output, labels)
  }
}
