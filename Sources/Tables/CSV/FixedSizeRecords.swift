extension Block {
  /// Where its records are among the bytes that ``withBytes(_:)`` gives.
  public var records: Range<Int> { start..<end }

  /// The row, from 1, that its first record is; for records of one size, which are rows without lines.
  public var firstRow: Int { firstLine }

  /// Drops all records and reads the next ones of `size` bytes each from `source`: as many as there are
  /// at the moment, up to `limit`, at least one but at the end.
  ///
  /// - Parameter firstRow: which row of the table the first is, from 1.
  /// - Returns: the bytes that were read: a multiple of `size`, but where the source ends inside a record.
  /// - Throws: what the source throws.
  public mutating func readRecords(
    ofSize size: Int, upTo limit: Int, firstRow: Int, from source: ByteSource
  ) throws -> Int {
    clear()
    firstLine = firstRow
    var wanted = limit * size
    repeat {
      if free < wanted { grow(by: wanted - free) }
      let read = try append(from: source, upTo: wanted)
      if read == 0 { break }
      // What is missing of the record that was begun.
      wanted = (size - count % size) % size
    } while wanted > 0
    return count
  }
}
