extension NPYHeader {
  /// Bytes of every header that is written: a multiple of 64, with room for any two numbers.
  public static let writtenByteCount = 128

  /// The header of a float32 array [rows, columns] in C order, in this machine's order of bytes, version 1.0.
  ///
  /// Padded to ``writtenByteCount`` bytes whatever the numbers, so that the number of rows may be put in when it
  /// is known, after them. NumPy's "NPY format" page specifies it.
  public static func float32(rows: Int, columns: Int) -> [UInt8] {
    let order = Int(littleEndian: 1) == 1 ? "<" : ">"
    let text = "{'descr': '\(order)f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    let prefix = magic + [1, 0]
    let length = writtenByteCount - prefix.count - 2
    let padding = String(repeating: " ", count: max(0, length - 1 - text.utf8.count))
    return prefix + [UInt8(length), 0] + Array((text + padding + "\n").utf8)
  }
}
