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

  /// Appends the record that begins on `line` to `batch`; a value that is not what its column needs is
  /// NaN there, or no text.
  ///
  /// - Returns: the first thing that is wrong with the record; nil where nothing is.
  func append(
    _ bytes: Span<UInt8>, _ fields: Span<Range<Int>>, line: Int, to batch: inout Batch
  ) -> TableError? {
    var first: TableError?
    for (i, position) in features.enumerated() {
      if let number = try? Float(text: bytes.extracting(fields[position])), number.isFinite {
        batch.features.append(number)
      } else {
        let fault = appendNotFinite(i, bytes, fields[position], line, to: &batch)
        if let fault { first = first ?? fault }
      }
    }
    let fault = appendTexts(bytes, line: line, to: &batch) { fields[$0] }
    batch.lines.append(line)
    batch.rowCount += 1
    return first ?? fault
  }

  /// Appends a row for a record that has no fields to speak of.
  func appendNothing(line: Int, to batch: inout Batch) {
    batch.features.append(contentsOf: repeatElement(.nan, count: features.count))
    let none: [UInt8] = []
    if label != nil { batch.labels.append(none.span) }
    for _ in kept { batch.kept.append(none.span) }
    batch.lines.append(line)
    batch.rowCount += 1
  }

  /// Whether a row has anything to take beside numbers.
  var hasTexts: Bool { label != nil || !kept.isEmpty }

  /// Appends the label and the columns to be copied of the record that begins on `line`; what is no
  /// text is empty there.
  ///
  /// - Returns: the first thing that is wrong with them; nil where nothing is.
  func appendTexts(
    _ bytes: Span<UInt8>, line: Int, to batch: inout Batch, field: (Int) -> Range<Int>
  ) -> TableError? {
    var first: TableError?
    if let label {
      let text = bytes.extracting(bytes.trimmed(field(label)))
      if MissingValues.contains(text) { first = error(text, .missingLabel, label, line) }
      let fault = copy(text, to: &batch.labels, label, line)
      if let fault { first = first ?? fault }
    }
    for position in kept {
      let fault = copy(bytes.extracting(field(position)), to: &batch.kept, position, line)
      if let fault { first = first ?? fault }
    }
    return first
  }

  /// What to take from plain records.
  func plan(_ dialect: Dialect, hasTail: Bool) -> RowPlan {
    var plan = [RowPlan.Column](repeating: .text, count: columns.count)
    for (place, position) in features.enumerated() { plan[position] = .feature(place) }
    return RowPlan(plan + (hasTail ? [.tail] : []), dialect: dialect, wantsFields: hasTexts)
  }

  /// The error about a value in the field `tail` behind the last column; nil where it is empty.
  func valueBehind(
    _ tail: Int, _ bytes: Span<UInt8>, _ fields: Span<Range<Int>>, _ line: Int
  ) -> TableError? {
    let field = fields[tail]
    return field.isEmpty ? nil : error(bytes.extracting(field), .unnamedColumn, tail, line)
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

  /// Appends what the field of feature `i` stands for that is no finite number; NaN where that is an
  /// error, which is returned.
  private func appendNotFinite(
    _ i: Int, _ bytes: Span<UInt8>, _ field: Range<Int>, _ line: Int, to batch: inout Batch
  ) -> TableError? {
    let text = bytes.extracting(bytes.trimmed(field))
    do throws(ValueFault) {
      var number = try Float(feature: text, missing)
      if number.isNaN {
        if case .values(let values) = missing, values.indices.contains(i) { number = values[i] }
        batch.addGap(i, .missing)
      }
      batch.features.append(number)
      return nil
    } catch {
      batch.addGap(i, error == .missing ? .missing : .invalid)
      batch.features.append(.nan)
      return self.error(text, error, features[i], line)
    }
  }

  private func copy(
    _ text: Span<UInt8>, to cells: inout TextCells, _ position: Int, _ line: Int
  ) -> TableError? {
    do throws(TableError.Fault) {
      try text.checkText()
    } catch {
      cells.append(text.extracting(0..<0))
      return columns.error(error, line: line, column: position)
    }
    cells.append(text)
    return nil
  }

  private func error(
    _ text: Span<UInt8>, _ fault: ValueFault, _ position: Int, _ line: Int
  ) -> TableError {
    let value = String(decoding: [UInt8](copying: text), as: UTF8.self)
    return columns.error(.value(value, fault), line: line, column: position)
  }
}
