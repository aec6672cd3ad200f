import CommandLineTools
import CommandOptions
import MLPCheckpoint
import MLPKernels
import MLPTraining

runCommand(Options.command) { arguments, console in
  // What can be wrong without the table is found before an hour is spent on reading it.
  let threads = try ThreadOptions.count(arguments)
  let tier = try failing(with: .failure) { try KernelTier.selected() }
  let output =
    try arguments.isGiven(Options.dryRun)
    ? nil : ModelOutput.path(Options.output, of: .checkpoint, arguments)
  if let report = arguments.optional(Options.report) {
    try OwnFile.report.refuseOther(at: report, arguments)
  }
  let checkpoint = try arguments.optional(Options.resume).map { path in
    try failing(with: .model) { try Checkpoint(path: path.text) }
  }
  let seed =
    try checkpoint?.configuration.seed
    ?? UInt64(arguments.value(of: Options.seed).integer(in: 0...Int.max))
  let settings = try RunSettings(arguments, resuming: checkpoint)
  settings.recorded?.noteOldMissingTexts(console)
  Interrupt.install()
  let data = try interruptible { try TrainingData(arguments, settings, seed: seed, console) }
  let digest = DataDigest(training: data.training, validation: data.validation)

  let trainer: Trainer
  if let checkpoint {
    do {
      trainer = try checkpoint.resume(
        training: data.training, validation: data.validation, data: digest, threads: threads,
        tier: tier)
    } catch let error as CheckpointError where error.isAboutFile {
      throw CommandFailure(.model, "\(error)")
    } catch {
      throw CommandFailure(.input, "\(error)")
    }
  } else {
    let configuration = try TrainingConfiguration(
      arguments, seed: seed, epochs: settings.epochs, data: data)
    trainer = try failing(with: .usage) {
      try Trainer(
        configuration, training: data.training, validation: data.validation, threads: threads,
        tier: tier)
    }
  }

  warnOfColumnsWithoutEffect(
    trainer, data, in: try arguments.value(of: Options.data).text, console)
  warnOfCoarseTargets(trainer, in: try arguments.value(of: Options.data).text, console)

  guard let output else {
    let plan = try RunPlan(trainer, settings, data, digest)
    let sink = try OutputSink(path: "-")
    try sink.write(arguments.isGiven(Options.json) ? plan.json.text + "\n" : plan.text)
    return try sink.finish()
  }
  let run = try Run(
    arguments, settings, data, trainer, digest, tier, resuming: checkpoint, output: output,
    console: console)
  try run.train()
  if arguments.isGiven(Options.json) {
    let sink = try OutputSink(path: "-")
    try sink.write(run.summary(asJSON: true) + "\n")
    try sink.finish()
  } else {
    console.note(run.summary(asJSON: false))
  }
}

/// Reads a table, unless Ctrl-C or SIGTERM ends it.
///
/// - Throws: `CommandFailure` with exit code 130 or 143 after these; what `read` throws.
private func interruptible<R>(_ read: () throws -> R) throws -> R {
  do {
    return try read()
  } catch  where Interrupt.requested {
    throw CommandFailure(
      Interrupt.exitCode, "interrupted while a table was read; nothing was written")
  }
}
