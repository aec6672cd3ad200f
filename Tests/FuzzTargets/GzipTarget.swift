import CZlib
import Deflate
import Mutants

extension FuzzTarget {
  /// A gzip stream: in pieces of any size the same bytes as zlib finds in the whole.
  ///
  /// Bytes that do not begin as gzip are compressed data, which get a header and the right sums.
  static let gzip = FuzzTarget("gzip") { bytes in
    let bytes = bytes.starts(with: [0x1F, 0x8B]) ? bytes : wrapped(bytes)
    let whole = inflateWhole(bytes)
    for isInPieces in [false, true] {
      let (found, error) = try inflateStream(bytes, isInPieces)
      guard let expected = whole else {
        try require(error != nil, "the stream accepts what zlib refuses")
        continue
      }
      if found.count == limit { continue }
      try require(error == nil, "\(error.map { "\($0)" } ?? ""), where zlib finds no fault")
      try require(found == expected, "\(found.count) bytes, zlib finds \(expected.count)")
    }
  }

  /// The most bytes that are inflated, so that a run is short.
  private static let limit = 128 << 10

  private static func wrapped(_ data: [UInt8]) -> [UInt8] {
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    let contents = inflateWhole(data, windowBits: -MAX_WBITS) ?? []
    let sum = UInt32(truncatingIfNeeded: crc32_z(0, contents, contents.count))
    let sums = [sum, UInt32(contents.count)].flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    return header + data + sums
  }

  private static func inflateStream(
    _ bytes: [UInt8], _ isInPieces: Bool
  ) throws -> ([UInt8], GzipError?) {
    let stream = try GzipStream(source(bytes, inPieces: isInPieces))
    var generator = generator(for: bytes)
    var found: [UInt8] = []
    do {
      while found.count < limit {
        let room = min(limit - found.count, isInPieces ? 1 + generator.below(3000) : 64 << 10)
        let piece = try [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
          var span = MutableRawSpan(_unsafeBytes: UnsafeMutableRawBufferPointer(buffer))
          count = try stream.read(into: &span)
        }
        if piece.isEmpty { break }
        found += piece
      }
    } catch let error as GzipError {
      return (found, error)
    }
    return (found, nil)
  }

  /// What zlib makes of members in a row and zeros behind them; nil where anything is wrong.
  private static func inflateWhole(
    _ bytes: [UInt8], windowBits: CInt = MAX_WBITS + 16
  ) -> [UInt8]? {
    let result = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: limit)
    defer { result.deallocate() }
    var (used, written) = (0, 0)
    repeat {
      var stream = z_stream()
      guard mlp_inflate_init(&stream, windowBits) == Z_OK else { return nil }
      defer { inflateEnd(&stream) }
      var input = Array(bytes[used...])
      let status = input.withUnsafeMutableBufferPointer { input in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = result.baseAddress.map { $0 + written }
        stream.avail_out = UInt32(limit - written)
        return inflate(&stream, Z_FINISH)
      }
      written = limit - Int(stream.avail_out)
      // The limit decides, not the stream.
      if status != Z_STREAM_END { return written == limit ? Array(result) : nil }
      used += input.count - Int(stream.avail_in)
    } while used < bytes.count && bytes[used] == 0x1F
    guard bytes[used...].allSatisfy({ $0 == 0 }) else { return nil }
    return Array(result.prefix(written))
  }
}
