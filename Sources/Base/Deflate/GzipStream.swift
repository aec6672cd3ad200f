import CZlib

/// Decompresses gzip as it comes, in memory that does not grow with it: one member after the other, as
/// `cat a.gz b.gz` makes them.
///
/// Zero bytes after the last member are passed over, as tapes and block devices pad with them; anything
/// else there is an error. Not safe to share between threads.
@safe public final class GzipStream {
  /// Where the compressed bytes come from: puts the next ones at the beginning of the span and returns
  /// how many; 0 only at the end.
  public typealias Source = (inout MutableRawSpan) throws -> Int

  private enum Place {
    /// Inside a member.
    case member
    /// After one: another, padding or the end.
    case betweenMembers
    /// In the zero bytes behind the last.
    case padding
    /// Behind everything.
    case end
  }

  private let source: Source
  /// At one address for good: zlib remembers it.
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: [UInt8]
  private var next = 0
  private var count = 0
  private var place = Place.member

  private static let inputSize = 64 << 10

  /// The stream that `source` gives, from its first byte on.
  ///
  /// - Throws: ``GzipError/outOfMemory``.
  public init(_ source: @escaping Source) throws(GzipError) {
    self.source = source
    input = [UInt8](repeating: 0, count: Self.inputSize)
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // 16 more than the window's: gzip alone, its header and checksum looked at.
    guard unsafe mlp_inflate_init(stream, MAX_WBITS + 16) == Z_OK else { throw .outOfMemory }
  }

  deinit {
    _ = unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Puts the next decompressed bytes at the beginning of `span` and returns how many; 0 at the end and
  /// for an empty span.
  ///
  /// Returns what one read of the source gives rather than wait for a full span.
  ///
  /// - Throws: ``GzipError``, or what the source throws; there is no going on after it.
  public func read(into span: inout MutableRawSpan) throws -> Int {
    while !span.isEmpty {
      if next == count { try refill() }
      switch place {
      case .member:
        guard next < count else { throw GzipError.truncated }
        let written = try inflate(into: &span)
        if written > 0 { return written }
      case .betweenMembers:
        guard next < count else {
          place = .end
          continue
        }
        if input[next] == 0 {
          place = .padding
        } else {
          guard input[next] == 0x1F else { throw GzipError.trailingBytes }
          guard unsafe inflateReset(stream) == Z_OK else { throw GzipError.outOfMemory }
          place = .member
        }
      case .padding:
        guard next < count else {
          place = .end
          continue
        }
        guard input[next..<count].allSatisfy({ $0 == 0 }) else { throw GzipError.trailingBytes }
        next = count
      case .end:
        return 0
      }
    }
    return 0
  }

  private func refill() throws {
    next = 0
    count = try input.fill(from: source)
  }

  /// Inflates from what was read into `span`; returns how many bytes came.
  private func inflate(into span: inout MutableRawSpan) throws(GzipError) -> Int {
    let room = UInt32(clamping: span.byteCount)
    var left = room
    let status = unsafe span.withUnsafeMutableBytes { output in
      unsafe input.withUnsafeMutableBufferPointer { input in
        unsafe stream.pointee.next_in = input.baseAddress.map { unsafe $0 + next }
        unsafe stream.pointee.avail_in = UInt32(count - next)
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = room
        let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        unsafe next = count - Int(stream.pointee.avail_in)
        unsafe left = stream.pointee.avail_out
        return status
      }
    }
    switch status {
    case Z_STREAM_END: place = .betweenMembers
    case Z_OK, Z_BUF_ERROR: break
    case Z_MEM_ERROR: throw .outOfMemory
    default: throw .damaged
    }
    return Int(room - left)
  }
}

extension [UInt8] {
  /// Lets `source` fill the elements from the first on; returns how many it filled.
  fileprivate mutating func fill(from source: GzipStream.Source) throws -> Int {
    var elements = mutableSpan
    var bytes = unsafe elements.mutableBytes
    let filled = try source(&bytes)
    precondition(filled >= 0 && filled <= count, "a byte source overstated its count")
    return filled
  }
}
