import CommandLineTools
import MLPModel
import MLPTraining
import Table
import Text

/// What a run learns, from which columns: what the last line of every run says.
struct LearnedTask {
  private let task: Task
  private let classCount: Int
  private let labels: [Column]
  private let inputCount: Int
  private let columnCount: Int
  /// What else the labels may be meant for, where nobody said.
  private let alternative: TaskAlternative?

  /// What `trainer` learns from `data`.
  init(_ trainer: Trainer, _ data: TrainingData) {
    let table = trainer.training.table
    switch table.targets {
    case .classes: task = .classification
    case .values:
      task = trainer.configuration.loss == .binaryCrossEntropy ? .multiLabel : .regression
    }
    classCount = table.labels.count
    labels = data.labels
    inputCount = table.featureNames.count
    columnCount = data.columnCount
    alternative = data.alternative
  }

  /// For people: `3 classes of "species" from 4 inputs`.
  var text: String {
    let columns = Excerpt.list(labels.map(\.reference))
    let what =
      switch task {
      case .classification: "\(classCount) classes of \(columns)"
      case .multiLabel: "whether \(columns) \(labels.count == 1 ? "applies" : "apply")"
      case .regression: "numbers of \(columns)"
      }
    let inputs = counted(inputCount, "input")
    let source =
      columnCount == inputCount ? inputs : "\(inputs) (\(counted(columnCount, "column")))"
    return "\(what) from \(source)\(guess.map { " (a guess: \($0))" } ?? "")"
  }

  /// How to choose what else the labels may be meant for.
  var guess: String? {
    switch alternative {
    case nil: nil
    case .classes(let count): "--task classify learns \(count) classes"
    case .flags: "--task classify learns how far each label applies"
    case .numbers: "--task regress learns numbers"
    }
  }

  /// For programs.
  var members: [JSON.Member] {
    [
      .init("task", .string(task.rawValue)),
      .init("task_is_guess", .bool(alternative != nil)),
      .init("label_columns", .array(labels.map { .string($0.reference) })),
      .init("classes", task == .classification ? .integer(classCount) : .null),
      .init("inputs", .integer(inputCount)),
      .init("input_columns", .integer(columnCount)),
    ]
  }
}
