import MLPSchema
import Text

/// What the label columns are taken for.
public enum TaskChoice: String, Sendable, CaseIterable {
  /// Whatever the labels look like; see ``LabelledTable/targets(_:)``.
  case auto
  /// Names of classes; in several columns, labels that apply to a row or do not.
  case classify
  /// Numbers to predict.
  case regress
}

/// What is to be learned, one for each row.
public enum Targets: Sendable, Equatable {
  /// The classes, and each row's index among them.
  case classes(ClassLabels, [Int])
  /// How far each of several labels applies, 0 to 1: [rows, labels], row-major.
  case labels([Double])
  /// Numbers, [rows, labels], row-major.
  case values([Double])
}

extension LabelledTable {
  /// The most classes that numbers are taken for without being told.
  private static let classLimit = 20

  /// What the labels say to learn.
  ///
  /// `auto` takes labels for classes where none of them is a number, or where they are few: at most
  /// 20 different ones, and at most the square root of the number of rows; numbers have to be whole
  /// for that. Other numbers are values. Several columns have numbers in any case: where all are 0 or
  /// 1, they say which labels apply.
  ///
  /// - Throws: ``TableError`` where all labels are of one class, or where one is not a number (or not
  ///   a finite float) among values, or not from 0 to 1 in several columns to classify by.
  public func targets(_ choice: TaskChoice = .auto) throws(TableError) -> Targets {
    if labels.count > 1 || choice == .regress { try checkLabelNames() }
    if labels.count > 1 { return try severalTargets(choice) }
    if choice == .regress { return .values(try rows.labelValues(orIfText: .textToRegress)) }
    let distinct = rows.labels.distinct
    guard choice == .classify || isClasses(distinct) else {
      try checkLabelNames()
      return .values(try rows.labelValues(orIfText: .mixedLabels))
    }
    let classes = ClassLabels(sorting: distinct)
    if classes.names.count < 2 {
      throw rows.columns.error(
        .oneClass(classes.names.first ?? ""), column: labels.first?.position)
    }
    if classes.names.count > Limits.width {
      throw rows.columns.error(.manyClasses(classes.names.count), column: labels.first?.position)
    }
    let indices = try rows.classIndices(classes)
    let isLong = classes.names.map { $0.utf8.count > Limits.nameByteCount }
    if isLong.contains(true), let row = indices.firstIndex(where: { isLong[$0] }) {
      throw rows.labelError(row, .longLabel(Limits.nameByteCount))
    }
    return .classes(classes, indices)
  }

  /// Checks that outputs can be called by the labels' columns.
  ///
  /// - Throws: ``TableError``.
  private func checkLabelNames() throws(TableError) {
    for label in labels {
      let count = label.name?.utf8.count ?? 0
      if count > Limits.nameByteCount {
        throw rows.columns.error(.longLabelName(count), column: label.position)
      }
    }
  }

  private func isClasses(_ distinct: [String]) -> Bool {
    let numbers = distinct.compactMap { ExactDecimal($0) }
    if numbers.isEmpty { return true }
    return isFew(distinct.count) && numbers.allSatisfy(\.isInteger)
  }

  /// Whether that many different labels are few for the rows.
  func isFew(_ count: Int) -> Bool {
    count <= Self.classLimit && count * count <= rows.rowCount
  }
}

extension Batch {
  /// The class of each row.
  ///
  /// - Throws: ``TableError`` at the first label that is none of the classes.
  public func classIndices(_ classes: ClassLabels) throws(TableError) -> [Int] {
    var indices: [Int] = []
    indices.reserveCapacity(labels.count)
    for row in 0..<labels.count { indices.append(try classIndex(row, classes)) }
    return indices
  }

  /// The class of row `row`.
  ///
  /// - Throws: ``TableError`` where its label is none of the classes.
  public func classIndex(_ row: Int, _ classes: ClassLabels) throws(TableError) -> Int {
    guard let index = classes.index(of: labels[row]) else {
      throw labelError(row, .unknownLabel(known: classes.names))
    }
    return index
  }

  /// The label of row `row` as a number.
  ///
  /// - Throws: ``TableError`` where it is not a finite number, or beyond all floats.
  public func labelValue(_ row: Int) throws(TableError) -> Double {
    try labelValue(row, orIfText: .notANumber)
  }

  /// The text that row `row` has in the `place`th of the columns to be copied, as a number; `column` is
  /// that column.
  ///
  /// - Throws: ``TableError`` where it is not a finite number, or beyond all floats.
  public func keptValue(_ row: Int, _ place: Int, _ column: Column) throws(TableError) -> Double {
    let cell = row * (kept.count / rowCount) + place
    do throws(ValueFault) {
      return try kept.withBytes(cell) { text throws(ValueFault) in try Double(target: text) }
    } catch {
      throw keptError(row, place, column, error)
    }
  }

  /// An error about that text.
  public func keptError(
    _ row: Int, _ place: Int, _ column: Column, _ fault: ValueFault
  ) -> TableError {
    let text = kept[row * (kept.count / rowCount) + place]
    return columns.error(.value(text, fault), line: lines[row], column: column.position)
  }

  /// The labels as numbers; `fault` is what a text among them is.
  func labelValues(orIfText fault: ValueFault) throws(TableError) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(labels.count)
    for row in 0..<labels.count { values.append(try labelValue(row, orIfText: fault)) }
    return values
  }

  private func labelValue(_ row: Int, orIfText fault: ValueFault) throws(TableError) -> Double {
    do throws(ValueFault) {
      return try labels.withBytes(row) { text throws(ValueFault) in try Double(target: text) }
    } catch {
      throw labelError(row, error == .notANumber ? fault : error)
    }
  }
}
