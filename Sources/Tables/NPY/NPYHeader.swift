/// What stands in front of the elements of a `.npy` file.
public struct NPYHeader: Sendable, Equatable {
  /// What the elements are.
  public let element: NPYElement
  /// The number of rows.
  public let rows: Int
  /// The number of columns, 1 or more.
  public let columns: Int

  /// Bytes of a row.
  public var rowByteCount: Int { columns * element.byteCount }

  /// The bytes that every such file begins with.
  public static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The longest header that is read: NumPy's own are about 100 bytes, but for types of many fields.
  private static let byteLimit = 64 << 10
  /// The most columns that a model can have, with some to be left out.
  private static let columnLimit = 1 << 24

  /// Reads the header of the file that `read` gives: the next bytes, that many or fewer at the end.
  ///
  /// - Throws: ``NPYError``, or what `read` throws.
  public init(file: String, read: (Int) throws -> [UInt8]) throws {
    let start = try read(10)
    guard start.count == 10, start.starts(with: Self.magic) else {
      throw NPYError(file: file, .cutHeader)
    }
    var length = Int(start[8]) | Int(start[9]) << 8
    switch (start[6], start[7]) {
    case (1, 0): break
    case (2, 0), (3, 0):
      let rest = try read(2)
      guard rest.count == 2 else { throw NPYError(file: file, .cutHeader) }
      length |= Int(rest[0]) << 16 | Int(rest[1]) << 24
    default:
      throw NPYError(file: file, .version(major: Int(start[6]), minor: Int(start[7])))
    }
    guard length <= Self.byteLimit else { throw NPYError(file: file, .malformedHeader) }
    let text = try read(length)
    guard text.count == length else { throw NPYError(file: file, .cutHeader) }
    try self.init(file: file, text: text)
  }

  /// The header that the dictionary `text` is.
  init(file: String, text: [UInt8]) throws(NPYError) {
    guard let dictionary = NPYDictionary(text) else {
      throw NPYError(file: file, .malformedHeader)
    }
    guard let type = dictionary.type else {
      throw NPYError(file: file, .elementType("a record of several fields"))
    }
    guard let element = NPYElement(rawValue: type) else {
      let isSwapped = NPYElement(rawValue: "<" + type.dropFirst()) != nil && type.hasPrefix(">")
      throw NPYError(file: file, isSwapped ? .byteOrder(type) : .elementType(type))
    }
    let shape = dictionary.shape
    guard shape.count == 2, (1...Self.columnLimit).contains(shape[1]),
      !shape[0].multipliedReportingOverflow(by: shape[1] * element.byteCount).overflow
    else { throw NPYError(file: file, .shape(shape)) }
    // An array of one row or column is in both orders, and NumPy says so either way.
    if dictionary.isFortran, shape[0] > 1, shape[1] > 1 {
      throw NPYError(file: file, .fortranOrder)
    }
    (self.element, rows, columns) = (element, shape[0], shape[1])
  }
}
