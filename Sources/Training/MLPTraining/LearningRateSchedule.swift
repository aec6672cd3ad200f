import Elementary

/// How the learning rate changes from step to step.
///
/// As PyTorch's schedulers where they are called after every step. Computed in double precision from
/// the step's number alone, so that a run goes on from any step.
public struct LearningRateSchedule: Sendable, Equatable {
  /// What comes after the warm-up.
  public enum Shape: Sendable, Equatable {
    /// The learning rate as it is.
    case constant
    /// Times `factor` after every `epochs` epochs: PyTorch's `StepLR`, whose factor is 0.1.
    case step(epochs: Int, factor: Double = 0.1)
    /// Down half a cosine, to 0 at the end of epoch `epochs`: PyTorch's `CosineAnnealingLR`. 0 after it.
    case cosine(epochs: Int)
    /// Up from a 25th of the learning rate in the first three tenths of the steps of `epochs` epochs,
    /// then down to a 250,000th, both along half a cosine, while momentum goes from 0.95 to 0.85 and
    /// back: PyTorch's `OneCycleLR`, Smith and Topin 2017, arXiv:1708.07120.
    ///
    /// Momentum stays 0 where it is. After the last step all stay as they are.
    case oneCycle(epochs: Int)
  }

  /// What comes after the warm-up.
  public var shape: Shape
  /// In how many steps the rate first rises, from a third of the learning rate in a straight line.
  ///
  /// PyTorch's `LinearLR`; 0 for no warm-up. What comes after it counts steps from its end, but has to
  /// be done when its epochs are over.
  public var warmupSteps: Int

  /// Those settings.
  public init(_ shape: Shape = .constant, warmupSteps: Int = 0) {
    self.shape = shape
    self.warmupSteps = warmupSteps
  }

  /// The epoch that the schedule ends with; nil where it does not.
  public var epochs: Int? {
    switch shape {
    case .constant, .step: nil
    case .cosine(let epochs), .oneCycle(let epochs): epochs
    }
  }

  /// Checks the settings, for a run of so many steps an epoch.
  ///
  /// - Throws: ``TrainingError/configuration(_:found:expected:)``.
  func check(stepsPerEpoch: Int) throws(TrainingError) {
    switch shape {
    case .constant: break
    case .step(let epochs, let factor):
      try Self.check(epochs: epochs)
      try MLPTraining.check("learning rate factor", factor, factor > 0, "above 0")
    case .cosine(let epochs), .oneCycle(let epochs): try Self.check(epochs: epochs)
    }
    if case .oneCycle = shape, warmupSteps != 0 {
      throw .configuration(
        "warmup steps", found: "\(warmupSteps)", expected: "0 for one-cycle, which has its own")
    }
    let end = epochs.map { Double($0) * Double(stepsPerEpoch) } ?? .infinity
    guard warmupSteps >= 0, Double(warmupSteps) < end else {
      throw .configuration(
        "warmup steps", found: "\(warmupSteps)",
        expected: end == .infinity ? "0 or more" : "0 to \(Int(end) - 1), fewer than the schedule's"
      )
    }
  }

  private static func check(epochs: Int) throws(TrainingError) {
    guard (1...TrainingConfiguration.largestEpoch).contains(epochs) else {
      throw .configuration(
        "schedule epochs", found: "\(epochs)",
        expected: "1 to \(TrainingConfiguration.largestEpoch)")
    }
  }

  /// The rate of step `step`, from 1.
  func rate(step: Int, stepsPerEpoch: Int) -> ScheduledRate {
    if step <= warmupSteps {
      return ScheduledRate(factor: 1.0 / 3 + 2.0 / 3 * Double(step - 1) / Double(warmupSteps))
    }
    let done = Double(step - 1 - warmupSteps)
    switch shape {
    case .constant: return ScheduledRate()
    case .step(let epochs, let factor):
      let times = (done / (Double(epochs) * Double(stepsPerEpoch))).rounded(.down)
      return ScheduledRate(factor: power(factor, Int(times)))
    case .cosine(let epochs):
      let steps = Double(epochs) * Double(stepsPerEpoch) - Double(warmupSteps)
      return ScheduledRate(factor: halfCosine(from: 1, to: 0, done / steps))
    case .oneCycle(let epochs):
      return Self.oneCycle(done, of: Double(epochs) * Double(stepsPerEpoch))
    }
  }

  private static func oneCycle(_ done: Double, of steps: Double) -> ScheduledRate {
    let top = 0.3 * steps - 1
    let (lowest, start) = (1 / 25 / 1e4, 1.0 / 25)
    if done <= top {
      return ScheduledRate(
        factor: halfCosine(from: start, to: 1, done / top),
        momentum: halfCosine(from: 0.95, to: 0.85, done / top))
    }
    let part = (done - top) / (steps - 1 - top)
    return ScheduledRate(
      factor: halfCosine(from: 1, to: lowest, part),
      momentum: halfCosine(from: 0.85, to: 0.95, part))
  }
}

/// What a schedule says about a step.
struct ScheduledRate {
  /// What the learning rate is multiplied by.
  var factor = 1.0
  /// The momentum, where the schedule sets it.
  var momentum: Double?
}

/// What lies at `part` of the way along half a cosine; `end` beyond 1.
private func halfCosine(from start: Double, to end: Double, _ part: Double) -> Double {
  end + (start - end) / 2 * (1 + cosineOfPi(part < 1 ? part : 1))
}
