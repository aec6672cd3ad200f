import CSV
import CommandLineTools
import CommandOptions
import MLPCheckpoint
import MLPModel
import MLPTraining
import Table
import Text

/// The settings that a run's checkpoint records, against which those of a command line that resumes it are held: the
/// same ones are welcome, so that one file of options serves both; for others the run would have to be another.
struct RecordedSettings {
  private let checkpoint: Checkpoint
  private let arguments: ParsedArguments
  private let path: String

  private var configuration: TrainingConfiguration { checkpoint.configuration }
  private var model: MultilayerPerceptron { checkpoint.model }

  /// The texts that are missing values in each of the columns.
  ///
  /// They are the model's, or those that an older mlp-train recorded as a fact. The table is held against the digest of the run's data, and the model that is written has
  /// them in its identity.
  var missingTexts: [MissingTexts] {
    model.input.columns.map { oldMissingTexts ?? $0.missing }
  }

  private var oldMissingTexts: MissingTexts? {
    model.input.hasMissingTexts ? nil : model.provenance.recordedMissingTexts
  }

  /// Says where the texts that are missing values come from a fact, and what becomes of them.
  func noteOldMissingTexts(_ console: Console) {
    guard let texts = oldMissingTexts, !texts.isBuiltIn else { return }
    console.note(
      "\(path): treating \(Excerpt(ItemList(texts.texts).description, limit: 80)) as missing values, as an older "
        + "mlp-train recorded; what is written now has these texts in its identity")
  }

  /// The settings of `checkpoint`, and those of the command line.
  init(_ checkpoint: Checkpoint, _ arguments: ParsedArguments) {
    self.checkpoint = checkpoint
    self.arguments = arguments
    path = checkpoint.file
  }

  /// Refuses settings other than the run's, of those that need no table.
  ///
  /// - Throws: `CommandFailure` with exit code 2, which has both values.
  func check(validation: Double?, calibration: CalibrationChoice?) throws {
    try checkTask()
    try checkData(validation)
    try checkNetwork()
    try checkLoss()
    try checkOptimizer()
    try checkSchedule()
    try expect(Options.batchSize, integer: configuration.batchSize)
    try expect(Options.patience, integer: configuration.earlyStopping?.patience)
    try expect(Options.minDelta, number: configuration.earlyStopping?.minimumImprovement)
    try expect(Options.calibrate, text: calibration?.rawValue)
    try expect(Options.seed, integer: Int(exactly: configuration.seed))
  }

  /// Refuses columns other than the run's.
  ///
  /// - Parameters:
  ///   - recorded: what the checkpoint says of the columns.
  ///   - leftOut: those that the run left out because they have no value, which no option has to say.
  ///   - columns: those of the table.
  /// - Throws: `CommandFailure` with exit code 2, `TableError` where a column does not exist.
  func check(
    _ recorded: TrainingColumns, leftOut: [String], in columns: Columns
  ) throws {
    let expected = try recorded.positions(in: columns)
    let empty = Set(leftOut.compactMap { try? columns.position(of: $0) })
    func positions(_ option: Option) throws -> [Int]? {
      try arguments.list(of: option)?.map { try columns.position(of: $0.text) }
    }
    func check(_ option: Option, _ expected: [Int], _ isSame: ([Int]) -> Bool) throws {
      guard let found = try positions(option), !isSame(found) else { return }
      throw other(
        option,
        expected.isEmpty ? nil : ItemList(expected.map { columns[$0].reference }).description)
    }
    let weights = expected.weight.map { [$0] } ?? []
    try check(Options.label, expected.labels) { $0 == expected.labels }
    try check(Options.sampleWeight, weights) { $0 == weights }
    try check(Options.features, expected.features) {
      $0.filter { !empty.contains($0) } == expected.features
    }
    let used = Set(expected.labels + expected.features + weights)
    let unused = (0..<columns.count).filter { !used.contains($0) }
    try check(Options.ignore, unused) { ignored in
      used.isDisjoint(with: ignored)
        && (arguments.isGiven(Options.features)
          || empty.isSuperset(of: unused.filter { !ignored.contains($0) }))
    }
    try check(Options.categorical, expected.categorical.sorted()) {
      Set($0).subtracting(empty) == expected.categorical
    }
  }

  /// The failure that a recorded setting is wrong.
  func wrong(_ error: TrainingError) -> CommandFailure {
    CommandFailure(.model, "\(CheckpointError(error, file: path))")
  }

  /// Refuses `--task auto` where these labels are another task by themselves.
  ///
  /// - Throws: `CommandFailure` with exit code 2, `TableError` for labels that are no targets.
  func checkAutomaticTask(of table: LabelledTable) throws {
    guard let task = given(Options.task), task.text == "auto" else { return }
    let found: Task =
      switch try failing(with: .input, { try table.targets(.auto) }) {
      case .classes: .classification
      case .labels: .multiLabel
      case .values: .regression
      }
    if found != model.output.task {
      throw other(Options.task, recordedTask, found: "auto (\(found.rawValue) of these labels)")
    }
  }

  private var recordedTask: String { model.output.task == .regression ? "regress" : "classify" }

  private func checkTask() throws {
    if given(Options.task)?.text == "auto" { return }  // Its meaning depends on the labels.
    try expect(Options.task, text: recordedTask)
  }

  private func checkData(_ validation: Double?) throws {
    if let unknown = model.input.categories.first?.unknown {
      try expect(Options.unknownLevel, text: unknown.rawValue)
    }
    try expect(Options.impute, text: configuration.imputation.rawValue)
    try expect(Options.scale, text: configuration.scaling.rawValue)
    let hasNone = !configuration.keepsRanges
    if let flag = arguments.flag(Options.noRanges), flag != hasNone {
      throw other(Options.noRanges, "\(hasNone)")
    }
    // Validation rows of a table are held against the digest of the run's data.
    if let valid = given(Options.valid) {
      switch (Double(valid.text), validation) {
      case (nil, nil): break
      case (let fraction?, let recorded?) where fraction == recorded: break
      case (_, let fraction?): throw other(Options.valid, fraction.description)
      case (_, nil): throw other(Options.valid, words: "the table of validation rows")
      }
    }
    if let given = try TableOptions.missingTexts(arguments),
      let recorded = missingTexts.first(where: { $0 != given })
    {
      throw missingTexts.allSatisfy({ $0 == recorded })
        ? other(TableOptions.missing, ItemList(recorded.texts).description)
        : other(TableOptions.missing, words: "the texts of each column")
    }
  }

  private func checkNetwork() throws {
    let hidden = configuration.hidden
    if let widths = try arguments.given(Options.hidden) {
      let isNone = widths.count == 1 && widths[0].isWord("none")
      guard isNone ? hidden.isEmpty : widths.map({ Int($0.text) }) == hidden.map(\.width) else {
        throw other(
          Options.hidden,
          hidden.isEmpty ? "none" : hidden.map { "\($0.width)" }.joined(separator: ","))
      }
    }
    guard let tags = try arguments.given(Options.activation), !hidden.isEmpty else { return }
    let activations = tags.map { Activation(tag: $0.text) }
    let all = activations.count == 1 ? hidden.map { _ in activations[0] } : activations
    guard all == hidden.map(\.activation) else {
      throw other(Options.activation, hidden.map(\.activation.tag).joined(separator: ","))
    }
  }

  private func checkLoss() throws {
    let loss = configuration.loss
    let usual: Loss =
      switch model.output.task {
      case .classification: .negativeLogLikelihood
      case .multiLabel: .binaryCrossEntropy
      case .regression: .squaredError
      }
    if given(Options.loss)?.text != LossChoice.auto.rawValue || loss != usual {
      try expect(Options.loss, text: loss.name)
    }
    var delta: Double?
    if case .huber(let value) = loss { delta = value }
    try expect(Options.huberDelta, number: delta)
    try expect(Options.labelSmoothing, number: configuration.labelSmoothing)
    try expect(Options.targetScale, text: configuration.targetScaling.rawValue)
    guard arguments.isGiven(Options.classWeight) else { return }
    let names = model.output.task == .classification ? Array(model.output.labels) : nil
    let found = try chosenClassWeights(arguments, names)
    // Without weights all count 1.
    let ones = ClassWeights.given(model.output.labels.map { _ in 1 })
    guard found == configuration.classWeights ?? ones else {
      throw other(
        Options.classWeight,
        configuration.classWeights.map { text(of: $0, Array(model.output.labels)) })
    }
  }

  private func text(of weights: ClassWeights, _ names: [String]) -> String {
    switch weights {
    case .balanced: "balanced"
    case .given(let values): ItemList(zip(names, values).map { "\($0)=\($1)" }).description
    }
  }

  private func checkOptimizer() throws {
    switch configuration.optimiser {
    case .sgd(let sgd):
      let plain = sgd.momentum == 0 && !sgd.nesterov
      let names =
        sgd.nesterov ? ["nesterov"] : plain ? ["sgd", "momentum"] : ["momentum"]
      try expect(Options.optimizer, oneOf: names)
      try expect(Options.learningRate, number: sgd.learningRate)
      // Without momentum a run may have said so, by 0.
      try expect(Options.momentum, number: sgd.momentum)
      try expect(Options.l2, number: sgd.l2)
      try expect(Options.weightDecay, number: nil)
    case .adam(let adam):
      try expect(Options.optimizer, oneOf: [adam.weightDecay == nil ? "adam" : "adamw"])
      try expect(Options.learningRate, number: adam.learningRate)
      try expect(Options.momentum, number: nil)
      try expect(Options.l2, number: adam.weightDecay == nil ? adam.l2 : nil)
      try expect(Options.weightDecay, number: adam.weightDecay)
    }
    try expect(Options.clip, number: configuration.gradientLimit)
    try expect(Options.dropout, number: configuration.dropout)
  }

  private func checkSchedule() throws {
    let schedule = configuration.schedule
    var (epochs, factor): (Int?, Double?) = (nil, nil)
    let choice: ScheduleChoice
    switch schedule.shape {
    case .constant: choice = .constant
    case .step(let every, let by): (choice, epochs, factor) = (.step, every, by)
    case .cosine: choice = .cosine
    case .oneCycle: choice = .oneCycle
    }
    try expect(Options.schedule, text: choice.rawValue)
    try expect(Options.stepEpochs, integer: epochs)
    try expect(Options.stepFactor, number: factor)
    try expect(Options.warmupSteps, integer: schedule.warmupSteps)
  }

  private func given(_ option: Option) -> ArgumentValue? {
    arguments.isGiven(option) ? arguments.optional(option) : nil
  }

  private func expect(_ option: Option, text: String?) throws(CommandFailure) {
    try expect(option, oneOf: text.map { [$0] } ?? [])
  }

  private func expect(_ option: Option, oneOf texts: [String]) throws(CommandFailure) {
    guard let value = given(option), !texts.contains(value.text) else { return }
    throw other(option, texts.first)
  }

  /// However the number is written.
  private func expect(_ option: Option, number: Double?) throws(CommandFailure) {
    guard let value = given(option), number == nil || Double(value.text) != number else { return }
    throw other(option, number?.description)
  }

  private func expect(_ option: Option, integer: Int?) throws(CommandFailure) {
    guard let value = given(option), integer == nil || Int(value.text) != integer else { return }
    throw other(option, integer?.description)
  }

  /// The error that an option is not what the run has; nil for nothing.
  private func other(
    _ option: Option, _ expected: String?, found: String? = nil
  ) -> CommandFailure {
    other(option, words: expected.map { "\(Excerpt($0, limit: 80))" } ?? "none", found: found)
  }

  private func other(
    _ option: Option, words expected: String, found: String? = nil
  ) -> CommandFailure {
    let found = Excerpt(found ?? arguments.optional(option)?.text ?? "", limit: 80)
    return CommandFailure(
      .usage,
      "\(arguments.label(of: option)): found \(found), expected \(expected), as in the run of \(path); "
        + "leave it out, or train anew without \(Options.resume.spelling)")
  }
}

extension ParsedArguments {
  /// The items of a list that is given, whatever its default.
  fileprivate func given(_ option: Option) throws(CommandFailure) -> [ArgumentValue]? {
    isGiven(option) ? try list(of: option) : nil
  }
}
