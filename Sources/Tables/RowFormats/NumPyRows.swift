import CSV

/// Rows of an array that NumPy reads, float32 [rows, fields] in C order, without the header in front of
/// it (``NumPyHeader``). What is no number is NaN.
public struct NumPyRows: RowWriter {
  private var numbers: [Float] = []

  public static var holdsText: Bool { false }

  /// A writer without rows.
  public init() {}

  public mutating func append(_ text: Span<UInt8>) throws(UnwritableText) { numbers.append(.nan) }

  public mutating func append(name: String?) throws(UnwritableText) { numbers.append(.nan) }

  public mutating func append(names: [String]?) throws(UnwritableText) { numbers.append(.nan) }

  /// Appends a whole number, which is exact up to 2^24.
  public mutating func append(index: Int?) { numbers.append(index.map(Float.init) ?? .nan) }

  public mutating func append(number: Float) { numbers.append(number) }

  public mutating func append(numbers more: Span<Float>) {
    unsafe more.withUnsafeBufferPointer { unsafe numbers.append(contentsOf: $0) }
  }

  public mutating func endRow() {}

  public func withBytes<R>(_ body: (RawSpan) throws -> R) rethrows -> R {
    unsafe try body(numbers.span.bytes)
  }

  public mutating func removeAll() { numbers.removeAll(keepingCapacity: true) }
}
