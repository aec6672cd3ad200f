import HDF5Tree
import MLPModel
import MLPSchema
import ModelSamples
import Testing

@Suite struct RoundTripTests {
  @Test func everySampleComesBack() throws {
    for (name, model) in try ModelSample.all() {
      let tree = try encodeModel(model)
      let decoded = try decodeModel(tree)
      #expect(decoded == model, "\(name)")
      #expect(try encodeModel(decoded) == tree, "\(name)")
    }
  }

  @Test func theHeaderNamesVersionsAndIdentity() throws {
    let model = try ModelSample.full()
    let header = try FileHeader(try encodeModel(model))
    #expect(header.schemaVersion == 1)
    #expect(header.arithmeticVersion == 1)
    #expect(header.identity == ModelIdentity(of: model, arithmeticVersion: 1))
  }

  @Test func aTrainingGroupIsCarriedAndPassedOver() throws {
    let model = try ModelSample.full()
    let training = Group(
      attributes: [Attribute("epoch", try .int64(3))],
      members: [Member("state", Dataset(try .uint64([1, 2], shape: [2])))])
    let tree = try encodeModel(model, training: training)
    #expect(tree.group("training") == training)
    #expect(try decodeModel(tree) == model)
  }

  @Test func whatTheSchemaDoesNotKnowIsPassedOver() throws {
    let model = try ModelSample.full()
    var tree = try encodeModel(model)
    tree.attributes.append(Attribute("acme.note", try .strings(["a", "b"])))
    tree.members.append(Member("acme.extra", Group()))
    tree.members.append(Member("acme.numbers", Dataset(try .float64([1], shape: [1]))))
    #expect(try decodeModel(tree) == model)
  }

  /// The order of names in a group says nothing.
  @Test func membersMayStandInAnyOrder() throws {
    let model = try ModelSample.model(widths: [Int](repeating: 1, count: 13))
    var tree = try encodeModel(model)
    tree.attributes.reverse()
    tree.members.reverse()
    tree.members = tree.members.map { member in
      guard case .group(var group) = member.object else { return member }
      group.members.sort { $0.name < $1.name }
      return Member(member.name, group)
    }
    #expect(try decodeModel(tree) == model)
  }

  @Test func aTemperatureOfOneNeedNotStandThere() throws {
    let model = try ModelSample.model(widths: [2, 2], last: .softmax, task: .classification)
    let output = try #require(try encodeModel(model).group("output"))
    #expect(output.attribute("temperature") == nil)
    #expect(try decodeModel(encodeModel(model)).output.temperature == 1)
  }
}
