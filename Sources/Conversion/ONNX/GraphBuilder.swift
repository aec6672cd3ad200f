import MLPModel
import Storage

/// The nodes of a model one after the other.
struct GraphBuilder {
  /// Each a NodeProto.
  private(set) var nodes: [ProtobufMessage] = []
  /// Each a TensorProto.
  private(set) var constants: [ProtobufMessage] = []
  /// The value that the next node takes.
  private(set) var last = "input"

  /// An attribute of an operator.
  enum Attribute {
    case float(Float)
    case integer(Int)
    case text(String)
  }

  /// The nodes from `input` to `output`.
  init(_ model: MultilayerPerceptron) {
    let features = model.input.features
    if model.input.hasOrigins {
      add("Sub", last, constant(features.map(\.origin), [features.count]))
      add("Cast", last, attributes: [("to", .integer(ONNXModel.floatType))])
    }
    if features.contains(where: { $0.offset != 0 }) {
      add("Sub", last, constant(features.map(\.offset), [features.count]))
    }
    if features.contains(where: { $0.scale != 1 }) {
      add("Mul", last, constant(features.map(\.scale), [features.count]))
    }
    for (k, layer) in model.layers.enumerated() {
      add(
        "Gemm", last, constant(layer.weights.array, [layer.inputCount, layer.outputCount]),
        constant(layer.bias.array, [layer.outputCount]),
        attributes: [
          ("alpha", .float(1)), ("beta", .float(1)), ("transA", .integer(0)),
          ("transB", .integer(0)),
        ])
      if k == model.layers.count - 1, model.output.temperature != 1 {
        add("Div", last, constant(model.output.temperature))
      }
      add(layer.activation)
    }
    add("Identity", last, output: "output")
  }

  /// Another scalar that is part of the graph; its name.
  mutating func constant(_ number: Float) -> String { constant([number], []) }

  /// Another array that is part of the graph; its name.
  mutating func constant(_ numbers: [Float], _ shape: [Int]) -> String {
    constant(ONNXModel.floatType, shape) { $0.append(9, bytesOf: numbers) }
  }

  /// The same of double precision.
  private mutating func constant(_ numbers: [Double], _ shape: [Int]) -> String {
    constant(ONNXModel.doubleType, shape) { $0.append(9, bytesOf: numbers) }
  }

  private mutating func constant(
    _ type: Int, _ shape: [Int], _ data: (inout ProtobufMessage) -> Void
  ) -> String {
    let name = "constant_\(constants.count)"
    var tensor = ProtobufMessage()
    for extent in shape { tensor.append(1, extent) }
    tensor.append(2, type)
    tensor.append(8, name)
    data(&tensor)
    constants.append(tensor)
    return name
  }

  /// Another node; the name of its output, which becomes the last value.
  @discardableResult
  mutating func add(
    _ kind: String, _ inputs: String..., attributes: [(String, Attribute)] = [],
    output: String? = nil
  ) -> String {
    let name = output ?? "value_\(nodes.count)"
    var node = ProtobufMessage()
    for input in inputs { node.append(1, input) }
    node.append(2, name)
    node.append(3, "node_\(nodes.count)")
    node.append(4, kind)
    // In the order of their names, as protobuf's own writers of ONNX have them.
    for (name, value) in attributes.sorted(by: { $0.0 < $1.0 }) {
      node.append(5, GraphBuilder.attribute(name, value))
    }
    nodes.append(node)
    last = name
    return name
  }

  private static func attribute(_ name: String, _ value: Attribute) -> ProtobufMessage {
    var attribute = ProtobufMessage()
    attribute.append(1, name)
    switch value {
    case .float(let number):
      attribute.append(2, number)
      attribute.append(20, 1)
    case .integer(let number):
      attribute.append(3, number)
      attribute.append(20, 2)
    case .text(let text):
      attribute.append(4, text)
      attribute.append(20, 3)
    }
    return attribute
  }
}
