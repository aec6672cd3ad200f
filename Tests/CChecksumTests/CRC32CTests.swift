import CChecksum
import TestSupport
import Testing

@Suite struct CRC32CTests {
  /// RFC 3720, appendix B.4, and the usual check value.
  static let known: [(bytes: [UInt8], sum: UInt32)] = [
    ([], 0),
    (Array("123456789".utf8), 0xE306_9283),
    ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
    ([UInt8](repeating: 0xff, count: 32), 0x62A8_AB43),
    (Array(0..<32), 0x46DD_794E),
    (Array((0..<32).reversed()), 0x113F_DB5C),
  ]

  @Test func knownAnswers() {
    for (bytes, sum) in Self.known {
      #expect(mlp_crc32c(0, bytes, bytes.count) == sum)
      #expect(mlp_crc32c_software(0, bytes, bytes.count) == sum)
    }
  }

  @Test func nothingAtNowhereIsNothing() {
    #expect(mlp_crc32c(0x1234_5678, nil, 0) == 0x1234_5678)
    #expect(mlp_crc32c_software(0x1234_5678, nil, 0) == 0x1234_5678)
  }

  /// One chain below 16 KiB, three above; every alignment; a sum that goes on from another.
  @Test func instructionAndTablesAgree() {
    var random = SplitMix64(seed: 20)
    let bytes = (0..<100_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    bytes.withUnsafeBytes { block in
      for round in 0..<2_000 {
        let longest = round.isMultiple(of: 10) ? 90_000 : 700
        let start = random.below(64)
        let count = random.below(longest)
        let part = UnsafeRawBufferPointer(rebasing: block[start..<start + count])
        let seed = UInt32(truncatingIfNeeded: random.next())
        let fast = mlp_crc32c(seed, part.baseAddress, count)
        #expect(fast == mlp_crc32c_software(seed, part.baseAddress, count), "\(start) \(count)")
      }
    }
  }

  @Test func theThresholdOfTheThreeChainsIsSeamless() {
    var random = SplitMix64(seed: 21)
    let bytes = (0..<17_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    for count in 16_370...16_420 {
      #expect(mlp_crc32c(7, bytes, count) == mlp_crc32c_software(7, bytes, count), "\(count)")
    }
  }

  @Test func piecesSumToTheWhole() {
    var random = SplitMix64(seed: 22)
    let bytes = (0..<50_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    bytes.withUnsafeBytes { block in
      let whole = mlp_crc32c(0, block.baseAddress, block.count)
      for cut in [0, 1, 7, 8, 9, 16_384, 33_333, 50_000] {
        let rest = UnsafeRawBufferPointer(rebasing: block[cut...])
        let first = mlp_crc32c(0, block.baseAddress, cut)
        #expect(mlp_crc32c(first, rest.baseAddress, rest.count) == whole)
      }
    }
  }

  @Test func everyFlippedBitShows() {
    var bytes = [UInt8](repeating: 0x5a, count: 300)
    let sum = mlp_crc32c(0, bytes, bytes.count)
    for bit in 0..<bytes.count * 8 {
      bytes[bit / 8] ^= 1 << (bit % 8)
      #expect(mlp_crc32c(0, bytes, bytes.count) != sum)
      bytes[bit / 8] ^= 1 << (bit % 8)
    }
  }
}
