import Foundation
import FuzzTargets
import HDF5Tree
import MLPKernels
import MLPModel
import MLPSchema
import ModelSamples
import Mutants
import Storage

/// The trees that mutants are made from: every sample model, a network with every activation, and a
/// checkpoint with names that the schema doesn't know.
func sampleTrees() throws -> [(name: String, tree: Group)] {
  var samples = try ModelSample.all()
  samples.append(("activations", try everyActivation()))
  var trees = try samples.map { name, model in
    // What the samples say of their rows is drawn, and no runtime would take it.
    let rows = model.verification == nil ? nil : try model.verificationRows(3, seed: 0)
    return (name, try encodeModel(try model.with(verification: rows)))
  }
  let training = Group(
    attributes: [Attribute("epoch", try .int64(3))],
    members: [
      Member("moments", Dataset(try .float64([1, 2, 3], shape: [3]))),
      Member(
        "best", Group(members: [Member("order", Dataset(try .uint64([2, 0, 1], shape: [3])))])),
    ])
  var checkpoint = trees[0].1
  checkpoint.members.append(Member("training", training))
  checkpoint.attributes.append(Attribute("acme.note", try .strings(["a", "bc"])))
  checkpoint.members.append(Member("acme.empty", Group()))
  trees.append(("checkpoint", checkpoint))
  return trees
}

/// Writes every sample as a model file: what a fuzzer starts from.
func writeSamples(to folder: String) throws {
  for (name, tree) in try sampleTrees() {
    let file = name.replacingOccurrences(of: " ", with: "-") + ".h5"
    try Data(sealed(Image(tree).bytes)).write(to: URL(filePath: folder).appending(path: file))
  }
}

/// Writes the sample checkpoints.
func writeCheckpoints(to folder: String) throws {
  for (number, bytes) in try sampleCheckpoints().enumerated() {
    try Data(bytes).write(to: URL(filePath: folder).appending(path: "checkpoint-\(number).h5"))
  }
}

private func everyActivation() throws -> MultilayerPerceptron {
  let layers = try Activation.all.map { activation in
    try DenseLayer(
      inputCount: 2, outputCount: 2, weights: try FloatBlock([1, 0.25, -0.5, 1]),
      bias: try FloatBlock([0.125, -0.125]), activation: activation)
  }
  let model = try MultilayerPerceptron(
    input: InputDescription(features: [Feature(name: "a"), Feature(name: "b")]), layers: layers,
    output: OutputDescription(task: .regression, labels: ["c", "d"]))
  return try model.with(verification: model.verificationRows(1, seed: 0))
}
