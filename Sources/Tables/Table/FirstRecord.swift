import CSV
import Text

/// What a table's first record says about its columns.
struct FirstRecord {
  /// The columns.
  let columns: Columns
  /// Whether the record ends with a delimiter, and so with an empty field that is no column.
  let hasTail: Bool

  /// Judges the record that begins on `line`.
  ///
  /// - Throws: ``TableError`` where the record contradicts `mode`, is not text, or is one field that
  ///   looks like several of another dialect; `OutOfMemory`.
  init(
    _ bytes: Span<UInt8>, _ fields: Span<Range<Int>>, mode: HeaderMode, file: String, line: Int
  ) throws {
    hasTail = fields.count > 1 && bytes.trimmed(fields[fields.count - 1]).isEmpty
    let count = fields.count - (hasTail ? 1 : 0)
    if count == 1, mode != .present, let other = Self.otherDelimiter(bytes, fields[0]) {
      let fault = TableError.Fault.otherDelimiter(other, mayBeHeader: mode == .assumed)
      throw TableError(file: file, line: line, column: nil, fault: fault)
    }
    guard mode != .absent else {
      columns = try Columns(file: file, count: count, names: nil)
      return
    }
    if mode == .assumed, Self.looksLikeData(bytes, fields.extracting(0..<count)) {
      throw TableError(file: file, line: line, column: nil, fault: .headerLooksLikeData)
    }
    var names: [String] = []
    for position in 0..<count {
      do throws(TableError.Fault) {
        names.append(try String(bytes, fields[position]))
      } catch {
        let column = Column(position: position, name: nil)
        throw TableError(file: file, line: line, column: column, fault: error)
      }
    }
    columns = try Columns(file: file, count: count, names: names)
  }

  /// A usual delimiter that the table's only field has inside.
  private static func otherDelimiter(_ bytes: Span<UInt8>, _ field: Range<Int>) -> String? {
    let usual: [(name: String, byte: UInt8)] = [
      (";", UInt8(ascii: ";")), ("tab", UInt8(ascii: "\t")), (",", UInt8(ascii: ",")),
      ("|", UInt8(ascii: "|")),
    ]
    return usual.first { delimiter in field.contains { bytes[$0] == delimiter.byte } }?.name
  }

  /// Whether the record is a row of data rather than names: all its fields are numbers, or all but
  /// one (the label) are and they are not distinct whole numbers, as pandas names unnamed columns.
  private static func looksLikeData(_ bytes: Span<UInt8>, _ fields: Span<Range<Int>>) -> Bool {
    var numbers: Set<ExactDecimal> = []
    var count = 0
    var isWhole = true
    for i in fields.indices {
      let text = bytes.extracting(fields[i])
      guard (try? Float(text: text)) != nil else { continue }
      count += 1
      guard let number = ExactDecimal(text) else { continue }  // Infinity, NaN.
      numbers.insert(number)
      isWhole = isWhole && number.isInteger
    }
    if count == fields.count { return true }
    return count > 1 && count == fields.count - 1 && !(isWhole && numbers.count == count)
  }
}
