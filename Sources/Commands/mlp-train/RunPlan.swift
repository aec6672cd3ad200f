import CommandLineTools
import CommandOptions
import MLPCheckpoint
import MLPModel
import MLPTraining
import Text

/// What a run is about to do, for `--dry-run`.
struct RunPlan {
  private let model: MultilayerPerceptron
  private let trainer: Trainer
  private let epochs: Int
  private let learned: LearnedTask

  /// The plan of `trainer`'s run.
  ///
  /// - Throws: `CommandFailure` with exit code 3 where the run could not be written.
  init(
    _ trainer: Trainer, _ settings: RunSettings, _ data: TrainingData, _ digest: DataDigest
  ) throws {
    self.trainer = trainer
    learned = LearnedTask(trainer, data)
    let facts = settings.facts(data)
    try failingToWrite {
      try checkCheckpoint(trainer, data: digest, facts: facts, called: "checkpoint")
    }
    model = try failing(with: .input) { try trainer.model(facts: facts) }
    epochs = settings.epochs
  }

  private var validationRows: Int { trainer.validation?.count ?? 0 }

  private var stepsToGo: Int { max(0, epochs - trainer.completedEpochs) * trainer.stepsPerEpoch }

  /// For people: a fact a line, long lists cut, nothing in it that moves a cursor.
  var text: String {
    let counts = trainer.rowsOfClasses
    let outputs = model.output.labels.enumerated().map { c, name in
      counts.isEmpty ? name : "\(name) \(counts[c].training)+\(counts[c].validation)"
    }
    let network = model.layers.reduce("\(model.inputCount)") {
      "\($0) -> \($1.outputCount) \($1.activation)"
    }
    let missing = model.input.missingValueLines.map { ("missing", $0) }
    let facts: [(String, String)] =
      [
        ("task", model.output.task.rawValue + (learned.guess.map { ", a guess: \($0)" } ?? "")),
        ("rows", "\(trainer.training.count) to learn from, \(validationRows) to validate"),
        (counts.isEmpty ? "outputs" : "classes", Self.list(outputs)),
        ("inputs", Self.list(model.input.features.map(\.name))),
        ("network", "\(network), \(model.parameterCount) parameters"),
        (
          "steps",
          "\(stepsToGo): \(trainer.stepsPerEpoch) an epoch, \(epochs) epochs, "
            + "\(trainer.completedEpochs) done"
        ),
      ] + missing
    let settings = model.provenance.entries.map { ($0.key, "\($0.value)") }
    let width = (facts + settings).map(\.0.count).max() ?? 0
    func lines(_ facts: [(String, String)]) -> String {
      facts.map { name, value in
        let blanks = String(repeating: " ", count: width + 2 - name.count)
        return "\(name)\(blanks)\(value)".printable + "\n"
      }.joined()
    }
    return "nothing was trained, nothing written: this is what would be\n\n"
      + lines(facts) + "\n" + lines(settings)
  }

  /// The first few of `items`, and how many more there are.
  private static func list(_ items: [String]) -> String {
    let shown = items.prefix(20).joined(separator: ", ")
    return items.count > 20 ? "\(shown) and \(items.count - 20) more" : shown
  }

  /// The same for programs, nothing cut.
  var json: JSON {
    [
      "task": .string(model.output.task.rawValue),
      "task_is_guess": .bool(learned.guess != nil),
      "training_rows": .integer(trainer.training.count),
      "validation_rows": .integer(validationRows),
      "labels": .array(model.output.labels.map { .string($0) }),
      "features": .array(model.input.features.map { .string($0.name) }),
      "layers": .array(
        model.layers.map {
          ["outputs": .integer($0.outputCount), "activation": .string($0.activation.tag)]
        }),
      "parameters": .integer(model.parameterCount),
      "steps_per_epoch": .integer(trainer.stepsPerEpoch),
      "epochs": .integer(epochs),
      "completed_epochs": .integer(trainer.completedEpochs),
    ]
  }
}
