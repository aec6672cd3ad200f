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

  /// How many numbers there are.
  public var count: Int { bytes.count / MemoryLayout<Float>.size }

  /// The number at `index`, from 0; nil outside the block.
  public subscript(index: Int) -> Float? {
    guard index >= 0, index < count else { return nil }
    return bytes.withBytes { $0.float(at: index * MemoryLayout<Float>.size) }
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

  /// Whether both blocks hold the same numbers, bit for bit (so that NaN equals itself).
  public static func == (a: FloatBlock, b: FloatBlock) -> Bool { a.bytes == b.bytes }
}
