import HDF5Tree
import LayerChain
import MLPModel

// A chain of steps as a group of the sandboxed side's answer: a group for each step, named 0, 1, …

/// The group of the answer that holds the source's chain, where it was asked for.
let stepsGroup = "imported.steps"

extension Group {
  /// The chain as a group.
  ///
  /// - Throws: `OutOfMemory`.
  init(_ steps: [Step]) throws {
    self.init(
      members: try steps.enumerated().map { k, step in
        var group = try Group(step.operation)
        group.attributes.append(Attribute("label", try .string(step.label)))
        return Member("\(k)", group)
      })
  }

  private init(_ operation: Step.Operation) throws {
    self.init()
    switch operation {
    case .dense(let kernel, let bias):
      try append("kernel", kernel.elements, kernel.shape)
      if let bias { try append("bias", bias.elements, bias.shape) }
    case .affine(let affine):
      for (name, numbers) in [
        ("center", affine.center), ("factor", affine.factor), ("shift", affine.shift),
      ] { try append(name, numbers, [numbers.count]) }
    case .activation(let activation):
      attributes.append(Attribute("activation", try .string(activation.tag)))
      for parameter in activation.parameters {
        attributes.append(Attribute(parameter.name, try .float32(parameter.value)))
      }
    }
  }

  private mutating func append(_ name: String, _ numbers: [Double], _ shape: [Int]) throws {
    members.append(Member(name, Dataset(try .float64(numbers, shape: shape))))
  }

  /// The chain that the group holds; nil where it holds none, or anything beside it.
  ///
  /// Nothing is taken on trust: the sandboxed side may be the work of the file that it read.
  var steps: [Step]? {
    var steps: [Step] = []
    for k in members.indices {
      guard let step = group("\(k)"), let label = step.attribute("label")?.value.texts?.first,
        let operation = step.operation
      else { return nil }
      steps.append(Step(label, operation))
    }
    return steps.isEmpty ? nil : steps
  }

  private var operation: Step.Operation? {
    if let tag = attribute("activation")?.value.texts?.first {
      return Activation(tag: tag) { self.attribute($0)?.value.floats?.array.first }
        .map(Step.Operation.activation)
    }
    let tensors = members.map { tensor($0.name) }
    guard !tensors.contains(nil) else { return nil }
    if let kernel = tensor("kernel") { return .dense(kernel: kernel, bias: tensor("bias")) }
    guard let center = tensor("center"), let factor = tensor("factor"), let shift = tensor("shift")
    else { return nil }
    return Affine(center: center.elements, factor: factor.elements, shift: shift.elements)
      .map(Step.Operation.affine)
  }

  private func tensor(_ name: String) -> Tensor? { dataset(name).flatMap { Tensor($0.value) } }
}
