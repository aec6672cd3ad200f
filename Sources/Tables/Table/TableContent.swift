import CSV
import Deflate
import ForeignFormats
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
  /// - Parameters:
  ///   - file: what messages call the table.
  ///   - path: the file that `source` reads; nil where there is none.
  ///   - delimiter: what is between the fields of a table of text.
  ///   - source: the bytes.
  /// - Throws: ``TableError`` for bytes that are no table, `GzipError` with the file's name, or what the
  ///   source throws.
  init(file: String, path: String?, delimiter: UInt8, _ source: @escaping ByteSource) throws {
    let head = Head(source)
    guard try head.begins(with: [0x1F, 0x8B]) else {
      self = try TableContent(file, path, delimiter, head, isInGzip: false)
      return
    }
    let stream = try GzipStream(head.all)
    let plain: ByteSource = { span in
      do {
        return try stream.read(into: &span)
      } catch let error as GzipError {
        throw TableError(file: file, line: nil, column: nil, fault: .gzip(error))
      }
    }
    self = try TableContent(file, path, delimiter, Head(plain), isInGzip: true)
  }

  private init(
    _ file: String, _ path: String?, _ delimiter: UInt8, _ head: Head, isInGzip: Bool
  ) throws {
    if try head.begins(with: NPYHeader.magic) {
      (form, source) = (.array, head.all)
      return
    }
    var recognition = ForeignFormat.recognize(head.bytes.span, isWhole: head.isWhole)
    while recognition == .undecided {
      try head.readMore()
      recognition = ForeignFormat.recognize(head.bytes.span, isWhole: head.isWhole)
    }
    var format = ForeignFormat(text: head.bytes.span, delimiter: delimiter)
    if case .format(let found) = recognition { format = found }
    if let format {
      let advice = format.tableAdvice(for: path, isInGzip: isInGzip)
      throw TableError(
        file: file, line: nil, column: nil, fault: .otherFormat(format.name, advice: advice))
    }
    (form, source) = (.text, head.all)
  }
}

/// The first bytes of a source, as many as were asked for or came with them.
private final class Head {
  private(set) var bytes: [UInt8] = []
  /// Whether they are all that the source has.
  private(set) var isWhole = false
  private let rest: ByteSource

  init(_ source: @escaping ByteSource) { rest = source }

  /// Waits for one byte more at least, or the end.
  func readMore() throws {
    let more = try [UInt8].some(1 << 16, of: rest)
    isWhole = more.isEmpty
    bytes += more
  }

  /// Whether the source begins with `signature`; waits for no byte behind the first other one.
  func begins(with signature: [UInt8]) throws -> Bool {
    while bytes.count < signature.count, signature.starts(with: bytes), !isWhole { try readMore() }
    return bytes.starts(with: signature)
  }

  /// All bytes of the source, these among them.
  var all: ByteSource {
    let (start, rest) = (bytes, rest)
    var given = 0
    return { span in
      guard given < start.count else { return try rest(&span) }
      let count = min(span.byteCount, start.count - given)
      for i in 0..<count {
        span.storeBytes(of: start[given + i], toByteOffset: i, as: UInt8.self)
      }
      given += count
      return count
    }
  }
}
