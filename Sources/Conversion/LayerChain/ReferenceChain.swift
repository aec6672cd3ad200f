import MLPModel

/// A chain of steps run as its source has it, nothing folded and nothing rounded, in double precision: what
/// a network made of it is held against.
public struct ReferenceChain: Sendable {
  /// The numbers that a row has.
  public let inputCount: Int
  /// The logits that come of it.
  public let outputCount: Int

  private let operations: [Step.Operation]

  /// The chain up to its last layer's logits: activations at its end are left out.
  ///
  /// - Parameter inputCount: the numbers of a row.
  /// - Throws: ``ChainError`` where a step takes rows of another width than it gets.
  public init(_ steps: [Step], inputCount: Int) throws(ChainError) {
    var operations: [Step.Operation] = []
    var width = inputCount
    for step in steps {
      switch step.operation {
      case .dense(let kernel, let bias):
        guard kernel.shape.count == 2, bias.map({ $0.shape == [kernel.shape[1]] }) ?? true else {
          throw ChainError(step.label, .shape(kernel.shape, expected: "[inputs, outputs]"))
        }
        guard kernel.shape[0] == width else {
          throw ChainError(step.label, .width(found: kernel.shape[0], expected: width))
        }
        width = kernel.shape[1]
        operations.append(step.operation)
      case .affine(let affine):
        guard let wide = affine.widened(to: width) else {
          throw ChainError(step.label, .width(found: affine.width, expected: width))
        }
        operations.append(.affine(wide))
      case .activation:
        operations.append(step.operation)
      }
    }
    while case .activation = operations.last { operations.removeLast() }
    self.operations = operations
    self.inputCount = inputCount
    outputCount = width
  }

  /// The logits of one row, before any scaling.
  ///
  /// - Parameter row: as many numbers as ``inputCount``.
  /// - Complexity: O(weights).
  public func logits(of row: [Double]) -> [Double] {
    operations.reduce(into: row) { row, operation in
      switch operation {
      case .dense(let kernel, let bias): row = ReferenceChain.product(row, kernel, bias)
      case .affine(let affine):
        for j in row.indices {
          row[j] = (row[j] - affine.center[j]) * affine.factor[j] + affine.shift[j]
        }
      case .activation(let activation): row = activation.reference(row)
      }
    }
  }

  private static func product(_ row: [Double], _ kernel: Tensor, _ bias: Tensor?) -> [Double] {
    let count = kernel.shape[1]
    var sums = bias?.elements ?? [Double](repeating: 0, count: count)
    let weights = kernel.elements.span
    for i in row.indices {
      for j in 0..<count { sums[j] += row[i] * weights[i * count + j] }
    }
    return sums
  }
}
