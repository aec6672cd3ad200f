import Storage
import Testing

@Suite struct FloatBlockTests {
  @Test func holdsItsNumbers() throws {
    let block = try FloatBlock([1.5, -0.0, .infinity])
    #expect(block.count == 3)
    #expect(block[0] == 1.5)
    #expect(block[1]?.sign == .minus)
    #expect(block[3] == nil)
    #expect(block[-1] == nil)
    #expect(block.array == [1.5, -0.0, .infinity])
    #expect(block.firstNonFinite == 2)
  }

  @Test func readsNumbersThatAreNotAligned() throws {
    let owner = try AlignedBytes(count: 9) { bytes in
      bytes.storeBytes(of: Float(2.25).bitPattern.littleEndian, toByteOffset: 1, as: UInt32.self)
      bytes.storeBytes(of: Float(-3).bitPattern.littleEndian, toByteOffset: 5, as: UInt32.self)
    }
    let slice = try #require(ByteSlice(owner, 1..<9))
    let block = try #require(FloatBlock(slice))
    #expect(block.array == [2.25, -3])
    #expect(block == (try FloatBlock([2.25, -3])))
  }

  @Test func refusesWhatDoesNotFit() throws {
    let owner = try AlignedBytes(count: 8) { _ in }
    #expect(ByteSlice(owner, 4..<9) == nil)
    #expect(ByteSlice(owner, 0..<7).flatMap(FloatBlock.init) == nil)
    #expect(throws: OutOfMemory.self) { try AlignedBytes(count: .max) { _ in } }
  }

  /// Every number that is not finite is found wherever it lies, and no finite one is taken for it.
  @Test func findsTheFirstNumberThatIsNotFinite() throws {
    let largest: [Float] = [
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude, -0.0, .leastNonzeroMagnitude,
    ]
    let finite = (0..<4100).map { largest[$0 % 4] }
    #expect(try FloatBlock(finite).firstNonFinite == nil)
    #expect(try FloatBlock([]).firstNonFinite == nil)
    for bad: Float in [.nan, -.nan, .infinity, -.infinity, .signalingNaN] {
      for place in [0, 1, 15, 16, 4095, 4096, 4099] {
        var numbers = finite
        numbers[place] = bad
        numbers[4099] = bad
        #expect(try FloatBlock(numbers).firstNonFinite == place, "\(bad) at \(place)")
      }
    }
  }
}
