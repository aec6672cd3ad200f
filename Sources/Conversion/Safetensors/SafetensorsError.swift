import JSONText
import LayerChain
import Text

/// Why a safetensors file, or the network in it, could not be read.
public enum SafetensorsError: Error, Equatable, CustomStringConvertible {
  /// The file ends before its header does, or the header is longer than ``SafetensorsFile/headerLimit``.
  case header(byteCount: UInt64)
  /// The header is no JSON.
  case json(JSONError)
  /// The header describes an array in another way than the format has it; its name, and what is expected.
  case description(String, expected: String)
  /// Elements of a type that no weights have.
  case elementType(String, found: String)
  /// A shape that needs another number of bytes than its array has.
  case size(String, found: Int, expected: Int)
  /// An array that does not start where the one before it ends, or the first one where the data begins.
  case place(String, found: Int, expected: Int)
  /// An array that ends behind the file: where it says it ends, and how many bytes of data there are.
  case pastEnd(String, found: Int, dataCount: Int)
  /// Bytes that belong to no array.
  case unusedBytes(Int)
  /// There are no arrays.
  case noTensors
  /// An array that is not of a dense layer: its name.
  case notDense(String)
  /// Layers whose order their names do not tell.
  case order(String, String)
  /// Another number of activations than of layers.
  case activations(found: Int, layers: [String])
  /// A layer's weights are no matrix.
  case matrix(String, shape: [Int])

  /// One line for a person.
  public var description: String {
    switch self {
    case .header(let count):
      "header: found a length of \(count) bytes, expected one that is inside the file and at most "
        + "\(SafetensorsFile.headerLimit); is it a safetensors file?"
    case .json(let error): "header: \(error)"
    case .description(let name, let expected): "tensor \(Excerpt(name)): expected \(expected)"
    case .elementType(let name, let found):
      "tensor \(Excerpt(name)): found elements of type \(Excerpt(found)), expected F64, F32, F16 or BF16"
    case .size(let name, let found, let expected):
      "tensor \(Excerpt(name)): found \(found) bytes, expected \(expected) for its shape and type"
    case .place(let name, let found, let expected):
      "tensor \(Excerpt(name)): found at byte \(found) of the data, expected at \(expected), where the "
        + (expected == 0 ? "data begin" : "one before ends")
    case .pastEnd(let name, let found, let count):
      "tensor \(Excerpt(name)): found its end at byte \(found) of the data, expected at most \(count), "
        + "where the file ends; get the file again whole"
    case .unusedBytes(let count): "found \(count) bytes that belong to no tensor"
    case .noTensors: "found no tensors, expected those of 1 dense layer or more"
    case .notDense(let name):
      "tensor \(Excerpt(name)): expected only NAME.weight [outputs, inputs] and NAME.bias [outputs], "
        + "pairs of dense layers; other layers cannot be imported"
    case .order(let a, let b):
      "layers \(Excerpt(a)) and \(Excerpt(b)): found names that differ in more than one number, expected "
        + "such as 0, 2, 4 or fc1, fc2, fc3, which tell the layers' order; rename the tensors"
    case .activations(let found, let layers):
      "--activations: found \(found), expected \(layers.count), one for each layer: "
        + Excerpt.list(layers)
    case .matrix(let name, let shape):
      "tensor \(Excerpt(name)): found the shape \(shape), expected [outputs, inputs]"
    }
  }
}
