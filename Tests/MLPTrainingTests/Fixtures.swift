import Foundation
import MLPKernels
import MLPModel
import Random
import Threads

@testable import MLPTraining

/// Every tier that this machine can run.
let tiers = KernelTier.allCases.filter(\.isAvailable)

/// Activations that work on one number.
let elementwise = Activation.all.filter { !$0.takesWholeRow }

/// `count` floats in [-scale, scale), the same every time.
func numbers(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
  var generator = Philox(seed: seed, stream: 0x7E57)
  return (0..<count).map { _ in (generator.unitFloat() * 2 - 1) * scale }
}

/// Bit patterns, so that NaN and signed zeros compare.
func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

/// A table of random features with targets that fit `loss`: classes in turn, zeros and ones, numbers.
func makeTable(rows: Int, features: Int, outputs: Int, loss: Loss, seed: UInt64 = 1) throws
  -> TrainingTable
{
  let targets: TrainingTable.Targets =
    switch loss {
    case .negativeLogLikelihood: .classes((0..<rows).map { Int32(($0 * 7 + $0 / 3) % outputs) })
    case .binaryCrossEntropy: .values((0..<(rows * outputs)).map { Double($0 * 5 % 3 % 2) })
    case .squaredError, .huber:
      .values(numbers(rows * outputs, seed: seed + 1, scale: 2).map(Double.init))
    }
  return try TrainingTable(
    featureNames: (0..<features).map { "x\($0)" },
    features: numbers(rows * features, seed: seed, scale: 2),
    labels: (0..<outputs).map { "y\($0)" }, targets: targets)
}

extension Loss {
  static let all: [Loss] = [
    .negativeLogLikelihood, .binaryCrossEntropy, .squaredError, .huber(delta: 0.75),
  ]
}

/// One mini-batch of all rows through the passes of the trainer, with everything that it left behind.
struct BatchRun {
  let network: TrainableNetwork
  let workspace: Workspace
  let gradients: ParameterVector
  let backward: Backpropagation
  let loss: Double

  init(
    _ table: TrainingTable, _ loss: Loss, hidden: [Int], _ activations: [Activation],
    parameters: [Float], smoothing: Double = 0, classWeights: [Double]? = nil, dropout: Double = 0,
    epoch: Int = 1, tier: KernelTier = .best, threads: Int = 1
  ) throws {
    let outputs = try loss.task(of: table).outputCount
    let layout = try ParameterLayout(widths: [table.featureNames.count] + hidden + [outputs])
    network = try TrainableNetwork(layout, activations + [loss.outputActivation])
    network.parameters.set(parameters)
    workspace = try Workspace(rows: table.rowCount, layout, hasDropout: dropout > 0)
    gradients = try ParameterVector(layout)
    let kernels = TrainingKernels(tier: tier)
    network.transposeAll(kernels)
    let dense = DenseKernels(tier: tier)
    backward = Backpropagation(network: network, dense: dense, kernels: kernels, loss: loss)
    let features = FeatureScaling.none.features(of: table.allRows, keepsRanges: false)
    let pass = Gradients(
      loader: try BatchLoader(
        features, kernels, TargetEncoding(loss: loss, smoothing: smoothing)),
      forward: ForwardPass(network: network, kernels: dense), backward: backward,
      dropout: Dropout(rate: dropout, seed: 3, layout, kernels),
      weights: try RowWeights(classWeights.map { .given($0) }, table.allRows, nil),
      pool: WorkerPool(threads: threads))
    let sum = pass.compute(
      table.allRows.rows[...], of: table, epoch: epoch, in: workspace, into: .all(gradients))
    self.loss = sum.loss / sum.weight
  }
}

extension Activations {
  /// The table without its padding, in double precision.
  var rows: [[Double]] {
    buffer.withSpan { all in
      (0..<(all.count / layout.stride)).map { i in
        (0..<layout.columns).map { Double(all[i * layout.stride + $0]) }
      }
    }
  }
}

/// The largest difference between two tables, relative to the largest number expected.
func difference(_ found: [[Double]], _ expected: [[Double]]) -> Double {
  let scale = expected.joined().map(abs).max() ?? 1
  guard found.map(\.count) == expected.map(\.count) else { return .infinity }
  let worst = zip(found.joined(), expected.joined()).map { abs($0 - $1) }.max() ?? 0
  return worst / max(scale, 1e-30)
}
