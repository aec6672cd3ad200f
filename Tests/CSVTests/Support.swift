@testable import CSV

/// A source that gives `bytes` in pieces of at most `piece`.
func source(_ bytes: [UInt8], piece: Int = .max) -> ByteSource {
  var position = 0
  return { span in
    let count = min(piece, span.byteCount, bytes.count - position)
    for i in 0..<count {
      span.storeBytes(of: bytes[position + i], toByteOffset: i, as: UInt8.self)
    }
    position += count
    return count
  }
}

/// A record as text, with the line that it begins on.
struct TextRecord: Equatable {
  var line: Int
  var fields: [String]

  init(_ line: Int, _ fields: [String]) {
    self.line = line
    self.fields = fields
  }
}

/// All records of `bytes`, read in pieces of at most `piece` into blocks of `blockSize`.
func records(
  _ bytes: [UInt8], _ dialect: Dialect = .csv, piece: Int = .max, blockSize: Int = 4096,
  recordLimit: Int = RecordReader.recordLimit
) throws -> [TextRecord] {
  var reader = try RecordReader(
    file: "t.csv", dialect: dialect, recordLimit: recordLimit, blockSize: blockSize,
    source: source(bytes, piece: piece))
  var records: [TextRecord] = []
  while try reader.next() {
    let fields = (0..<reader.fieldCount).map { String(decoding: reader[$0] ?? [], as: UTF8.self) }
    records.append(TextRecord(reader.line, fields))
  }
  return records
}

func records(_ text: String, _ dialect: Dialect = .csv) throws -> [TextRecord] {
  try records(Array(text.utf8), dialect)
}
