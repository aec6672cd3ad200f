import CZlib

/// The data are no deflate stream, or not one of that many bytes.
public struct BadDeflate: Error {}

/// Inflates all of `data`, without a header, to all of `result`; both below 2^32 bytes.
///
/// - Throws: ``BadDeflate``.
/// - Complexity: O(bytes).
public func inflate(_ data: RawSpan, into result: inout MutableRawSpan) throws(BadDeflate) {
  let isWhole = unsafe data.withUnsafeBytes { data in
    unsafe result.withUnsafeMutableBytes { result in
      guard let dataCount = UInt32(exactly: data.count), let count = UInt32(exactly: result.count)
      else { return false }
      var stream = unsafe z_stream()
      guard unsafe mlp_inflate_init(&stream, -MAX_WBITS) == Z_OK else { return false }
      defer { _ = unsafe inflateEnd(&stream) }
      unsafe stream.next_in = UnsafeMutablePointer(
        mutating: data.baseAddress?.assumingMemoryBound(to: UInt8.self))
      unsafe stream.avail_in = dataCount
      unsafe stream.next_out = result.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe stream.avail_out = count
      let status = unsafe inflate(&stream, Z_FINISH)
      return unsafe status == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 0
    }
  }
  guard isWhole else { throw BadDeflate() }
}

/// The CRC-32 of zip archives.
///
/// - Complexity: O(bytes).
public func crc32(of bytes: RawSpan) -> UInt32 {
  unsafe bytes.withUnsafeBytes { bytes in
    UInt32(
      truncatingIfNeeded: unsafe crc32_z(
        0, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
  }
}
