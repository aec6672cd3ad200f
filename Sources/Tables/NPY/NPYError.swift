import Text

/// A `.npy` file that cannot be used as a table.
public struct NPYError: Error, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Fault: Equatable, Sendable {
    /// The header's version, which is none of 1.0, 2.0 and 3.0.
    case version(major: Int, minor: Int)
    /// The file ends inside the header.
    case cutHeader
    /// The header is not what NumPy writes.
    case malformedHeader
    /// The elements are of this type.
    case elementType(String)
    /// The elements are in the other order of bytes.
    case byteOrder(String)
    /// Columns lie one after the other.
    case fortranOrder
    /// The array has another number of dimensions than two, or no columns.
    case shape([Int])
    /// The file ends after so many rows.
    case cutRows(found: Int, expected: Int)
    /// Bytes follow the last row.
    case trailingBytes
  }

  /// What the file is called in messages.
  public let file: String
  /// What is wrong.
  public let fault: Fault

  /// An error about `file`.
  public init(file: String, _ fault: Fault) {
    self.file = file
    self.fault = fault
  }

  /// One line for a person.
  public var description: String { "\(file): \(fault)" }
}

extension NPYError.Fault: CustomStringConvertible {
  /// What was found, what was expected, and what to do.
  public var description: String {
    switch self {
    case .version(let major, let minor):
      "found version \(major).\(minor) of the npy format, expected 1.0, 2.0 or 3.0"
    case .cutHeader:
      "found the end inside the header of an npy file, expected the rest; get it again whole"
    case .malformedHeader:
      "found a malformed npy header, expected one as numpy.save writes it"
    case .elementType(let type):
      """
      found elements of type \(Excerpt(type)), expected float32, float64 or integers of 1 to 8 bytes; \
      save array.astype('<f4')
      """
    case .byteOrder(let type):
      """
      found big-endian elements (\(Excerpt(type))), expected little-endian ones; \
      save array.astype('<\(type.dropFirst())')
      """
    case .fortranOrder:
      "found an array in Fortran order, expected C order; save numpy.ascontiguousarray(array)"
    case .shape(let shape):
      """
      found an array of shape (\(shape.map(String.init).joined(separator: ", "))), expected \
      (rows, columns)\(shape.count == 1 ? "; save array.reshape(-1, 1), or (1, -1) for one row" : "")
      """
    case .cutRows(let found, let expected):
      "found the end after \(found) of \(expected) rows, expected all; get the file again whole"
    case .trailingBytes:
      "found bytes after the last row, expected none; save one array in a file"
    }
  }
}
