import CSV
import MLPModel
import NPY

/// Turns blocks of an array's rows into batches.
struct ArrayParser: Sendable {
  private let parser: RowParser
  private let header: NPYHeader
  /// The columns whose numbers are wanted as text.
  private let texts: [Int]

  init(_ parser: RowParser, _ header: NPYHeader) {
    self.parser = parser
    self.header = header
    texts = parser.textPositions
  }

  /// Appends the rows of `block` to `batch`.
  ///
  /// - Throws: ``TableError`` for the first row that is not as it should be, unless the policy is
  ///   another.
  func parse(_ block: borrowing Block, into batch: inout Batch) throws(TableError) {
    if header.element == .float32,
      let column = parser.features.columns.first(where: { $0.origin != 0 })
    {
      throw parser.columns.error(.narrowNumbers, column: column.position)
    }
    let records = block.records
    try block.withBytes { bytes throws(TableError) in
      var row = block.firstRow
      for start in stride(from: records.lowerBound, to: records.upperBound, by: header.rowByteCount)
      {
        let record = bytes.extracting(start..<start + header.rowByteCount)
        let index = batch.rowCount
        if let fault = append(record, row, to: &batch) {
          try parser.take(fault, of: index, &batch)
        }
        row += 1
      }
    }
  }

  /// Appends a row, as ``RowParser`` does with a record of text.
  private func append(
    _ record: Span<UInt8>, _ row: Int, to batch: inout Batch
  ) -> TableError? {
    var first: TableError?
    for column in parser.features.columns {
      if let levels = column.levels {
        batch.features.append(contentsOf: repeatElement(0, count: levels.count))
        continue
      }
      let offset = column.position * header.element.byteCount
      let rounded = header.element.float(in: record, at: offset)
      let number =
        column.origin == 0
        ? rounded
        : Feature.relative(header.element.double(in: record, at: offset), to: column.origin)
      if number.isFinite, !column.missing.mayContain(rounded) {
        batch.features.append(number)
      } else {
        let fault = appendNotPlain(column, number, record, row, to: &batch)
        if let fault { first = first ?? fault }
      }
    }
    for position in parser.measured {
      let offset = position * header.element.byteCount
      let raw = header.element.double(in: record, at: offset)
      let missing = parser.missingValues.at(position)
      let isMissing =
        missing.mayContain(header.element.float(in: record, at: offset))
        && missing.contains(text(of: position, in: record).span)
      batch.raw.append(isMissing ? .nan : raw)
    }
    if parser.hasTexts {
      var bytes: [UInt8] = []
      var fields = [Int: Range<Int>]()
      for position in texts {
        let start = bytes.count
        bytes += text(of: position, in: record)
        fields[position] = start..<bytes.count
      }
      let fault = parser.appendTexts(bytes.span, line: row, of: batch.rowCount, to: &batch) {
        fields[$0] ?? 0..<0
      }
      if let fault { first = first ?? fault }
    }
    batch.lines.append(row)
    batch.rowCount += 1
    return first
  }

  private func appendNotPlain(
    _ column: FeatureColumn, _ number: Float, _ record: Span<UInt8>, _ row: Int,
    to batch: inout Batch
  ) -> TableError? {
    var fault: ValueFault?
    var value = number
    if column.missing.contains(text(of: column.position, in: record).span) {
      value = parser.missing.value(column.firstFeature)
      parser.addGap(
        column, of: batch.rowCount, .missing, isFault: parser.missing == .error, to: &batch)
      if parser.missing == .error { fault = .missing }
    } else if number.isInfinite {
      let isTooLarge = text(of: column.position, in: record).last != UInt8(ascii: "f")
      fault = isTooLarge ? .tooLarge : .infinite
      parser.addGap(column, of: batch.rowCount, .invalid, isFault: true, to: &batch)
    }
    batch.features.append(fault == nil ? value : .nan)
    return fault.map {
      parser.error(text(of: column.position, in: record).span, $0, column.position, row)
    }
  }

  /// The shortest text of the number in column `position`.
  private func text(of position: Int, in record: Span<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    switch header.element.number(in: record, at: position * header.element.byteCount) {
    case .float(let number): text.append(number: number)
    case .double(let number): text.append(number: number)
    case .integer(let digits): text.append(contentsOf: digits.utf8)
    }
    return text
  }
}
