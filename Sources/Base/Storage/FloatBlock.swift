/// Immutable single-precision numbers in a shared block of memory: the weights of a layer, as they
/// lie in the file they came from.
///
/// The numbers are little-endian and need not be aligned, because a file does not align them.
/// Copying a `FloatBlock` copies a reference.
public struct FloatBlock: Sendable, Equatable {
  /// The bytes of the numbers, four each.
  public let bytes: ByteSlice

  /// The numbers that `bytes` holds, or nil where its length is not a multiple of four.
  public init?(_ bytes: ByteSlice) {
    guard bytes.count.isMultiple(of: MemoryLayout<Float>.size) else { return nil }
    self.bytes = bytes
  }

  /// A block of its own that holds `values`.
  ///
  /// - Throws: ``OutOfMemory``.
  /// - Complexity: O(`values.count`).
  public init(_ values: [Float]) throws {
    let block = try AlignedBytes(count: values.count * MemoryLayout<Float>.size) { block in
      for (i, value) in values.enumerated() {
        block.storeBytes(
          of: value.bitPattern.littleEndian, toByteOffset: i * MemoryLayout<Float>.size,
          as: UInt32.self)
      }
    }
    bytes = ByteSlice(block)
  }

  private init(whole bytes: ByteSlice) { self.bytes = bytes }

  /// The same numbers in a block of their own, so that the rest of the old one can go.
  ///
  /// - Throws: ``OutOfMemory``.
  /// - Complexity: O(`count`).
  public func copied() throws(OutOfMemory) -> FloatBlock {
    FloatBlock(whole: try bytes.copied())
  }

  /// How many numbers there are.
  public var count: Int { bytes.count / MemoryLayout<Float>.size }

  /// The number at `index`, from 0; nil outside the block.
  public subscript(index: Int) -> Float? {
    guard index >= 0, index < count else { return nil }
    return bytes.withBytes { $0.float(at: index * MemoryLayout<Float>.size) }
  }

  /// Copies `count` numbers from position `start` on to the beginning of `numbers`; traps, as an array does, where they
  /// are not there or do not fit.
  ///
  /// - Complexity: O(`count`).
  public func copy(from start: Int, count: Int, to numbers: inout MutableSpan<Float>) {
    precondition(start >= 0 && count >= 0 && count <= self.count - start)
    bytes.withBytes { bytes in
      for i in 0..<count {
        let bits = unsafe bytes.unsafeLoadUnaligned(
          fromUncheckedByteOffset: 4 &* (start &+ i), as: UInt32.self)
        numbers[i] = Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }

  /// The numbers as an array of their own.
  ///
  /// - Complexity: O(`count`).
  public var array: [Float] {
    unsafe [Float](unsafeUninitializedCapacity: count) { floats, initialized in
      bytes.withBytes { bytes in
        for i in 0..<count {
          let bits = unsafe bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: 4 &* i, as: UInt32.self)
          unsafe floats.initializeElement(
            at: i, to: Float(bitPattern: UInt32(littleEndian: bits)))
        }
      }
      initialized = count
    }
  }

  /// The position of the first number that is NaN or infinite; nil where all are finite.
  ///
  /// - Complexity: O(`count`), a vector at a time: every weight of a model passes through here.
  public var firstNonFinite: Int? {
    bytes.withBytes { bytes in
      var start = 0
      while start < count {
        let end = min(count, start + 4096)
        // Without its sign, a number that is not finite is 0x7F800000 or more: only then the sum
        // below reaches bit 31. And, add, or: what every vector unit has, so the loop is one.
        var sums: UInt32 = 0
        for i in start..<end {
          let bits = unsafe bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: 4 &* i, as: UInt32.self)
          sums |= (UInt32(littleEndian: bits) & 0x7FFF_FFFF) &+ 0x0080_0000
        }
        if sums >> 31 != 0 {
          return (start..<end).first { bytes.float(at: 4 * $0)?.isFinite != true }
        }
        start = end
      }
      return nil
    }
  }

  /// Whether all numbers are equal to `value`.
  ///
  /// - Complexity: O(`count`).
  public func isAll(_ value: Float) -> Bool {
    bytes.withBytes { bytes in
      for i in 0..<count where number(i, bytes) != value { return false }
      return true
    }
  }

  /// The position of the first number that is not at most the one of `other` there, which has as many; nil where
  /// all are.
  ///
  /// - Complexity: O(`count`).
  public func firstAbove(_ other: FloatBlock) -> Int? {
    precondition(count == other.count)
    return bytes.withBytes { bytes in
      other.bytes.withBytes { others in
        for i in 0..<count where !(number(i, bytes) <= number(i, others)) { return i }
        return nil
      }
    }
  }

  /// The number at `i`, which is in `bytes`, those of a block.
  @inline(__always)
  private func number(_ i: Int, _ bytes: RawSpan) -> Float {
    Float(
      bitPattern: UInt32(
        littleEndian: unsafe bytes.unsafeLoadUnaligned(
          fromUncheckedByteOffset: 4 &* i, as: UInt32.self)))
  }

  /// Whether both blocks hold the same numbers, bit for bit (so that NaN equals itself).
  public static func == (a: FloatBlock, b: FloatBlock) -> Bool { a.bytes == b.bytes }
}
