import CSV

/// Writes rows in one of the forms that a table can go out in: a field after the other, as bytes to be
/// taken away as the caller likes.
///
/// Every row has the same fields in the same order.
public protocol RowWriter: Sendable {
  /// Whether the form can hold text beside numbers.
  static var holdsText: Bool { get }

  /// Appends a field of text that was read from a table.
  ///
  /// - Throws: `UnwritableText` where the form has no way to write it.
  mutating func append(_ text: Span<UInt8>) throws(UnwritableText)

  /// Appends a field that holds a name; nil where there is none.
  ///
  /// - Throws: `UnwritableText` where the form has no way to write it.
  mutating func append(name: String?) throws(UnwritableText)

  /// Appends a field that holds any number of names; nil where it is unknown which.
  ///
  /// - Throws: `UnwritableText` where the form has no way to write them.
  mutating func append(names: [String]?) throws(UnwritableText)

  /// Appends a whole number; nil where there is none.
  mutating func append(index: Int?)

  /// Appends a number.
  mutating func append(number: Float)

  /// Appends numbers, each a field.
  mutating func append(numbers: Span<Float>)

  /// Ends the row.
  mutating func endRow()

  /// Calls `body` with what was written since the last ``removeAll()``.
  func withBytes<R>(_ body: (RawSpan) throws -> R) rethrows -> R

  /// Drops the written bytes and keeps their memory.
  mutating func removeAll()
}
