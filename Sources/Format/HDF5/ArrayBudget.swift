/// How many bytes of arrays may still be read from a file.
struct ArrayBudget {
  private let limit: Int
  private var left: Int

  /// The budget of a file of that size.
  ///
  /// Trained weights hardly shrink by compression: four times the file is ample for a large one. A small
  /// one may hold arrays of all equal numbers, which shrink a thousand times.
  init(fileByteCount: Int) {
    let (fourfold, overflow) = fileByteCount.multipliedReportingOverflow(by: 4)
    limit = overflow ? .max : max(fourfold, fourfold &+ 64 << 20)
    left = limit
  }

  /// Takes `count` elements of `size` bytes from what is left.
  mutating func take(_ count: Int, of size: Int, at path: String) throws(HDF5Error) {
    left -= try product(count, size, atMost: left, at: path)
  }

  /// The product, where it is no more than all arrays may have.
  func product(_ count: Int, _ size: Int, at path: String) throws(HDF5Error) -> Int {
    try product(count, size, atMost: limit, at: path)
  }

  private func product(
    _ count: Int, _ size: Int, atMost most: Int, at path: String
  ) throws(HDF5Error) -> Int {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, bytes <= most else {
      throw HDF5Error(object: path, reason: .arrayBytes(limit: limit))
    }
    return bytes
  }
}
