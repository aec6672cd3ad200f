import CSV
import NPY

/// Reads the header of an array, then its rows in blocks.
struct ArrayReader: ~Copyable {
  /// The table's columns: without names.
  let columns: Columns

  private let file: String
  private let header: NPYHeader
  private let source: ByteSource
  private var rowsRead = 0

  /// Reads the header of the array that `source` gives.
  ///
  /// - Throws: `NPYError`, or what the source throws.
  init(file: String, _ source: @escaping ByteSource) throws {
    let header = try NPYHeader(file: file) { count in try [UInt8].next(count, of: source) }
    let columns = try Columns(file: file, count: header.columns, names: nil, numbering: .rows)
    (self.header, self.columns, self.file, self.source) = (header, columns, file, source)
  }

  /// Reads the next rows, up to the given number; false at the end.
  ///
  /// - Throws: `NPYError` where the array is longer or shorter than its header says, or what the source
  ///   throws.
  mutating func next(_ block: inout Block, atMost limit: Int) throws -> Bool {
    guard rowsRead < header.rows else {
      guard try [UInt8].next(1, of: source).isEmpty else {
        throw NPYError(file: file, .trailingBytes)
      }
      return false
    }
    let size = header.rowByteCount
    let rows = min(max(1, BlockReader.blockSize / size), limit, header.rows - rowsRead)
    let count = try block.readRecords(
      ofSize: size, upTo: rows, firstRow: rowsRead + 1, from: source)
    rowsRead += count / size
    guard count > 0, count % size == 0 else {
      throw NPYError(file: file, .cutRows(found: rowsRead, expected: header.rows))
    }
    return true
  }

  /// What makes rows of the blocks.
  func parser(_ rows: RowParser) -> ArrayParser { ArrayParser(rows, header) }
}
