import CSV
import Mutants
import NPY
import Table

extension FuzzTarget {
  /// An array of NumPy: its header is accepted only with as many elements as it states.
  static let npy = FuzzTarget("npy", maxLength: 1024) { bytes in
    let read = source(bytes, inPieces: true)
    var headerCount = 0
    let header: NPYHeader
    do {
      header = try NPYHeader(file: "t.npy") { count in
        let next = try [UInt8].next(count, of: read)
        headerCount += next.count
        return next
      }
    } catch let error as NPYError {
      try checkLine("\(error)")
      return
    }
    let (size, isTooMany) = header.rows.multipliedReportingOverflow(by: header.rowByteCount)
    try require(!isTooMany && header.rows >= 0 && header.columns > 0, "\(header) is no size")
    try checkElements(Array(bytes[headerCount...]), header.element)
    try checkWriting(header)

    for isInPieces in [false, true] {
      var found = 0
      do {
        var reader = try TableReader(file: "t.npy", source: source(bytes, inPieces: isInPieces))
        var block = Block()
        while try reader.next(&block) { found += block.records.count }
      } catch is NPYError {
        try require(bytes.count != headerCount + size, "an array of the stated size is refused")
        continue
      }
      try require(
        found == size && bytes.count == headerCount + size,
        "\(found) bytes are read of an array of \(size)")
    }
  }

  /// The header that is written for an array of that size says so.
  private static func checkWriting(_ header: NPYHeader) throws {
    let size = header.rows.multipliedReportingOverflow(by: 4 * header.columns)
    guard !size.overflow else { return }
    let written = NPYHeader.float32(rows: header.rows, columns: header.columns)
    var position = 0
    let again = try NPYHeader(file: "w.npy") { count in
      defer { position += count }
      return Array(written[position..<position + count])
    }
    try require(
      again.rows == header.rows && again.columns == header.columns,
      "\(header) is written as \(again)")
  }

  private static func checkElements(_ data: [UInt8], _ element: NPYElement) throws {
    for i in 0..<min(64, data.count / element.byteCount) {
      let offset = i * element.byteCount
      let double = element.double(in: data.span, at: offset)
      let float = element.float(in: data.span, at: offset)
      switch element.number(in: data.span, at: offset) {
      case .float(let value):
        try require(same(Double(value), double) && same(Double(float), double), "\(value)")
      case .double(let value):
        try require(same(value, double) && same(Double(Float(value)), Double(float)), "\(value)")
      case .integer(let text):
        try require(
          Double(text) == double && Float(text) == float, "\(text) is \(double), \(float)")
      }
    }
  }

  private static func same(_ a: Double, _ b: Double) -> Bool { a == b || a.isNaN && b.isNaN }
}

/// Requires that a message is one printable line of at most 2 KB.
func checkLine(_ message: String) throws {
  try require(
    message.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F },
    "a message has control characters: \(message.debugDescription)")
  try require(message.utf8.count <= 2048, "a message has \(message.utf8.count) bytes")
}
