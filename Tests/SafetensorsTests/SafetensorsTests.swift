import LayerChain
import MLPModel
import Storage
import Testing

@testable import JSONText
@testable import Safetensors

@Suite struct SafetensorsTests {
  private func file(_ header: String, _ data: [UInt8], length: UInt64? = nil) throws -> AlignedBytes
  {
    let length = length ?? UInt64(header.utf8.count)
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header.utf8 + data
    return try AlignedBytes(count: bytes.count) { $0.copy(bytes.span.bytes) }
  }

  /// A file of arrays one behind the other: name, type, shape, bytes.
  private func file(_ tensors: [(String, String, [Int], [UInt8])]) throws -> AlignedBytes {
    var end = 0
    let descriptions = tensors.map { name, type, shape, data in
      defer { end += data.count }
      return
        "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(end),\(end + data.count)]}"
    }
    return try file("{\(descriptions.joined(separator: ","))}", tensors.flatMap(\.3))
  }

  private func floats(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
  }

  private func halves(_ bits: [UInt16]) -> [UInt8] {
    bits.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
  }

  private func refuses(
    _ file: AlignedBytes, _ activations: [Activation] = [.linear],
    at place: SourceLocation = #_sourceLocation
  ) -> SafetensorsError? {
    #expect(throws: SafetensorsError.self, sourceLocation: place) {
      try safetensorsSteps(file, activations: activations)
    }
  }

  @Test func layersInTheOrderOfTheirNumbers() throws {
    let steps = try safetensorsSteps(
      file([
        ("net.10.weight", "F32", [1, 2], floats([5, 6])), ("net.10.bias", "F32", [1], floats([7])),
        ("net.9.weight", "F32", [2, 1], floats([1, 2])),
      ]), activations: [.relu, .softmax])
    let network = try Network(steps)
    #expect(network.layers.map(\.activation) == [.relu, .softmax])
    #expect(network.layers[0].weights.array == [1, 2])
    #expect(network.layers[0].bias.array == [0, 0])
    #expect(network.layers[1].weights.array == [5, 6])
    #expect(network.layers[1].bias.array == [7])
  }

  @Test func weightsAreTransposed() throws {
    let steps = try safetensorsSteps(
      file([("0.weight", "F32", [2, 3], floats([1, 2, 3, 4, 5, 6]))]), activations: [.linear])
    #expect(try Network(steps).layers[0].weights.array == [1, 4, 2, 5, 3, 6])
  }

  /// Every half: the hardware's own conversion is the reference where there is one.
  @Test func everyHalfIsExact() {
    for bits in UInt16.min...UInt16.max {
      let exponent = Int(bits >> 10 & 0x1F)
      let fraction = Double(bits & 0x3FF) / 1024
      let sign: Double = bits >> 15 == 0 ? 1 : -1
      let found = widened(half: bits)
      switch exponent {
      case 31: #expect(fraction == 0 ? found == sign * .infinity : found.isNaN)
      case 0: #expect(found == sign * fraction * 0x1p-14)
      default:
        var power = 0x1p-15
        for _ in 0..<exponent { power *= 2 }
        #expect(found == sign * (1 + fraction) * power)
      }
    }
  }

  @Test func otherWidths() throws {
    let doubles: [UInt8] = (0..<8).map {
      UInt8(truncatingIfNeeded: (1 + 0x1p-24).bitPattern >> (8 * UInt64($0)))
    }
    for (type, data, expected): (String, [UInt8], Float) in [
      ("F64", doubles, 1), ("F16", halves([0x3E01]), 1.5009765625),
      ("BF16", halves([0xBFC1]), -1.5078125),
    ] {
      let steps = try safetensorsSteps(
        file([("0.weight", type, [1, 1], data)]), activations: [.linear])
      #expect(try Network(steps).layers[0].weights.array == [expected], "\(type)")
    }
  }

  @Test func aHeaderOutsideTheFile() throws {
    for length: UInt64 in [0, 1, 3, 100, 1 << 40, .max] {
      #expect(refuses(try file("{}", [], length: length)) == .header(byteCount: length))
    }
    let empty = try AlignedBytes(count: 3) { _ in }
    #expect(refuses(empty) == .header(byteCount: 0))
  }

  @Test func aHeaderThatIsNoObject() throws {
    for header in ["[]", "[1,2]", "null"] {
      guard case .description = refuses(try file(header, [])) else {
        Issue.record("\(header)")
        continue
      }
    }
    guard case .json = refuses(try file("{\"a\":}", [])) else {
      Issue.record("read")
      return
    }
  }

  /// What `save_model` leaves out of the file, because another name has it, stands in the metadata.
  @Test func arraysThatAreOthersToo() throws {
    let tensors = [
      #""0.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}"#,
      #""0.bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}"#,
      #""1.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]}"#,
    ].joined(separator: ",")
    let data = floats([2, 3, 5])
    func layers(_ metadata: String, _ count: Int) throws -> [DenseLayer] {
      let steps = try safetensorsSteps(
        file("{\(metadata)\(tensors)}", data),
        activations: [Activation](repeating: .linear, count: count))
      return try Network(steps).layers
    }
    let plain = try layers(#""__metadata__":{"format":"pt","note":"0.bias"},"#, 2)
    #expect(plain.map(\.bias.array) == [[3], [0]])
    let bias = try layers(#""__metadata__":{"1.bias":"0.bias"},"#, 2)
    #expect(bias.map(\.bias.array) == [[3], [3]])
    let weight = try layers(#""__metadata__":{"2.weight":"0.weight","2.bias":"0.bias"},"#, 3)
    #expect(weight.map(\.weights.array) == [[2], [5], [2]])
    #expect(weight.map(\.bias.array) == [[3], [0], [3]])
    for metadata in [#""__metadata__":[],"#, #""__metadata__":{"a":1},"#] {
      #expect(throws: SafetensorsError.self) { try layers(metadata, 2) }
    }
  }

  @Test func aNameTwice() throws {
    let tensor = #""0.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}"#
    #expect(
      refuses(try file("{\(tensor),\(tensor)}", [0, 0, 0, 0]))
        == .json(JSONError(offset: 63, reason: .duplicateName("0.weight"))))
  }

  @Test(arguments: [
    #"1"#, #"{}"#, #"{"dtype":"F32","shape":[1]}"#,
    #"{"dtype":1,"shape":[1],"data_offsets":[0,4]}"#,
    #"{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}"#,
    #"{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}"#,
    #"{"dtype":"F32","shape":[1],"data_offsets":[4,0]}"#,
    #"{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}"#,
    #"{"dtype":"F32","shape":[1],"data_offsets":[0]}"#,
    #"{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}"#,
  ]) func descriptionsThatAreNone(_ description: String) throws {
    guard case .description("a", _) = refuses(try file("{\"a\":\(description)}", [0, 0, 0, 0]))
    else {
      Issue.record("\(description)")
      return
    }
  }

  @Test func elementsThatAreNoWeights() throws {
    #expect(
      refuses(try file([("0.weight", "I64", [1, 1], [UInt8](repeating: 0, count: 8))]))
        == .elementType("0.weight", found: "I64"))
  }

  @Test func shapesThatLie() throws {
    for (shape, size) in [([2, 1], 8), ([1 << 40, 1 << 40], Int.max), ([0, 4], 0)] {
      #expect(
        refuses(try file([("0.weight", "F32", shape, floats([1]))]))
          == .size("0.weight", found: 4, expected: size))
    }
  }

  @Test func noElements() throws {
    for shape in [[0, 4], [Int.max, 0], [0, Int.max]] {
      let error = refuses(try file([("0.weight", "F32", shape, [])]))
      #expect(error == .matrix("0.weight", shape: shape))
    }
  }

  private func pair(_ a: [Int], _ b: [Int], _ count: Int) throws -> AlignedBytes {
    try file(
      #"{"0.weight":{"dtype":"F32","shape":[1,1],"data_offsets":\#(a)},"1.weight":{"dtype":"F32","shape":[1,1],"data_offsets":\#(b)}}"#,
      [UInt8](repeating: 0, count: count))
  }

  @Test func arraysThatOverlap() throws {
    #expect(refuses(try pair([0, 4], [0, 4], 8)) == .place("1.weight", found: 0, expected: 4))
    #expect(refuses(try pair([0, 4], [2, 6], 8)) == .place("1.weight", found: 2, expected: 4))
  }

  @Test func aHole() throws {
    #expect(refuses(try pair([0, 4], [8, 12], 12)) == .place("1.weight", found: 8, expected: 4))
    let first = refuses(try pair([4, 8], [8, 12], 12))
    #expect(first == .place("0.weight", found: 4, expected: 0))
    #expect(
      first?.description
        == "tensor \"0.weight\": found at byte 4 of the data, expected at 0, where the data begin")
  }

  @Test func beyondTheEnd() throws {
    let error = refuses(try pair([0, 4], [4, 8], 6))
    #expect(error == .pastEnd("1.weight", found: 8, dataCount: 6))
    #expect(
      error?.description
        == "tensor \"1.weight\": found its end at byte 8 of the data, expected at most 6, where the file "
        + "ends; get the file again whole")
  }

  @Test func bytesOfNoArray() throws {
    #expect(refuses(try pair([0, 4], [4, 8], 9)) == .unusedBytes(1))
  }

  @Test func nothing() throws {
    #expect(refuses(try file("{}", [])) == .noTensors)
    #expect(refuses(try file(#"{"__metadata__":{"format":"pt"}}"#, [])) == .noTensors)
  }

  @Test func otherThanDenseLayers() throws {
    let weight = ("0.weight", "F32", [1, 1], floats([1]))
    for other in [
      ("1.weight", "F32", [1], floats([1])), ("0.running_mean", "F32", [1], floats([1])),
      ("1.bias", "F32", [1], floats([1])), ("0.bias", "F32", [1, 1], floats([1])),
      ("conv.weight", "F32", [1, 1, 1, 1], floats([1])),
    ] {
      #expect(refuses(try file([weight, other])) == .notDense(other.0))
    }
  }

  @Test func namesWithoutAnOrder() throws {
    for (a, b) in [("fc1", "out"), ("a.1", "b.2"), ("1.1", "2.2"), ("l1", "l01")] {
      let file = try file([
        ("\(a).weight", "F32", [1, 1], floats([1])), ("\(b).weight", "F32", [1, 1], floats([1])),
      ])
      guard case .order = refuses(file, [.linear, .linear]) else {
        Issue.record("\(a), \(b)")
        continue
      }
    }
  }

  @Test func tooFewActivations() throws {
    let file = try file([("0.weight", "F32", [1, 1], floats([1]))])
    #expect(refuses(file, []) == .activations(found: 0, layers: ["0"]))
  }
}
