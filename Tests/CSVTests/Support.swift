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

/// The records of a table one after the other, whatever blocks they lie in.
struct RecordReader: ~Copyable {
  private var blocks: BlockReader
  private var block: Block
  private var scanner: RecordScanner

  init(
    file: String, dialect: Dialect, recordLimit: Int = Block.recordLimit, blockSize: Int = 4096,
    source: @escaping ByteSource
  ) throws {
    blocks = try BlockReader(
      file: file, dialect: dialect, recordLimit: recordLimit, blockSize: blockSize,
      source: source)
    block = Block()
    scanner = RecordScanner(file: file, dialect: dialect, recordLimit: recordLimit)
    scanner.begin(block)
  }

  /// As ``next()``, for a source that does not throw.
  mutating func nextRecord() throws(CSVError) -> Bool {
    do {
      return try next()
    } catch let error as CSVError {
      throw error
    } catch {
      return false
    }
  }

  mutating func next() throws -> Bool {
    while try !scanner.next(in: &block) {
      guard try blocks.next(&block) else { return false }
      scanner.begin(block)
    }
    return true
  }

  func withRecord(_ body: (Span<UInt8>, [Range<Int>]) throws -> Void) throws {
    try body(block.bytes.span, scanner.fields)
  }

  var record: TextRecord {
    TextRecord(
      scanner.line, scanner.fields.map { String(decoding: block.bytes[$0], as: UTF8.self) })
  }
}

/// All records of `bytes`, read in pieces of at most `piece` into blocks of `blockSize`.
func records(
  _ bytes: [UInt8], _ dialect: Dialect = .csv, piece: Int = .max, blockSize: Int = 4096,
  recordLimit: Int = Block.recordLimit
) throws -> [TextRecord] {
  var reader = try RecordReader(
    file: "t.csv", dialect: dialect, recordLimit: recordLimit, blockSize: blockSize,
    source: source(bytes, piece: piece))
  var records: [TextRecord] = []
  while try reader.next() { records.append(reader.record) }
  return records
}

func records(_ text: String, _ dialect: Dialect = .csv) throws -> [TextRecord] {
  try records(Array(text.utf8), dialect)
}
