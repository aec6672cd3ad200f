import CSV
import Storage

extension Span<UInt8> {
  /// Whether the bytes are those of `expected`.
  func isEqual(to expected: Span<UInt8>) -> Bool { unsafe bytes.isEqual(to: expected.bytes) }

  /// `range` without the spaces and tabs at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(start) { start += 1 }
    while start < end, isBlank(end - 1) { end -= 1 }
    return start..<end
  }

  private func isBlank(_ i: Int) -> Bool {
    self[i] == UInt8(ascii: " ") || self[i] == UInt8(ascii: "\t")
  }

  /// Checks that all of the span is text that may be shown or copied.
  ///
  /// - Throws: the fault, where it has a zero byte or is not UTF-8.
  func checkText() throws(TableError.Fault) {
    for i in indices where self[i] == 0 { throw .zeroByte }
    do { _ = try UTF8Span(validating: self) } catch { throw .notUTF8 }
  }
}

extension String {
  /// The text of a field, without the blanks around it.
  ///
  /// - Throws: a fault where it has a zero byte or is not UTF-8.
  init(_ bytes: Span<UInt8>, _ field: Range<Int>) throws(TableError.Fault) {
    let text = bytes.extracting(bytes.trimmed(field))
    try text.checkText()
    self = String(decoding: [UInt8](copying: text), as: UTF8.self)
  }
}
