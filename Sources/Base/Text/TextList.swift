import Storage

/// Texts in order: names, labels, levels.
///
/// They stay bytes of the file that they came from, where they came from one, and each becomes a `String` when it
/// is asked for: a list of a million takes no memory beside the file's.
public struct TextList: Sendable, RandomAccessCollection {
  private enum Content: Sendable {
    case strings([String])
    /// Fields of `width` bytes, UTF-8, each filled up with zero bytes.
    case fields(ByteSlice, width: Int)
  }

  private let content: Content
  /// Whether a zero byte stands behind every text.
  private var isTerminated = false
  /// The number of texts.
  public let count: Int

  /// Texts that a program made.
  public init(_ texts: [String]) {
    content = .strings(texts)
    count = texts.count
  }

  /// The texts of `bytes`, which has a field of `width` bytes (at least 1) for each.
  ///
  /// The caller found them to be UTF-8 without U+0000, filled up with zero bytes. Bytes after the last whole
  /// field are ignored.
  public init(fields bytes: ByteSlice, width: Int) {
    content = .fields(bytes, width: width)
    count = bytes.count / width
  }

  /// The position of the first text, 0.
  public var startIndex: Int { 0 }

  /// ``count``.
  public var endIndex: Int { count }

  /// The text at `index`; traps where there is none.
  ///
  /// - Complexity: O(bytes of the text): it is made.
  public subscript(index: Int) -> String {
    switch content {
    case .strings(let texts): texts[index]
    case .fields:
      withBytes(at: index) { bytes in
        unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
      }
    }
  }

  /// Calls `body` with the bytes of the text at `index`, UTF-8; traps where there is none.
  ///
  /// - Complexity: O(bytes of the text). Allocates nothing.
  public func withBytes<R>(at index: Int, _ body: (RawSpan) -> R) -> R {
    precondition(index >= 0 && index < count)
    switch content {
    case .strings(let texts): return unsafe body(texts[index].utf8.span.bytes)
    case .fields(let bytes, let width):
      return bytes.withBytes { bytes in
        let field = bytes.extracting(index * width..<(index + 1) * width)
        return body(field.extracting(0..<field.countBeforeZero))
      }
    }
  }

  /// The same texts in a block of their own, so that the rest of their file can go; each with a zero byte behind it.
  ///
  /// - Throws: `OutOfMemory`.
  /// - Complexity: O(bytes). Memory: a field and 1 byte, times the number of texts.
  public func copied() throws(OutOfMemory) -> TextList {
    let longest =
      switch content {
      case .strings(let texts): texts.reduce(0) { Swift.max($0, $1.utf8.count) }
      case .fields(_, let width): width
      }
    let width = longest + 1
    let (size, isTooLarge) = count.multipliedReportingOverflow(by: width)
    guard !isTooLarge else { throw OutOfMemory(byteCount: .max) }
    let block: AlignedBytes
    do {
      block = try AlignedBytes(count: size) { block in
        switch content {
        case .strings:
          for i in indices { withBytes(at: i) { block.copy($0, to: i * width) } }
        case .fields(let fields, _):
          // With what fills them up, which is zero.
          fields.withBytes { fields in
            for i in 0..<count {
              block.copy(fields.extracting(i * longest..<(i + 1) * longest), to: i * width)
            }
          }
        }
      }
    } catch {
      throw OutOfMemory(byteCount: size)
    }
    var list = TextList(fields: ByteSlice(block), width: width)
    list.isTerminated = true
    return list
  }

  /// The address of the text at `index` of a list that ``copied()`` made, with a zero byte behind it.
  ///
  /// nil for another index or list. It is valid as long as the list is.
  @unsafe public func zeroTerminated(at index: Int) -> UnsafePointer<CChar>? {
    guard isTerminated, indices.contains(index), case .fields(let bytes, let width) = content
    else { return nil }
    return unsafe bytes.withBytes { bytes in
      unsafe bytes.extracting(index * width..<(index + 1) * width).withUnsafeBytes {
        unsafe $0.baseAddress?.assumingMemoryBound(to: CChar.self)
      }
    }
  }

  /// The position of the first text that is empty; nil where none is.
  public var firstEmpty: Int? {
    switch content {
    case .strings(let texts): texts.firstIndex(of: "")
    case .fields(let fields, let width):
      fields.withBytes { fields in
        (0..<count).first { fields.integer(UInt8.self, at: $0 * width) == 0 }
      }
    }
  }

  /// The number of bytes of the text at `index`; traps where there is none.
  public func byteCount(at index: Int) -> Int { withBytes(at: index) { $0.byteCount } }
}

extension TextList: Equatable, ExpressibleByArrayLiteral {
  /// Texts that a program made.
  public init(arrayLiteral texts: String...) { self.init(texts) }

  /// Whether the lists have equal texts, in the sense of `String`, in one order.
  ///
  /// - Complexity: O(bytes).
  public static func == (a: TextList, b: TextList) -> Bool {
    a.count == b.count
      && a.indices.allSatisfy { i in
        a.withBytes(at: i) { a in b.withBytes(at: i) { a.isEqual(to: $0) } } || a[i] == b[i]
      }
  }
}
