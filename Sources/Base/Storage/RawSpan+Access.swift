#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

// The standard library's loads from a raw span are unsafe by type. These are not: the types are
// plain integers and floats, every bound is checked, and bytes need no alignment.

extension RawSpan {
  /// The little-endian integer that starts at byte `offset`, or nil where it is not all inside.
  @inlinable
  public func integer<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, at offset: Int) -> T?
  {
    guard offset >= 0, offset <= byteCount, byteCount - offset >= MemoryLayout<T>.size else {
      return nil
    }
    return T(littleEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: T.self))
  }

  /// The little-endian IEEE single that starts at byte `offset`, or nil where it is not all inside.
  @inlinable
  public func float(at offset: Int) -> Float? {
    integer(UInt32.self, at: offset).map(Float.init(bitPattern:))
  }

  /// The little-endian IEEE double that starts at byte `offset`, or nil where it is not all inside.
  @inlinable
  public func double(at offset: Int) -> Double? {
    integer(UInt64.self, at: offset).map(Double.init(bitPattern:))
  }

  /// The number of bytes before the first that is zero; all where none is.
  ///
  /// - Complexity: O(that number).
  public var countBeforeZero: Int {
    unsafe withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return 0 }
      return unsafe strnlen(start.assumingMemoryBound(to: CChar.self), byteCount)
    }
  }

  /// Whether both spans hold the same bytes.
  ///
  /// - Complexity: O(`byteCount`).
  public func isEqual(to other: RawSpan) -> Bool {
    guard byteCount == other.byteCount else { return false }
    return unsafe withUnsafeBytes { a in
      unsafe other.withUnsafeBytes { b in
        guard let a = a.baseAddress, let b = b.baseAddress else { return true }
        return unsafe memcmp(a, b, byteCount) == 0
      }
    }
  }
}

extension MutableRawSpan {
  /// Copies `source` to the bytes from `offset` on; traps, as an array does, where it does not fit.
  ///
  /// - Complexity: O(`source.byteCount`).
  public mutating func copy(_ source: RawSpan, to offset: Int = 0) {
    precondition(offset >= 0 && offset <= byteCount && source.byteCount <= byteCount - offset)
    let count = source.byteCount
    unsafe source.withUnsafeBytes { from in
      unsafe withUnsafeMutableBytes { to in
        guard let from = from.baseAddress, let to = to.baseAddress else { return }
        unsafe memcpy(to + offset, from, count)
      }
    }
  }
}
