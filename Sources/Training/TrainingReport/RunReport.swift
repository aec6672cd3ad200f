import MLPModel
import MLPTraining
import Metrics

/// What a training run came to, for a person: one page of HTML that needs nothing beside it.
///
/// Only values: the same run gives the same page, whenever and wherever it is made.
public struct RunReport: Sendable {
  /// The network of the best epoch, with its provenance.
  public var model: MultilayerPerceptron
  /// The model's identity, in hexadecimal.
  public var identity: String
  /// How the run ended, as the end of a sentence: `after 40 epochs, as asked`.
  public var ending: String
  /// What the epochs came to.
  public var epochs: [EpochReport]
  /// The epoch that the model is from; nil where none ended.
  public var bestEpoch: Int?
  /// The rows that were learned from, and those that told how well.
  public var data: Data
  /// How good the model is.
  public var evaluation: Evaluation

  /// Facts about the rows of a run.
  public struct Data: Sendable {
    /// Rows that were learned from.
    public var trainingRows: Int
    /// Rows that told how well; 0 for none.
    public var validationRows: Int
    /// Of each class, the rows that were learned from and those that told how well; empty for numbers.
    public var rowsOfClasses: [(training: Int, validation: Int)]

    /// Facts about rows.
    public init(
      trainingRows: Int, validationRows: Int,
      rowsOfClasses: [(training: Int, validation: Int)] = []
    ) {
      self.trainingRows = trainingRows
      self.validationRows = validationRows
      self.rowsOfClasses = rowsOfClasses
    }
  }

  /// What the model says of rows whose truth is known: the validation rows, or where there are none
  /// the training rows.
  public enum Evaluation: Sendable {
    /// Classes.
    case classes(LabelledLogits)
    /// Labels that apply or not, [rows, labels], row-major: the second of two classes is that one applies.
    case labels(LabelledLogits)
    /// Numbers, output by output.
    case values([ValueOutput])
  }

  /// One output of a regression.
  public struct ValueOutput: Sendable {
    /// Its name.
    public var name: String
    /// What is true, row by row.
    public var expected: [Double]
    /// What the model says.
    public var predicted: [Float]

    /// An output.
    public init(name: String, expected: [Double], predicted: [Float]) {
      self.name = name
      self.expected = expected
      self.predicted = predicted
    }
  }

  /// A report of those parts.
  public init(
    model: MultilayerPerceptron, identity: String, ending: String, epochs: [EpochReport],
    bestEpoch: Int?, data: Data, evaluation: Evaluation
  ) {
    self.model = model
    self.identity = identity
    self.ending = ending
    self.epochs = epochs
    self.bestEpoch = bestEpoch
    self.data = data
    self.evaluation = evaluation
  }

  /// The rows that `evaluation` is of, as a sentence names them.
  var judgedRows: HTML {
    data.validationRows > 0
      ? "\(data.validationRows.grouped) validation rows"
      : "\(data.trainingRows.grouped) training rows"
  }
}
