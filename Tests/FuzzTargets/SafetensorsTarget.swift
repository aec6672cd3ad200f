import LayerChain
import Mutants
import Safetensors
import Storage

extension FuzzTarget {
  /// A safetensors file: its arrays fill it without an overlap, each as large as its shape says.
  static let safetensors = FuzzTarget("safetensors", maxLength: 2048) { bytes in
    let block = try AlignedBytes(count: bytes.count) { $0.copy(bytes.span.bytes) }
    let file: SafetensorsFile
    do throws(SafetensorsError) {
      file = try SafetensorsFile(block)
    } catch {
      try checkLine("\(error)")
      return
    }
    let start = file.dataOffset
    var end = start
    for tensor in file.tensors.sorted(by: { $0.place.lowerBound < $1.place.lowerBound }) {
      let place = start + tensor.place.lowerBound..<start + tensor.place.upperBound
      // An array under two names is in the list twice.
      try require(
        place.lowerBound == end || place.upperBound == end,
        "\(tensor.name) has the bytes \(place), expected them from \(end)")
      end = place.upperBound
      try require(end <= bytes.count, "\(tensor.name) is outside the file")
      guard let values = file.values(of: tensor) else {
        throw Finding("\(tensor.name) has no values")
      }
      try require(
        values.shape == tensor.shape
          && values.elements.count * tensor.type.byteCount == place.count,
        "\(tensor.name) has \(values.elements.count) values")
    }
    try require(end == bytes.count, "\(bytes.count - end) bytes belong to no array")
    let layers = file.tensors.count { $0.name.hasSuffix(".weight") }
    do {
      let steps = try safetensorsSteps(
        block, activations: Array(repeating: .relu, count: layers))
      try require(steps.count == 2 * layers, "\(steps.count) steps of \(layers) layers")
    } catch let error as SafetensorsError {
      try checkLine("\(error)")
    }
  }
}
