import FloatControl
import MLPKernels
import MLPModel
import Storage
import Threads

/// Trains a network, epoch by epoch.
///
/// The same configuration and data give the same bits, for any number of threads, on any tier, with or
/// without an interruption. Does no input or output. Not for sharing between threads; it starts its
/// own.
public final class Trainer {
  /// What the run is.
  public let configuration: TrainingConfiguration
  /// The rows that it learns from.
  public let training: TrainingRows
  /// The rows that tell how well; nil where there are none.
  public let validation: TrainingRows?
  /// Steps of an epoch.
  public let stepsPerEpoch: Int
  /// Epochs that are over.
  public private(set) var completedEpochs = 0
  /// The epoch whose parameters make the model; nil before the end of the first.
  public private(set) var best: TrainingState.BestEpoch?
  /// What the epochs that are over came to, as far as they are known.
  public private(set) var history: [EpochReport] = []

  let task: Task
  let targetScales: [OutputScale]?
  let features: [Feature]
  let network: TrainableNetwork
  private let optimiser: OptimiserState
  private let pass: Gradients
  private let gradients: GradientRoom
  /// All gradients and the limit of their norm; nil where there is none, and room for pieces is enough.
  private let clipping: (vector: ParameterVector, limit: Double)?
  private let workspace: Workspace
  private let lastWorkspace: Workspace
  private let batchSize: Int
  private let kernels: TrainingKernels
  private var completedSteps = 0
  private var batch = 0
  private var sum = LossSum()

  /// A run at its start, or where `state` left it.
  ///
  /// - Parameters:
  ///   - configuration: what the run is.
  ///   - training: the rows to learn from; scaling and ranges come from these alone.
  ///   - validation: rows of a table with the same columns and labels.
  ///   - state: a state of a run with the same configuration and data.
  ///   - threads: how many threads may work; small networks stay on the caller's.
  ///   - tier: the instruction set; changes no result.
  /// - Throws: ``TrainingError`` for settings, tables or a state that do not fit, `OutOfMemory`.
  /// - Complexity: O(numbers in the training rows).
  public init(
    _ configuration: TrainingConfiguration, training: TrainingRows,
    validation: TrainingRows? = nil, resuming state: TrainingState? = nil, threads: Int = 1,
    tier: KernelTier = .best
  ) throws {
    try configuration.check()
    let (task, outputCount) = try configuration.loss.task(of: training.table)
    try Trainer.check(validation, against: training, configuration)
    try Trainer.checkMissingValues([training, validation].compactMap { $0 }, configuration)
    let widths =
      [training.table.featureNames.count] + configuration.hidden.map(\.width) + [outputCount]
    let layout = try ParameterLayout(widths: widths)
    self.configuration = configuration
    self.training = training
    self.validation = validation
    self.task = task
    batchSize = min(configuration.batchSize, training.count)
    stepsPerEpoch = Epoch.batchCount(rows: training.count, batchSize: batchSize)
    try configuration.schedule.check(stepsPerEpoch: stepsPerEpoch)
    features = withDefaultFloatControl {
      configuration.scaling.features(
        of: training, keepsRanges: configuration.keepsRanges, imputation: configuration.imputation)
    }
    targetScales = withDefaultFloatControl { configuration.targetScaling.scales(of: training) }
    training.table.features.expectRandomAccess()
    network = try TrainableNetwork(
      layout,
      configuration.hidden.map(\.activation) + [configuration.loss.outputActivation])
    optimiser = try OptimiserState(configuration.optimiser, layout)
    kernels = TrainingKernels(tier: tier)
    let dropout = Dropout(
      rate: configuration.dropout, seed: configuration.seed, layout, kernels)
    workspace = try Workspace(rows: batchSize, layout, hasDropout: dropout != nil)
    let rest = training.count % batchSize
    lastWorkspace =
      rest == 0 ? workspace : try Workspace(rows: rest, layout, hasDropout: dropout != nil)
    let dense = DenseKernels(tier: tier)
    let targets = TargetEncoding(
      loss: configuration.loss, smoothing: configuration.labelSmoothing, scales: targetScales)
    pass = Gradients(
      loader: try BatchLoader(features, kernels, targets),
      forward: ForwardPass(network: network, kernels: dense),
      backward: Backpropagation(
        network: network, dense: dense, kernels: kernels, loss: configuration.loss),
      dropout: dropout,
      weights: try RowWeights(configuration.classWeights, training, validation),
      pool: WorkerPool(threads: Trainer.isSmall(batchSize, layout) ? 1 : threads))
    if let limit = configuration.gradientLimit {
      let vector = try ParameterVector(layout)
      clipping = (vector, limit)
      gradients = .all(vector)
    } else {
      clipping = nil
      gradients = try GradientRoom(threads: pass.pool.threads, layout)
    }
    if let state {
      try state.check(
        RunShape(
          parameterCount: layout.parameterCount, optimiser: configuration.optimiser,
          schedule: configuration.schedule, batchSize: batchSize, stepsPerEpoch: stepsPerEpoch,
          answersPerRow: configuration.loss.answers(outputCount: outputCount),
          rowsHaveWeights: pass.weights != nil, hasValidation: validation != nil,
          minimumImprovement: configuration.earlyStopping?.minimumImprovement ?? 0))
      restore(state)
      try checkBestParameters()
    } else {
      withDefaultFloatControl { network.initialise(seed: configuration.seed) }
      network.transposeAll(kernels)
    }
  }

  /// The outputs whose float32 answers cannot tell the targets well apart: the label's index, the targets'
  /// mean and standard deviation, and how far apart floats are there.
  public var coarseOutputs: [(label: Int, mean: Double, spread: Double, spacing: Double)] {
    let scales =
      targetScales
      ?? (task == .regression
        ? withDefaultFloatControl { TargetScaling.standard.scales(of: training) } : nil)
    return (scales ?? []).enumerated().filter { $0.element.isCoarse && $0.element.spread != 1 }.map
    {
      ($0.offset, $0.element.offset, Double($0.element.spread), $0.element.spacing)
    }
  }

  /// Whether the validation loss has not improved for as long as the configuration's patience.
  public var hasLostPatience: Bool {
    guard let patience = configuration.earlyStopping?.patience, let best else { return false }
    return completedEpochs - best.report.epoch >= patience
  }

  /// All that is needed to go on from here.
  ///
  /// - Complexity: O(parameters).
  public var state: TrainingState {
    TrainingState(
      completedEpochs: completedEpochs, completedSteps: completedSteps,
      partialEpoch: TrainingState.PartialEpoch(
        batches: batch, lossSum: sum.loss, weightSum: sum.weight, correctAnswers: sum.correct,
        rows: sum.rows),
      parameters: network.parameters.values, moments: optimiser.moments.map(\.values), best: best,
      history: history)
  }

  /// Goes on to the end of the epoch.
  ///
  /// - Parameter afterStep: called after every step; false interrupts the epoch there, unless it
  ///   was the last step.
  /// - Returns: what the epoch came to; nil where it was interrupted, to be continued by the next call
  ///   or from ``state``.
  /// - Throws: ``TrainingError/diverged(epoch:step:loss:)``; the run is back where it was before the
  ///   call then.
  public func trainEpoch(
    afterStep: (StepReport) -> Bool = { _ in true }
  ) throws(TrainingError) -> EpochReport? {
    try withDefaultFloatControl { () throws(TrainingError) in
      var good = state
      good.history = []  // What it shares is copied when an epoch is added.
      do throws(TrainingError) {
        return try runEpoch(afterStep)
      } catch {
        good.history = history
        restore(good)
        throw error
      }
    }
  }

  private func runEpoch(_ afterStep: (StepReport) -> Bool) throws(TrainingError) -> EpochReport? {
    let epoch = Epoch(
      completedEpochs + 1, of: training, batchSize: batchSize, seed: configuration.seed)
    while batch < stepsPerEpoch {
      try step(epoch[batch])
      let report = StepReport(
        epoch: completedEpochs + 1, step: batch, stepCount: stepsPerEpoch, loss: mean(sum),
        accuracy: accuracy(sum))
      if !afterStep(report), batch < stepsPerEpoch { return nil }
    }
    return try finishEpoch()
  }

  private func step(_ rows: ArraySlice<UInt32>) throws(TrainingError) {
    let work = rows.count == workspace.rowCount ? workspace : lastWorkspace
    completedSteps += 1
    let rate = configuration.schedule.rate(step: completedSteps, stepsPerEpoch: stepsPerEpoch)
    // A piece changes the weights as soon as its gradient is there, unless that has to wait for all.
    let batchSum = pass.compute(
      rows, of: training.table, epoch: completedEpochs + 1, in: work, into: gradients
    ) { if clipping == nil { update($0, rate) } }
    if let (vector, limit) = clipping {
      vector.clip(to: limit, kernels)
      pass.forEachPiece { update(vector.gradient(of: $0), rate) }
    }
    batch += 1
    guard batchSum.loss.isFinite else {
      throw .diverged(epoch: completedEpochs + 1, step: batch, loss: mean(batchSum))
    }
    sum.add(batchSum)
  }

  /// The optimiser's step, and what the next step takes from the weights.
  private func update(_ gradient: PieceGradient, _ rate: ScheduledRate) {
    optimiser.apply(step: completedSteps, rate: rate, gradient, to: network.parameters, kernels)
    network.transpose(gradient.piece, kernels)
  }

  private func finishEpoch() throws(TrainingError) -> EpochReport {
    let parameters = modelParameters
    let held = validation.map { evaluate($0, parameters) }
    let report = EpochReport(
      epoch: completedEpochs + 1, loss: mean(sum), accuracy: accuracy(sum),
      validationLoss: held.map(mean), validationAccuracy: held.flatMap(accuracy))
    // A moment may overflow while the loss is still finite; a checkpoint with it could not be resumed.
    guard report.validationLoss?.isFinite != false, parameters.allSatisfy(\.isFinite),
      optimiser.moments.allSatisfy({ $0.values.allSatisfy(\.isFinite) })
    else {
      throw .diverged(
        epoch: report.epoch, step: batch, loss: report.validationLoss ?? .infinity)
    }
    history.append(report)
    completedEpochs += 1
    batch = 0
    sum = LossSum()
    if improves(report) { best = TrainingState.BestEpoch(report: report, parameters: parameters) }
    return report
  }

  /// The losses of what the model, which has `parameters`, would answer to some rows.
  private func evaluate(_ rows: TrainingRows, _ parameters: [Float]) -> LossSum {
    guard let targetScales, targetScales.contains(where: \.isCoarse) else {
      return pass.evaluate(rows, in: workspace)
    }
    // Far from 0 the model rounds each sum on the way to an answer: only it knows what comes out.
    let trained = network.parameters.values
    network.parameters.set(parameters)
    defer { network.parameters.set(trained) }
    return pass.evaluate(rows, in: workspace, answeringIn: targetScales)
  }

  private func improves(_ report: EpochReport) -> Bool {
    guard let loss = report.validationLoss, let least = best?.report.validationLoss else {
      return true
    }
    return loss < least - (configuration.earlyStopping?.minimumImprovement ?? 0)
  }

  /// The network's parameters as a model has them.
  var modelParameters: [Float] {
    var values = network.parameters.values
    if let targetScales { OutputScale.fold(targetScales, into: &values, network.layout) }
    return values
  }

  /// Refuses best parameters other than the restored ones where the best epoch is the one that just ended.
  private func checkBestParameters() throws(TrainingError) {
    guard let best, best.report.epoch == completedEpochs, batch == 0 else { return }
    guard best.parameters == modelParameters else {
      throw .state(
        "parameters", found: "other numbers than the model's layers",
        expected: "the same after the best epoch")
    }
  }

  /// 0 where no row counts.
  private func mean(_ sum: LossSum) -> Double { sum.weight == 0 ? 0 : sum.loss / sum.weight }

  private func accuracy(_ sum: LossSum) -> Double? {
    let answers = configuration.loss.answers(outputCount: workspace.last.outputCount)
    return answers == 0 ? nil : Double(sum.correct) / Double(sum.rows * answers)
  }

  private func restore(_ state: TrainingState) {
    completedEpochs = state.completedEpochs
    completedSteps = state.completedSteps
    batch = state.partialEpoch.batches
    sum = LossSum(state.partialEpoch)
    best = state.best
    history = state.history
    network.parameters.set(state.parameters)
    for (vector, values) in zip(optimiser.moments, state.moments) { vector.set(values) }
    network.transposeAll(kernels)
  }

  /// Waking threads costs about 10 µs, in which one does about a million operations.
  private static func isSmall(_ batchSize: Int, _ layout: ParameterLayout) -> Bool {
    6 * batchSize * layout.parameterCount < 4_000_000
  }

  private static func checkMissingValues(
    _ rows: [TrainingRows], _ configuration: TrainingConfiguration
  ) throws(TrainingError) {
    guard configuration.imputation == .error, rows.contains(where: \.table.hasMissingValues) else {
      return
    }
    throw .configuration(
      "imputation", found: Imputation.error.rawValue,
      expected: "mean or zero: the table has missing values")
  }

  private static func check(
    _ validation: TrainingRows?, against training: TrainingRows,
    _ configuration: TrainingConfiguration
  ) throws(TrainingError) {
    guard let validation else {
      guard configuration.earlyStopping == nil else {
        throw .configuration("early stopping", found: "no validation rows", expected: "some")
      }
      return
    }
    guard validation.table.featureNames == training.table.featureNames,
      validation.table.labels == training.table.labels
    else {
      throw .table(
        "validation table", found: "other columns or labels", expected: "those of training")
    }
    _ = try configuration.loss.task(of: validation.table)
  }
}

extension LossSum {
  init(_ partial: TrainingState.PartialEpoch) {
    self.init(
      loss: partial.lossSum, weight: partial.weightSum, correct: partial.correctAnswers,
      rows: partial.rows)
  }
}
