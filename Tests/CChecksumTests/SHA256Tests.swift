import CChecksum
import Testing

@Suite struct SHA256Tests {
  /// FIPS 180-4's examples (NIST, "SHA256.pdf") and the empty text.
  static let known: [(text: String, digest: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmno"
        + "pqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]

  @Test func knownAnswers() {
    for (text, digest) in Self.known {
      #expect(hexadecimal(of: [Array(text.utf8)]) == digest)
    }
  }

  /// Every length of the last block, so that the padding takes one block or two.
  @Test func piecesDigestAsTheWhole() {
    let bytes = (0..<200).map { UInt8(truncatingIfNeeded: $0 * 7) }
    for count in 0...bytes.count {
      let whole = hexadecimal(of: [Array(bytes[..<count])])
      for cut in Set([0, 1, count / 3, max(0, count - 1), count]) where cut <= count {
        #expect(
          hexadecimal(of: [Array(bytes[..<cut]), [], Array(bytes[cut..<count])]) == whole,
          "\(cut) of \(count)")
      }
    }
  }

  @Test func softwareAndInstructionGiveTheSame() {
    var random: UInt64 = 1
    let bytes = (0..<64 * 20).map { _ in
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: random >> 56)
    }
    for blocks in 0...20 {
      var state = mlp_sha256()
      mlp_sha256_begin(&state)
      var expected = [UInt32](repeating: 0, count: 8)
      withUnsafeBytes(of: state.hash) { hash in
        for i in 0..<8 { expected[i] = hash.load(fromByteOffset: 4 * i, as: UInt32.self) }
      }
      mlp_sha256_blocks_software(&expected, bytes, blocks)
      mlp_sha256_add(&state, bytes, 64 * blocks)
      withUnsafeBytes(of: state.hash) { hash in
        for i in 0..<8 {
          #expect(hash.load(fromByteOffset: 4 * i, as: UInt32.self) == expected[i], "\(blocks)")
        }
      }
    }
  }

  private func hexadecimal(of pieces: [[UInt8]]) -> String {
    var state = mlp_sha256()
    mlp_sha256_begin(&state)
    for piece in pieces { mlp_sha256_add(&state, piece, piece.count) }
    var digest = [UInt8](repeating: 0, count: Int(MLP_SHA256_BYTES))
    mlp_sha256_finish(&state, &digest)
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
