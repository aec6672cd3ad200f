import CSV

/// Rows of an array that NumPy reads: float32 [rows, fields] in C order.
///
/// The module NPY has what stands in front of them. What is no number is NaN.
public struct NumPyRows: RowWriter {
  private var numbers: [Float] = []

  /// Whether text can be written beside numbers: it cannot.
  public static var holdsText: Bool { false }

  /// A writer without rows.
  public init() {}

  /// Appends a field of text that was read from a table: NaN.
  public mutating func append(_ text: Span<UInt8>) throws(UnwritableText) { numbers.append(.nan) }

  /// Appends a field that holds a name: NaN.
  public mutating func append(name: String?) throws(UnwritableText) { numbers.append(.nan) }

  /// Appends a field that holds a name: NaN.
  public mutating func append(names: [String]?) throws(UnwritableText) { numbers.append(.nan) }

  /// Appends a whole number, which is exact up to 2^24.
  public mutating func append(index: Int?) { numbers.append(index.map(Float.init) ?? .nan) }

  /// Appends a number.
  public mutating func append(number: Float) { numbers.append(number) }

  /// Appends numbers, each a field.
  public mutating func append(numbers more: Span<Float>) {
    unsafe more.withUnsafeBufferPointer { unsafe numbers.append(contentsOf: $0) }
  }

  /// Ends the row.
  public mutating func endRow() {}

  /// Calls `body` with what was written since the last ``removeAll()``.
  public func withBytes<R>(_ body: (RawSpan) throws -> R) rethrows -> R {
    unsafe try body(numbers.span.bytes)
  }

  /// Drops the written bytes and keeps their memory.
  public mutating func removeAll() { numbers.removeAll(keepingCapacity: true) }
}
