import Foundation
import HDF5Tree
import MLPModel
import MLPSchema
import ModelSamples
import Mutants

/// The trees that mutants are made from: every sample model, one of them as a checkpoint with names
/// that the schema doesn't know.
func sampleTrees() throws -> [(name: String, tree: Group)] {
  var trees = try ModelSample.all().map { ($0.name, try encodeModel($0.model)) }
  let training = Group(
    attributes: [Attribute("epoch", try .int64(3))],
    members: [
      Member("moments", Dataset(try .float64([1, 2, 3], shape: [3]))),
      Member(
        "best", Group(members: [Member("order", Dataset(try .uint64([2, 0, 1], shape: [3])))])),
    ])
  var checkpoint = try encodeModel(try ModelSample.full(), training: training)
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
