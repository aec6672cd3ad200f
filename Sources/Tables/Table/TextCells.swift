import CSV

/// Texts one after the other in one block of memory: a column of labels, columns to be copied.
public struct TextCells: Sendable, Equatable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  /// How many texts there are.
  public var count: Int { ends.count }

  /// Calls `body` with the bytes of the text at `index`; traps, as an array does, outside the cells.
  public func withBytes<R, E: Error>(
    _ index: Int, _ body: (Span<UInt8>) throws(E) -> R
  ) throws(E) -> R {
    let start = index == 0 ? 0 : ends[index - 1]
    return try body(bytes.span.extracting(start..<ends[index]))
  }

  /// The text at `index`.
  public subscript(index: Int) -> String {
    withBytes(index) { String(decoding: [UInt8](copying: $0), as: UTF8.self) }
  }

  /// Appends text that was checked to be UTF-8.
  mutating func append(_ text: Span<UInt8>) {
    bytes.append(copying: text)
    ends.append(bytes.count)
  }

  /// Drops the texts that `isKept` does not want.
  mutating func keep(where isKept: (Int) -> Bool) {
    var kept = TextCells()
    for i in 0..<count where isKept(i) { withBytes(i) { kept.append($0) } }
    self = kept
  }

  /// Drops all texts and keeps their memory.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }
}
