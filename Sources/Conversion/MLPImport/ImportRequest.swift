import Storage

/// What the sandboxed side is asked to make a model of.
///
/// As bytes: four texts (format, `steps` or nothing, activations between commas, description), each behind its
/// length, a `UInt64`; then the file.
package struct ImportRequest {
  /// The formats that the sandboxed side reads.
  package enum Format: String, Sendable {
    /// A model file in another form, or one of Keras.
    case hdf5
    case keras
    case safetensors
  }

  let format: Format
  /// Whether the source's own chain comes back beside the model.
  var keepsSteps = false
  var activations: [String] = []
  var architecture: [UInt8]?
  let file: AlignedBytes

  /// The request as bytes.
  ///
  /// - Throws: `OutOfMemory`.
  func encoded() throws -> AlignedBytes {
    let texts = [
      [UInt8](format.rawValue.utf8), [UInt8]((keepsSteps ? "steps" : "").utf8),
      [UInt8](activations.joined(separator: ",").utf8),
      architecture ?? [],
    ]
    let head = texts.flatMap { text in
      UInt64(text.count).bytes + text
    }
    return try AlignedBytes(count: head.count + file.count) { bytes in
      unsafe bytes.copy(head.span.bytes)
      file.withBytes { bytes.copy($0, to: head.count) }
    }
  }

  /// The request that `bytes` are.
  ///
  /// - Throws: ``BadRequest``, `OutOfMemory`.
  init(_ bytes: AlignedBytes) throws {
    var offset = 0
    func text() throws -> [UInt8] {
      guard let count = bytes.withBytes({ $0.integer(UInt64.self, at: offset) }),
        count <= bytes.count - offset - 8
      else { throw BadRequest() }
      let start = offset + 8
      offset = start + Int(count)
      return bytes.withBytes { bytes in
        unsafe bytes.extracting(start..<offset).withUnsafeBytes { unsafe [UInt8]($0) }
      }
    }
    let name = String(decoding: try text(), as: UTF8.self)
    let steps = String(decoding: try text(), as: UTF8.self)
    let list = String(decoding: try text(), as: UTF8.self)
    let description = try text()
    guard let format = Format(rawValue: name) else { throw BadRequest() }
    self.format = format
    keepsSteps = steps == "steps"
    activations = list.split(separator: ",").map(String.init)
    architecture = description.isEmpty ? nil : description
    file = try AlignedBytes(count: bytes.count - offset) { rest in
      bytes.withBytes { rest.copy($0.extracting(droppingFirst: offset)) }
    }
  }

  init(
    _ format: Format, keepsSteps: Bool = false, activations: [String] = [],
    architecture: [UInt8]? = nil, file: AlignedBytes
  ) {
    self.format = format
    self.keepsSteps = keepsSteps
    self.activations = activations
    self.architecture = architecture
    self.file = file
  }

  /// The request was not made by this program.
  struct BadRequest: Error {}
}
