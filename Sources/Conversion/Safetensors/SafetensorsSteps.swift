import LayerChain
import MLPModel
import Storage
import Text

/// The chain of dense layers whose weights a safetensors file holds.
///
/// The layers are the pairs NAME`.weight` and NAME`.bias`, which may be missing; their names must be alike
/// but for one number, whose order is theirs.
///
/// - Parameter activations: one for each layer, because the file does not say which.
/// - Throws: ``SafetensorsError``.
public func safetensorsSteps(
  _ file: AlignedBytes, activations: [Activation]
) throws(SafetensorsError) -> [Step] {
  let file = try SafetensorsFile(file)
  guard !file.tensors.isEmpty else { throw .noTensors }
  var layers: [DenseTensors] = []
  var places: [TextKey: Int] = [:]
  for tensor in file.tensors where tensor.name.hasSuffix(".weight") {
    let name = String(tensor.name.dropLast(".weight".count))
    guard tensor.shape.count == 2 else { throw .notDense(tensor.name) }
    guard !tensor.shape.contains(0), let kernel = file.values(of: tensor)?.transposed else {
      throw .matrix(tensor.name, shape: tensor.shape)
    }
    places[TextKey(name)] = layers.count
    layers.append(DenseTensors(name: LayerName(name), kernel: kernel, bias: nil))
  }
  for tensor in file.tensors where !tensor.name.hasSuffix(".weight") {
    guard tensor.name.hasSuffix(".bias"), tensor.shape.count == 1,
      let k = places[TextKey(String(tensor.name.dropLast(".bias".count)))],
      let bias = file.values(of: tensor)
    else { throw .notDense(tensor.name) }
    layers[k].bias = bias
  }
  layers.sort { $0.name < $1.name }
  for (a, b) in zip(layers, layers.dropFirst()) where !a.name.differsInOneNumber(from: b.name) {
    throw .order(a.name.text, b.name.text)
  }
  guard layers.count == activations.count else {
    throw .activations(found: activations.count, layers: layers.map(\.name.text))
  }
  return zip(layers, activations).flatMap { layer, activation in
    let label = "layer \(Excerpt(layer.name.text))"
    return [
      Step(label, .dense(kernel: layer.kernel, bias: layer.bias)),
      Step(label, .activation(activation)),
    ]
  }
}

private struct DenseTensors {
  let name: LayerName
  let kernel: Tensor
  var bias: Tensor?
}

/// A name as text and numbers in turn: `net.10.linear` is "net.", 10, ".linear".
struct LayerName: Comparable {
  let text: String
  private let words: [String]
  private let numbers: [Int]

  init(_ text: String) {
    self.text = text
    var words = [""]
    var numbers: [Int] = []
    var digits = ""
    func number() -> Int { Int(digits) ?? .max }
    for character in text {
      if character.isASCII, character.isNumber {
        digits.append(character)
        continue
      }
      if !digits.isEmpty {
        numbers.append(number())
        words.append("")
        digits = ""
      }
      words[words.count - 1].append(character)
    }
    if !digits.isEmpty { numbers.append(number()) }
    self.words = words
    self.numbers = numbers
  }

  static func < (a: LayerName, b: LayerName) -> Bool {
    a.numbers.lexicographicallyPrecedes(b.numbers)
      || a.numbers == b.numbers && a.text < b.text
  }

  func differsInOneNumber(from other: LayerName) -> Bool {
    words == other.words && numbers.count == other.numbers.count
      && zip(numbers, other.numbers).count(where: { $0 != $1 }) == 1
  }
}
