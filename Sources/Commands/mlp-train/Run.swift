import CommandLineTools
import CommandOptions
import Files
import MLPCheckpoint
import MLPKernels
import MLPModel
import MLPTraining
import Text
import TrainingReport

/// A training run as the command sees it: epochs, progress, a log, a checkpoint that is always whole.
final class Run {
  private let trainer: Trainer
  private let learned: LearnedTask
  private let digest: DataDigest
  private let tier: KernelTier
  private let output: String
  private let report: OutputSink?
  private let epochs: Int
  /// What a resumed run has to be told again of its tables, with a blank behind it.
  private let tableOptions: String
  private let facts: [Provenance.Entry]
  private let choice: CalibrationChoice
  private let checkpointEvery: Int
  /// The checkpoint that the run continues from and how many epochs it has; nil for a new run.
  private let start: (file: String, epochs: Int)?
  private let log: EpochLog
  private let console: Console
  private var calibrated: (epoch: Int, calibration: Calibration)?

  /// The run of `trainer` that the command line asks for.
  init(
    _ arguments: ParsedArguments, _ settings: RunSettings, _ data: TrainingData, _ trainer: Trainer,
    _ digest: DataDigest, _ tier: KernelTier, resuming checkpoint: Checkpoint?, output: String,
    console: Console
  ) throws {
    start = checkpoint.map { ($0.file, trainer.completedEpochs) }
    self.trainer = trainer
    learned = LearnedTask(trainer, data)
    self.digest = digest
    self.tier = tier
    self.output = output
    self.console = console
    epochs = settings.epochs
    tableOptions =
      TableOptions.spelled(arguments)
      + (Double(settings.validation) == nil
        ? "\(ShellOption(Options.valid.spelling, settings.validation)) " : "")
    let facts = settings.facts(data)
    self.facts = facts
    // Before an hour is spent on what cannot be written.
    try failingToWrite { try rehearseCheckpoint(trainer, data: digest, facts: facts, to: output) }
    choice = settings.calibration
    checkpointEvery = try arguments.value(of: Options.checkpointEvery).integer(in: 0...1_000_000)
    report = try arguments.optional(Options.report).map { try OutputSink(path: $0.text) }
    log = try EpochLog(
      path: arguments.optional(Options.log)?.text, after: trainer.history,
      replacesAnything: arguments.isGiven(ModelOutput.force))
  }

  /// Trains to the last epoch, or until patience is lost, and writes the checkpoint; heeds the signals that
  /// `Interrupt` was installed for.
  ///
  /// - Throws: `CommandFailure` with exit code 130 after Ctrl-C and 143 after SIGTERM, when the
  ///   checkpoint is written, and with 1 where the loss diverged, when what was good is written.
  func train() throws {
    let progress = Progress("train", unit: "rows", on: console)
    let (watch, before) = (Stopwatch(), trainer.completedEpochs)
    console.detail(
      "\(trainer.training.count) training rows, \(trainer.validation?.count ?? 0) validation rows, "
        + "\(tier.name) kernels")
    while trainer.completedEpochs < epochs, !trainer.hasLostPatience {
      let report = try epoch(progress)
      guard let report else {
        progress.finish()
        try finish(.interrupted)
        throw CommandFailure(
          Interrupt.exitCode,
          "interrupted in epoch \(trainer.completedEpochs + 1) of \(epochs); wrote \(output): \(learned.text)"
            + (trainer.best == nil ? "; its model has not been through a whole epoch" : "")
            + "; to continue, give the table with \(tableOptions)"
            + "\(ShellOption(Options.resume.spelling, output)) "
            + "\(ShellOption(Options.output.spelling, output))")
      }
      do {
        try log.append(report, isBest: trainer.best?.report == report)
      } catch {
        progress.finish()
        try save()
        throw CommandFailure(
          .failure, "\(error); \(output) has the run as it was then: \(learned.text)")
      }
      show(progress, report.epoch, step: 0, report.text)
      console.detail("epoch \(report.epoch)/\(epochs): \(report.text)")
      if checkpointEvery > 0, report.epoch % checkpointEvery == 0 { try save() }
    }
    progress.finish()
    console.detail(
      watch.text((trainer.completedEpochs - before) * trainer.training.count, "rows"))
    try finish(trainer.hasLostPatience ? .patience : .done)
  }

  private func epoch(_ progress: Progress) throws -> EpochReport? {
    do {
      return try trainer.trainEpoch { step in
        show(progress, step.epoch - 1, step: step.step, "loss \(step.loss.short)")
        return !Interrupt.requested
      }
    } catch {
      progress.finish()
      // A checkpoint from which not one epoch can be trained is of no use: `output` stays as it is.
      if let start, start.epochs == trainer.completedEpochs {
        throw CommandFailure(.model, "\(CheckpointError(error, file: start.file))")
      }
      // Without a good epoch there is nothing worth replacing a file for.
      guard trainer.best != nil else { throw CommandFailure(.failure, "\(error)") }
      try finish(.diverged)
      throw CommandFailure(
        .failure, "\(error); \(output) has the run as it was before that epoch: \(learned.text)")
    }
  }

  /// Shows that so many epochs, and so many steps of the next one, are done.
  private func show(
    _ progress: Progress, _ epochsDone: Int, step: Int, _ text: @autoclosure () -> String
  ) {
    let rows = trainer.training.count
    let done = epochsDone * rows + step * rows / max(1, trainer.stepsPerEpoch)
    progress.update(
      done, of: Double(done) / Double(max(1, epochs * rows)),
      "epoch \(min(epochs, epochsDone + (step > 0 ? 1 : 0)))/\(epochs)  \(text())")
  }

  /// Keeps what there is, however the run ends.
  private func finish(_ end: RunEnd) throws {
    try save()
    do {
      try log.append(.object([.init("end", .string(end.rawValue))] + members))
      try writeReport(end)
    } catch {
      throw CommandFailure(.failure, "\(error); \(output) has the run")
    }
  }

  private func writeReport(_ end: RunEnd) throws {
    guard let report else { return }
    let text = try failing(with: .failure) {
      let model = try trainer.model(
        facts: facts, temperature: calibration()?.temperature ?? 1)
      return try RunReport(
        trainer, model, ending: end.text(after: trainer.completedEpochs), tier: tier
      ).html
    }
    try report.write(text)
    try report.finish()
  }

  private func save() throws {
    let temperature = try calibration()?.temperature ?? 1
    try mlp_train.writeCheckpoint(to: output, resumedWith: tableOptions) { path in
      try MLPCheckpoint.writeCheckpoint(
        trainer, data: digest, facts: facts, temperature: temperature, to: path)
    }
  }

  /// The calibration of the best epoch; nil where there is nothing to calibrate, or it is not wanted.
  private func calibration() throws -> Calibration? {
    guard choice == .temperature, let rows = trainer.validation, let best = trainer.best else {
      return nil
    }
    if let calibrated, calibrated.epoch == best.report.epoch { return calibrated.calibration }
    let found = try Calibration(trainer.model(), on: rows, tier: tier)
    calibrated = found.map { (best.report.epoch, $0) }
    return found
  }

  /// What the run came to, for its log and its summary.
  private var members: [JSON.Member] {
    let found = calibrated?.calibration
    return [
      .init("epochs", .integer(trainer.completedEpochs)),
      .init("best_epoch", trainer.best.map { .integer($0.report.epoch) } ?? .null),
      .init("temperature", .float(found?.temperature ?? 1)),
      .init("calibration_error_before", found?.errorBefore.map { .number($0) } ?? .null),
      .init("calibration_error", found?.error.map { .number($0) } ?? .null),
    ]
  }

  /// What the run came to, for people or as one JSON object.
  func summary(asJSON: Bool) -> String {
    guard asJSON else {
      let best = trainer.best.map { "best epoch \($0.report.epoch): \($0.report.text)" }
      let patience = trainer.configuration.earlyStopping?.patience ?? 0
      let end = trainer.hasLostPatience ? " (the last \(patience) brought nothing better)" : ""
      return
        "wrote \(output) after \(counted(trainer.completedEpochs, "epoch"))\(end): \(learned.text); "
        + (best ?? "no epoch ended") + (calibrated?.calibration.text ?? "")
    }
    return JSON.object(
      [.init("output", .path(output))] + learned.members + members + [
        .init("training_rows", .integer(trainer.training.count)),
        .init("validation_rows", .integer(trainer.validation?.count ?? 0)),
        .init("best", trainer.best.map { .object(EpochLog.members($0.report)) } ?? .null),
      ]
    ).text
  }
}

extension Calibration {
  /// For people, behind the epoch.
  fileprivate var text: String {
    guard temperature != 1, let errorBefore, let error else { return "" }
    return "; temperature \(Double(temperature).short), calibration error \(errorBefore.short) "
      + "before it, \(error.short) with it"
  }
}
