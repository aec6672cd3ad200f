import CSV

/// Turns a record into a row of a batch.
///
/// A value: it holds no state of the table's reading, so any number may work beside each other.
struct RowParser: Sendable {
  let columns: Columns
  let features: [Int]
  let label: Int?
  let kept: [Int]
  let missing: MissingPolicy

  /// Appends the record that begins on `line` to `batch`.
  ///
  /// - Throws: ``TableError``; the batch is no longer whole then.
  func append(
    _ bytes: Span<UInt8>, _ fields: Span<Range<Int>>, line: Int, to batch: inout Batch
  ) throws(TableError) {
    for (i, position) in features.enumerated() {
      if let number = try? Float(text: bytes.extracting(fields[position])), number.isFinite {
        batch.features.append(number)
      } else {
        batch.features.append(try notFinite(i, bytes, fields[position], position, line))
      }
    }
    try appendTexts(bytes, line: line, to: &batch) { fields[$0] }
    batch.lines.append(line)
    batch.rowCount += 1
  }

  /// Whether a row has anything to take beside numbers.
  var hasTexts: Bool { label != nil || !kept.isEmpty }

  /// Appends the label and the columns to be copied of the record that begins on `line`.
  ///
  /// - Throws: ``TableError``; the batch is no longer whole then.
  func appendTexts(
    _ bytes: Span<UInt8>, line: Int, to batch: inout Batch, field: (Int) -> Range<Int>
  ) throws(TableError) {
    if let label {
      let text = bytes.extracting(bytes.trimmed(field(label)))
      if MissingValues.contains(text) { throw error(text, .missingLabel, label, line) }
      try copy(text, to: &batch.labels, label, line)
    }
    for position in kept {
      try copy(bytes.extracting(field(position)), to: &batch.kept, position, line)
    }
  }

  /// What to take from plain records.
  func plan(_ dialect: Dialect, hasTail: Bool) -> RowPlan {
    var plan = [RowPlan.Column](repeating: .text, count: columns.count)
    for (place, position) in features.enumerated() { plan[position] = .feature(place) }
    return RowPlan(plan + (hasTail ? [.tail] : []), dialect: dialect, wantsFields: hasTexts)
  }

  /// The error about a value in the field behind the last column.
  func unnamedColumn(_ text: Span<UInt8>, _ position: Int, _ line: Int) -> TableError {
    error(text, .unnamedColumn, position, line)
  }

  /// The columns of the features that hold text in the record.
  func textColumns(_ bytes: Span<UInt8>, _ fields: Span<Range<Int>>) -> [Column] {
    features.filter {
      do throws(ValueFault) {
        _ = try Float(feature: bytes.extracting(bytes.trimmed(fields[$0])), missing)
        return false
      } catch {
        return error == .notANumber
      }
    }.map { columns[$0] }
  }

  /// What the field of feature `i` stands for that is no finite number.
  private func notFinite(
    _ i: Int, _ bytes: Span<UInt8>, _ field: Range<Int>, _ position: Int, _ line: Int
  ) throws(TableError) -> Float {
    let text = bytes.extracting(bytes.trimmed(field))
    do throws(ValueFault) {
      let number = try Float(feature: text, missing)
      guard case .values(let values) = missing, number.isNaN, values.indices.contains(i) else {
        return number
      }
      return values[i]
    } catch {
      throw self.error(text, error, position, line)
    }
  }

  private func copy(
    _ text: Span<UInt8>, to cells: inout TextCells, _ position: Int, _ line: Int
  ) throws(TableError) {
    do throws(TableError.Fault) {
      try text.checkText()
    } catch {
      throw columns.error(error, line: line, column: position)
    }
    cells.append(text)
  }

  private func error(
    _ text: Span<UInt8>, _ fault: ValueFault, _ position: Int, _ line: Int
  ) -> TableError {
    let value = String(decoding: [UInt8](copying: text), as: UTF8.self)
    return columns.error(.value(value, fault), line: line, column: position)
  }
}
