import CSV
import Deflate
import NPY

/// What a table's first bytes say that it is, with all compression taken off.
struct TableContent {
  /// Text or an array.
  enum Form {
    case text
    case array
  }

  /// What it is.
  let form: Form
  /// Its bytes from the first on.
  let source: ByteSource

  /// Looks at the first bytes that `source` gives.
  ///
  /// No more of them are waited for than it takes to tell, so that a table may trickle in.
  ///
  /// - Throws: ``TableError`` for bytes that are no table, `GzipError` with the file's name, or what the
  ///   source throws.
  init(file: String, _ source: @escaping ByteSource) throws {
    let first: Head = try Head(source, Signature.gzip)
    guard first.matches else {
      self = try TableContent(file: file, uncompressed: first.source)
      return
    }
    let stream = try GzipStream(first.source)
    let plain: ByteSource = { span in
      do {
        return try stream.read(into: &span)
      } catch let error as GzipError {
        throw TableError(file: file, line: nil, column: nil, fault: .gzip(error))
      }
    }
    self = try TableContent(file: file, uncompressed: plain)
  }

  private init(file: String, uncompressed source: @escaping ByteSource) throws {
    let array = try Head(source, NPYHeader.magic)
    if array.matches {
      (form, self.source) = (.array, array.source)
      return
    }
    var source = array.source
    for (name, signature, advice) in Signature.refused {
      let head = try Head(source, signature)
      if head.matches {
        throw TableError(
          file: file, line: nil, column: nil, fault: .otherFormat(name, advice: advice))
      }
      source = head.source
    }
    (form, self.source) = (.text, source)
  }
}

/// The bytes that files of other formats begin with.
///
/// A table of text does not: all but Parquet's have a byte in them that is no text.
private enum Signature {
  static let gzip: [UInt8] = [0x1F, 0x8B]

  static let refused: [(name: String, bytes: [UInt8], advice: String)] = [
    ("a zip archive", [0x50, 0x4B, 0x03, 0x04], "unpack it; numpy.save writes one array alone"),
    ("zstd data", [0x28, 0xB5, 0x2F, 0xFD], "give zstd -dc FILE | … or compress with gzip"),
    ("xz data", [0xFD, 0x37, 0x7A, 0x58, 0x5A], "give xz -dc FILE | … or compress with gzip"),
    ("an HDF5 file", [0x89, 0x48, 0x44, 0x46], "give the table as text or as npy"),
    ("a Parquet file", Array("PAR1\u{15}".utf8), "give the table as text or as npy"),
  ]
}

/// The first bytes of a source, held against a signature.
private struct Head {
  /// Whether they are those of the signature.
  let matches: Bool
  /// All bytes of the source, these among them.
  let source: ByteSource

  init(_ source: @escaping ByteSource, _ signature: [UInt8]) throws {
    var head: [UInt8] = []
    while head.count < signature.count, signature.starts(with: head) {
      guard let byte = try [UInt8].next(1, of: source).first else { break }
      head.append(byte)
    }
    matches = head == signature
    let start = head
    var given = 0
    self.source = { span in
      guard given < start.count else { return try source(&span) }
      let count = min(span.byteCount, start.count - given)
      for i in 0..<count {
        span.storeBytes(of: start[given + i], toByteOffset: i, as: UInt8.self)
      }
      given += count
      return count
    }
  }
}
