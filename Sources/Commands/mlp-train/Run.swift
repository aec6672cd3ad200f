import CommandLineTools
import CommandOptions
import Files
import MLPCheckpoint
import MLPModel
import MLPTraining

/// Makes sure that `path` can be written, before an hour is spent on what goes there.
///
/// - Throws: `CommandFailure` with exit code 1.
private func checkWritable(_ path: String) throws {
  // The temporary goes with its owner.
  _ = try failing(with: .failure) { try AtomicFile(replacing: path) }
}

/// A training run as the command sees it: epochs, progress, a log, a checkpoint that is always whole.
struct Run {
  private let trainer: Trainer
  private let digest: DataDigest
  private let output: String
  private let epochs: Int
  private let facts: [Provenance.Entry]
  private let checkpointEvery: Int
  private let log: EpochLog
  private let console: Console

  /// The run of `trainer` that the command line asks for.
  init(
    _ arguments: ParsedArguments, _ settings: RunSettings, _ data: TrainingData, _ trainer: Trainer,
    _ digest: DataDigest, output: String, console: Console
  ) throws {
    self.trainer = trainer
    self.digest = digest
    self.output = output
    try checkWritable(output)
    self.console = console
    epochs = settings.epochs
    facts = settings.facts(label: data.label, weight: data.weight)
    checkpointEvery = try arguments.value(of: Options.checkpointEvery).integer(in: 0...1_000_000)
    log = try EpochLog(path: arguments.optional(Options.log)?.text)
  }

  /// Trains to the last epoch, or until patience is lost, and writes the checkpoint.
  ///
  /// - Throws: `CommandFailure` with exit code 130 after Ctrl-C, when the checkpoint is written, and
  ///   with 1 where the loss diverged, when what was good is written.
  func train() throws {
    Interrupt.install()
    let perEpoch = trainer.stepsPerEpoch
    let progress = Progress("train", unit: "step", total: epochs * perEpoch, on: console)
    while trainer.completedEpochs < epochs, !trainer.hasLostPatience {
      let report = try epoch(progress)
      guard let report else {
        try finish()
        throw CommandFailure(
          .interrupted,
          "interrupted in epoch \(trainer.completedEpochs + 1); to go on, give the table with "
            + "--resume \(output) -o \(output)")
      }
      do {
        try log.append(report)
      } catch {
        progress.finish()
        try save()
        throw CommandFailure(.failure, "\(error); \(output) has the run as it was then")
      }
      progress.update(report.epoch * perEpoch, "epoch \(report.epoch)/\(epochs)  \(report.text)")
      if checkpointEvery > 0, report.epoch % checkpointEvery == 0 { try save() }
    }
    progress.finish()
    try finish()
  }

  private func epoch(_ progress: Progress) throws -> EpochReport? {
    do {
      return try trainer.trainEpoch { step in
        progress.update(
          (step.epoch - 1) * step.stepCount + step.step,
          "epoch \(step.epoch)/\(epochs)  loss \(step.loss.short)")
        return !Interrupt.requested
      }
    } catch {
      progress.finish()
      // Without a good epoch there is nothing worth replacing a file for.
      guard trainer.best != nil else { throw CommandFailure(.failure, "\(error)") }
      try finish()
      throw CommandFailure(
        .failure, "\(error); \(output) has the run as it was before that epoch")
    }
  }

  /// Keeps what there is, however the run ends.
  private func finish() throws {
    try save()
    try log.finish()
  }

  private func save() throws {
    try failing(with: .failure) {
      try writeCheckpoint(trainer, data: digest, facts: facts, to: output)
    }
  }

  /// What the run came to, for people or as one JSON object.
  func summary(asJSON: Bool) -> String {
    guard asJSON else {
      let best = trainer.best.map { "best epoch \($0.report.epoch): \($0.report.text)" }
      let patience = trainer.configuration.earlyStopping?.patience ?? 0
      let end = trainer.hasLostPatience ? " (the last \(patience) brought nothing better)" : ""
      return "wrote \(output) after \(trainer.completedEpochs) epochs\(end); "
        + (best ?? "no epoch ended")
    }
    let json: JSON = [
      "output": .string(output), "epochs": .integer(trainer.completedEpochs),
      "training_rows": .integer(trainer.training.count),
      "validation_rows": .integer(trainer.validation?.count ?? 0),
      "best": trainer.best.map { EpochLog.json($0.report) } ?? .null,
    ]
    return json.text
  }
}
