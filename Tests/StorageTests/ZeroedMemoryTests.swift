import Storage
import Testing

/// Blocks on both sides of the sizes from which the system is asked for pages and for huge pages.
@Suite struct ZeroedMemoryTests {
  @Test(arguments: [0, 1, 4095, 131_071, 131_072, 2_097_151, 2_097_152, 5_000_001])
  func isZeroAlignedAndWritable(count: Int) throws {
    let memory = try ZeroedMemory(byteCount: count)
    let bytes = UnsafeMutableRawBufferPointer(start: memory.base, count: count)
    let alignment = count >= 2 << 20 ? 2 << 20 : ZeroedMemory.alignment
    #expect(Int(bitPattern: memory.base) % alignment == 0)
    #expect(bytes.allSatisfy { $0 == 0 })
    for i in bytes.indices { bytes[i] = UInt8(truncatingIfNeeded: i) }
    #expect(bytes.indices.allSatisfy { bytes[$0] == UInt8(truncatingIfNeeded: $0) })
  }

  @Test func moreThanThereIs() {
    for count in [Int.max, Int.max - 63, 1 << 60, -1] {
      #expect(throws: OutOfMemory.self) { _ = try ZeroedMemory(byteCount: count) }
    }
  }
}
