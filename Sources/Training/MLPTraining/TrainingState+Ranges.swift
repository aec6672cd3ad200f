/// What a run is made of, as far as the ranges of its state depend on it.
struct RunShape {
  let parameterCount: Int
  let optimiser: Optimiser
  let schedule: LearningRateSchedule
  let batchSize: Int
  let stepsPerEpoch: Int
  /// The answers of a row that are right or wrong; 0 where the outputs are numbers.
  let answersPerRow: Int
  let rowsHaveWeights: Bool
  let hasValidation: Bool
  /// By how much the validation loss has to fall to count as better.
  let minimumImprovement: Double
}

extension TrainingState {
  /// No loss of float32 answers comes near it, and sums of such losses stay finite.
  static let largestLoss = 0x1p400

  /// Checks every number of the state: its own range, and what it has to be beside the others and the run.
  ///
  /// SCHEMA.md, "Training", lists the ranges. Nothing is computed from a number before its range is known.
  ///
  /// - Throws: ``TrainingError/state(_:found:expected:)`` for the first that is wrong, by its name in a checkpoint.
  /// - Complexity: O(parameters + epochs).
  func check(_ run: RunShape) throws(TrainingError) {
    try checkCounts(run)
    try checkPartialEpoch(run)
    try checkVector("parameters", parameters, run)
    try checkMoments(run)
    try checkHistory(run)
    try checkBest(run)
  }

  private func checkCounts(_ run: RunShape) throws(TrainingError) {
    try expect("completed_epochs", completedEpochs, in: 0...TrainingConfiguration.largestEpoch)
    try expect("batches", partialEpoch.batches, in: 0...run.stepsPerEpoch - 1)
    // At most 10^6 · 2^32.
    let steps = completedEpochs * run.stepsPerEpoch + partialEpoch.batches
    try expect("completed_steps", completedSteps, in: steps...steps)
  }

  private func checkPartialEpoch(_ run: RunShape) throws(TrainingError) {
    let rows = partialEpoch.batches * run.batchSize
    try expect("rows", partialEpoch.rows, in: rows...rows)
    try expect("correct_answers", partialEpoch.correctAnswers, in: 0...rows * run.answersPerRow)
    let (loss, weight) = (partialEpoch.lossSum, partialEpoch.weightSum)
    if run.rowsHaveWeights {
      try expect("weight_sum", weight, in: 0...(rows == 0 ? 0 : Self.largestLoss))
    } else {
      try expect("weight_sum", weight, in: Double(rows)...Double(rows))
    }
    try expect("loss_sum", loss, in: 0...(weight == 0 ? 0 : Self.largestLoss))
    if weight > 0 { try expect("loss_sum / weight_sum", loss / weight, in: 0...Self.largestLoss) }
  }

  private func checkVector(
    _ name: String, _ vector: [Float], _ run: RunShape
  ) throws(TrainingError) {
    guard vector.count == run.parameterCount else {
      throw .state(
        name, found: "\(vector.count) numbers", expected: "\(run.parameterCount) numbers")
    }
    if let i = vector.firstIndex(where: { !$0.isFinite }) {
      throw .state("\(name)[\(i)]", found: "\(vector[i])", expected: "a finite number")
    }
  }

  private func checkMoments(_ run: RunShape) throws(TrainingError) {
    guard moments.count == run.optimiser.momentCount else {
      throw .state("moments", found: "\(moments.count)", expected: "\(run.optimiser.momentCount)")
    }
    for (k, moment) in moments.enumerated() {
      try checkVector("moments[\(k)]", moment, run)
      if completedSteps == 0, let i = moment.firstIndex(where: { $0 != 0 }) {
        throw .state(
          "moments[\(k)][\(i)]", found: "\(moment[i])", expected: "0 before the first step")
      }
    }
    guard case .adam(let adam) = run.optimiser else { return }
    let (first, second) = (moments[0], moments[1])
    let limit = adam.squaredRatioLimit(run.schedule)
    for i in second.indices {
      guard second[i] >= 0 else {
        throw .state("moments[1][\(i)]", found: "\(second[i])", expected: "0 or more")
      }
      let squared = Double(first[i]) * Double(first[i])
      // Twice the limit, and what underflows, for the rounding of float32.
      guard squared <= 2 * limit * Double(second[i]) + 0x1p-100 else {
        throw .state(
          "moments[0][\(i)]", found: "\(first[i])",
          expected: "a mean of gradients whose mean of squares is \(second[i])")
      }
    }
  }

  private func checkHistory(_ run: RunShape) throws(TrainingError) {
    guard history.count <= completedEpochs else {
      throw .state(
        "history", found: "\(history.count) epochs", expected: "at most \(completedEpochs)")
    }
    for (i, report) in history.enumerated() {
      let epoch = completedEpochs - history.count + 1 + i
      try expect("history: epoch", report.epoch, in: epoch...epoch)
      try check(report, "history, epoch \(epoch): ", run)
    }
  }

  private func checkBest(_ run: RunShape) throws(TrainingError) {
    guard let best else {
      guard completedEpochs == 0 else {
        throw .state("best", found: "nothing", expected: "the best of \(completedEpochs) epochs")
      }
      return
    }
    let report = best.report
    let first = run.hasValidation ? 1 : completedEpochs
    guard completedEpochs > 0, (first...completedEpochs).contains(report.epoch) else {
      throw .state(
        "best/epoch", found: "\(report.epoch)",
        expected: completedEpochs == 0
          ? "no best epoch before the end of the first" : "\(first) to \(completedEpochs)")
    }
    try check(report, "best/", run)
    try checkVector("best parameters", best.parameters, run)
    for other in history {
      if other.epoch == report.epoch, other != report {
        throw .state(
          "best", found: "other numbers than in the history of epoch \(report.epoch)",
          expected: "the same")
      }
      guard other.epoch > report.epoch, let loss = other.validationLoss,
        let least = report.validationLoss
      else { continue }
      guard loss >= least - run.minimumImprovement else {
        throw .state(
          "best/epoch", found: "\(report.epoch)", expected: "\(other.epoch), whose loss is less")
      }
    }
  }

  private func check(
    _ report: EpochReport, _ place: String, _ run: RunShape
  ) throws(TrainingError) {
    func check(
      _ name: String, _ value: Double?, _ isThere: Bool, upTo limit: Double
    ) throws(TrainingError) {
      guard let value else {
        if isThere { throw .state(place + name, found: "nothing", expected: "a number") }
        return
      }
      guard isThere else { throw .state(place + name, found: "\(value)", expected: "nothing") }
      try expect(place + name, value, in: 0...limit)
    }
    let hasAnswers = run.answersPerRow > 0
    try check("loss", report.loss, true, upTo: Self.largestLoss)
    try check("accuracy", report.accuracy, hasAnswers, upTo: 1)
    try check("validation_loss", report.validationLoss, run.hasValidation, upTo: Self.largestLoss)
    try check(
      "validation_accuracy", report.validationAccuracy, run.hasValidation && hasAnswers, upTo: 1)
  }
}

/// Throws where `value` is not in `range`; NaN is in none.
private func expect<T: Comparable>(
  _ name: String, _ value: T, in range: ClosedRange<T>
) throws(TrainingError) {
  guard range.contains(value) else {
    throw .state(
      name, found: "\(value)",
      expected: range.lowerBound == range.upperBound
        ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)")
  }
}

extension Adam {
  /// The most that m²/v can be: both are weighted sums over the same gradients, so that by the Cauchy-Schwarz
  /// inequality m² <= v Σ a²/b, for the weights a of m and b of v.
  ///
  /// Infinite where the sum does not converge. A schedule that moves beta1 keeps it within its bounds.
  fileprivate func squaredRatioLimit(_ schedule: LearningRateSchedule) -> Double {
    var (least, greatest) = (beta1, beta1)
    if case .oneCycle = schedule.shape { (least, greatest) = (0.85, 0.95) }
    let ratio = greatest * greatest / beta2
    guard ratio < 1 else { return .infinity }  // NaN and infinity too, where beta2 is 0.
    return (1 - least) * (1 - least) / (1 - beta2) / (1 - ratio)
  }
}
