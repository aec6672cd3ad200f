import Storage

/// How gradients change the parameters.
public enum Optimiser: Sendable, Equatable {
  /// Gradient descent, with momentum or without.
  case sgd(SGD)
  /// Adaptive moments, with decoupled weight decay or without.
  case adam(Adam)

  /// How many numbers are kept for each parameter from one step to the next.
  var momentCount: Int {
    switch self {
    case .sgd(let sgd): sgd.momentum == 0 ? 0 : 1
    case .adam: 2
    }
  }

  /// Checks the settings.
  ///
  /// - Throws: ``TrainingError/configuration(_:found:expected:)``.
  func check() throws(TrainingError) {
    switch self {
    case .sgd(let sgd): try sgd.check()
    case .adam(let adam): try adam.check()
    }
  }
}

extension Optimiser {
  /// The settings of one step: the learning rate times `rate.factor`, and where the schedule has a
  /// momentum, that for the optimiser's own (Adam's is beta1), if it has any.
  func scheduled(_ rate: ScheduledRate) -> Optimiser {
    switch self {
    case .sgd(var sgd):
      sgd.learningRate *= rate.factor
      if sgd.momentum > 0, let momentum = rate.momentum { sgd.momentum = momentum }
      return .sgd(sgd)
    case .adam(var adam):
      adam.learningRate *= rate.factor
      if let momentum = rate.momentum { adam.beta1 = momentum }
      return .adam(adam)
    }
  }
}

/// An optimiser at work: its moments, and the step that changes the parameters.
struct OptimiserState {
  let optimiser: Optimiser
  /// `momentCount` vectors, zero before the first step.
  let moments: [ParameterVector]

  /// - Throws: `OutOfMemory`.
  init(_ optimiser: Optimiser, _ layout: ParameterLayout) throws(OutOfMemory) {
    self.optimiser = optimiser
    var moments: [ParameterVector] = []
    for _ in 0..<optimiser.momentCount { moments.append(try ParameterVector(layout)) }
    self.moments = moments
  }

  /// Step number `step`, from 1, for a piece of the parameters, which are independent of each other.
  func apply(
    step: Int, rate: ScheduledRate = ScheduledRate(), _ gradient: PieceGradient,
    to parameters: ParameterVector, _ kernels: TrainingKernels
  ) {
    let optimiser = optimiser.scheduled(rate)
    func apply(_ place: Range<Int>, _ range: Range<Int>) {
      gradient.buffer.withSpan(place) { gradient in
        switch optimiser {
        case .sgd(let sgd): sgd.apply(gradient, moments.first, to: parameters, range, kernels)
        case .adam(let adam):
          adam.apply(step: step, gradient, moments[0], moments[1], to: parameters, range, kernels)
        }
      }
    }
    apply(gradient.weights, gradient.piece.weights)
    if !gradient.bias.isEmpty { apply(gradient.bias, gradient.piece.bias) }
  }
}

/// Throws where a setting is out of its range, or is no finite number in float32, in which steps are computed.
func check(_ name: String, _ value: Double, _ isGood: Bool, _ expected: String)
  throws(TrainingError)
{
  guard Float(value).isFinite, isGood else {
    let isTooLarge = value.isFinite && !Float(value).isFinite
    throw .configuration(
      name, found: "\(value)", expected: expected + (isTooLarge ? ", finite in float32" : ""))
  }
}
