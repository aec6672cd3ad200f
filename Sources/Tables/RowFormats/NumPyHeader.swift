/// What stands in front of a float32 array in a `.npy` file, version 1.0 of NumPy's format.
///
/// Padded to ``byteCount`` bytes whatever the numbers, so that the number of rows may be put in when it
/// is known, after them. NumPy's "NPY format" page specifies it.
public enum NumPyHeader {
  /// Bytes of every header: a multiple of 64, with room for any two numbers.
  public static let byteCount = 128

  /// The header of an array [rows, columns] in C order, in this machine's order of bytes.
  public static func bytes(rows: Int, columns: Int) -> [UInt8] {
    let order = Int(littleEndian: 1) == 1 ? "<" : ">"
    let text = "{'descr': '\(order)f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    let prefix: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    let length = byteCount - prefix.count - 2
    let padding = String(repeating: " ", count: max(0, length - 1 - text.utf8.count))
    return prefix + [UInt8(length), 0] + Array((text + padding + "\n").utf8)
  }
}
