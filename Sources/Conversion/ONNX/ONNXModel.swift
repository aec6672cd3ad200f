import MLPModel

/// A model as an ONNX file: what onnx.proto calls a ModelProto.
///
/// Its input is called `input`, its output `output`, both [rows, …] of float32; where features are relative to
/// origins the input is float64, raw values, and the graph subtracts the origins. Names of features, labels and
/// task are in its metadata, each list with a line for a name.
public struct ONNXModel: Sendable {
  /// The operators' version; the file's own, which came with it.
  static let opset = 20
  static let fileVersion = 9
  static let floatType = 1
  static let doubleType = 11

  /// The file.
  public let bytes: [UInt8]

  /// What such a file begins with: its version, and that mlp-export made it.
  public static var mark: [UInt8] { head.bytes }

  private static var head: ProtobufMessage {
    var file = ProtobufMessage()
    file.append(1, fileVersion)
    file.append(2, "mlp-export")
    return file
  }

  /// The most bytes that a file can have: protobuf states lengths in 31 bits.
  public static let largestByteCount = 1 << 31 - 1

  /// The file of `model`; nil where it would be larger than one can be.
  ///
  /// - Parameter identity: the model's, for the record.
  /// - Complexity: O(parameters).
  public init?(_ model: MultilayerPerceptron, identity: String) {
    guard model.parameterCount < ONNXModel.largestByteCount / 4 - (1 << 20) else { return nil }
    let graph = ONNXModel.graph(model)
    var file = ONNXModel.head
    file.append(7, graph)
    var operators = ProtobufMessage()
    operators.append(1, "")
    operators.append(2, ONNXModel.opset)
    file.append(8, operators)
    for (key, value) in [
      ("features", model.input.features.map(\.name).joined(separator: "\n")),
      ("labels", model.output.labels.joined(separator: "\n")),
      ("task", model.output.task.rawValue), ("identity", identity),
    ] {
      var entry = ProtobufMessage()
      entry.append(1, key)
      entry.append(2, value)
      file.append(14, entry)
    }
    guard file.bytes.count <= ONNXModel.largestByteCount else { return nil }
    bytes = file.bytes
  }

  private static func graph(_ model: MultilayerPerceptron) -> ProtobufMessage {
    let builder = GraphBuilder(model)
    var graph = ProtobufMessage()
    for node in builder.nodes { graph.append(1, node) }
    graph.append(2, "mlp")
    for constant in builder.constants { graph.append(5, constant) }
    let inputType = model.input.hasOrigins ? doubleType : floatType
    graph.append(11, rows("input", of: model.inputCount, inputType))
    graph.append(12, rows("output", of: model.outputCount, floatType))
    return graph
  }

  /// A ValueInfoProto: [rows, count] of that type.
  private static func rows(_ name: String, of count: Int, _ type: Int) -> ProtobufMessage {
    func message(_ build: (inout ProtobufMessage) -> Void) -> ProtobufMessage {
      var message = ProtobufMessage()
      build(&message)
      return message
    }
    let shape = message { shape in
      shape.append(1, message { $0.append(2, "rows") })
      shape.append(1, message { $0.append(1, count) })
    }
    let tensor = message { tensor in
      tensor.append(1, type)
      tensor.append(2, shape)
    }
    return message { value in
      value.append(1, name)
      value.append(2, message { $0.append(1, tensor) })
    }
  }
}
