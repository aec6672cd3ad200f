import JSONText
import LayerChain
import Storage
import Text

/// A file in the format of the safetensors library: 8 bytes of length, a JSON header, arrays.
///
/// Read as strictly as the format is meant: arrays fill the file without a hole or an overlap, each name
/// stands once, sizes are what shapes say.
public struct SafetensorsFile: Sendable {
  /// The most bytes of a header.
  public static let headerLimit = 16 << 20

  /// The arrays' descriptions, in the order of the header; those that are others' under another name last.
  package let tensors: [SafetensorsTensor]
  private let file: AlignedBytes
  /// Where the arrays begin, in bytes from the start of the file.
  package let dataOffset: Int

  /// Reads the header of `file` and checks it against the file's size.
  ///
  /// - Throws: ``SafetensorsError``.
  public init(_ file: AlignedBytes) throws(SafetensorsError) {
    self.file = file
    let length = file.withBytes { $0.integer(UInt64.self, at: 0) } ?? 0
    guard 2...UInt64(Self.headerLimit) ~= length, Int(length) <= file.count - 8 else {
      throw .header(byteCount: length)
    }
    dataOffset = 8 + Int(length)
    let text = file.withBytes { bytes in
      unsafe bytes.extracting(8..<8 + Int(length)).withUnsafeBytes { unsafe [UInt8]($0) }
    }
    let header: JSON
    do throws(JSONError) { header = try JSON(parsing: text) } catch { throw .json(error) }
    guard case .object(let members) = header else {
      throw .description("", expected: "the header to be an object")
    }
    var tensors: [SafetensorsTensor] = []
    for member in members where member.name != Self.metadata {
      tensors.append(try SafetensorsTensor(member.name, member.value))
    }
    let stored = tensors
    var end = 0
    for tensor in tensors.sorted(by: { $0.place.lowerBound < $1.place.lowerBound }) {
      guard tensor.place.lowerBound == end else {
        throw .place(tensor.name, found: tensor.place.lowerBound, expected: end)
      }
      end = tensor.place.upperBound
      guard end <= file.count - dataOffset else {
        throw .pastEnd(tensor.name, found: end, dataCount: file.count - dataOffset)
      }
    }
    guard end == file.count - dataOffset else {
      throw .unusedBytes(file.count - dataOffset - end)
    }
    self.tensors = stored + (try Self.shared(header[Self.metadata], stored))
  }

  private static let metadata = "__metadata__"

  /// The arrays that `safetensors.torch.save_model` left out because they are others': a name for each in the
  /// metadata, with the name of the array that stands for it.
  private static func shared(
    _ metadata: JSON?, _ stored: [SafetensorsTensor]
  ) throws(SafetensorsError) -> [SafetensorsTensor] {
    guard let metadata else { return [] }
    guard case .object(let members) = metadata else {
      throw .description(Self.metadata, expected: "an object of texts")
    }
    let known = Dictionary(
      stored.map { (TextKey($0.name), $0) }, uniquingKeysWith: { first, _ in first })
    var shared: [SafetensorsTensor] = []
    for member in members {
      guard let text = member.value.string else {
        throw .description(Self.metadata, expected: "an object of texts")
      }
      let isArray = [".weight", ".bias"].contains { member.name.hasSuffix($0) }
      guard isArray, known[TextKey(member.name)] == nil, let tensor = known[TextKey(text)] else {
        continue
      }
      shared.append(tensor.renamed(member.name))
    }
    return shared
  }

  /// The numbers of an array, each exactly.
  package func values(of tensor: SafetensorsTensor) -> Tensor? {
    let elements = file.withBytes { bytes in
      let data = bytes.extracting(droppingFirst: dataOffset).extracting(tensor.place)
      return (0..<data.byteCount / tensor.type.byteCount).map { tensor.type.number($0, of: data) }
    }
    return Tensor(shape: tensor.shape, elements: elements)
  }
}

/// An array's description in a header.
package struct SafetensorsTensor {
  package private(set) var name: String
  package let type: SafetensorsType
  package let shape: [Int]
  /// Where its bytes are, from the end of the header.
  package let place: Range<Int>

  init(_ name: String, _ description: JSON) throws(SafetensorsError) {
    self.name = name
    guard case .object(let members) = description,
      members.allSatisfy({ ["dtype", "shape", "data_offsets"].contains($0.name) }),
      let typeName = description["dtype"]?.string
    else { throw .description(name, expected: "an object of dtype, shape and data_offsets") }
    guard let extents = description["shape"]?.values, extents.count <= 32,
      case let shape = extents.compactMap(\.integer), shape.count == extents.count,
      shape.allSatisfy({ $0 >= 0 })
    else { throw .description(name, expected: "a shape of at most 32 whole numbers") }
    guard let offsets = description["data_offsets"]?.values?.compactMap(\.integer),
      offsets.count == 2, 0 <= offsets[0], offsets[0] <= offsets[1]
    else { throw .description(name, expected: "data_offsets [begin, end]") }
    guard let type = SafetensorsType(rawValue: typeName) else {
      throw .elementType(name, found: typeName)
    }
    self.type = type
    self.shape = shape
    place = offsets[0]..<offsets[1]
    var bytes = type.byteCount
    for extent in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
      bytes = overflow ? .max : product
      if bytes == 0 { break }
    }
    guard bytes == place.count else {
      throw .size(name, found: place.count, expected: bytes)
    }
  }

  /// The same numbers under another name.
  func renamed(_ name: String) -> SafetensorsTensor {
    var tensor = self
    tensor.name = name
    return tensor
  }
}
