import TestSupport
import Testing

@testable import Text

/// Names of files are bytes; their texts are as different as they are.
@Suite struct PathBytesTests {
  private static let names: [[UInt8]] = [
    [], [0x61], Array("é漢🌡".utf8), [0xE9], [0x63, 0x61, 0x66, 0xE9, 0x2E, 0x63], [0xC3],
    [0xC3, 0x41],
    [0xA9, 0xC3], [0xF0, 0x9F, 0x8C], [0xFF, 0xFE, 0x00], [0xED, 0xA0, 0x80], [0xC0, 0xAF],
    [0xF4, 0x90, 0x80, 0x80], Array("\u{10FEE9}".utf8), Array("a\u{10FE80}\u{10FE7F}".utf8),
    Array("e\u{301}".utf8), Array("\u{FFFD}".utf8), Array(0...255), Array((0...255).reversed()),
  ]

  @Test func textsOfPathsAreTheirBytes() {
    for name in Self.names {
      #expect(String(pathBytes: name).pathBytes == name)
      let text = String(validating: name, as: UTF8.self)
      #expect(
        String(pathBytes: name).withoutPathBytes.map { Array($0.utf8) }
          == text.map { Array($0.utf8) })
      for other in Self.names where other != name {
        #expect(!String(pathBytes: name).utf8.elementsEqual(String(pathBytes: other).utf8))
      }
    }
    // UTF-8 is itself.
    #expect(String(pathBytes: Array("é\n".utf8)) == "é\n")
    var numbers = SplitMix64(seed: 3)
    for _ in 0..<2000 {
      let name = (0..<numbers.below(9)).map { _ in
        [0x41, 0x80, 0xBF, 0xC3, 0xE2, 0xF4, 0x8F, 0xBE, 0xE9, 0xFF][numbers.below(10)] as UInt8
      }
      #expect(String(pathBytes: name).pathBytes == name)
    }
  }

  @Test func bytesAreShownAsEscapes() {
    #expect(String(pathBytes: [0x63, 0xE9, 0x80, 0xFF]).printable == #"c\xE9\x80\xFF"#)
    #expect(Excerpt(String(pathBytes: [0xE9])).description == #""\xE9""#)
  }
}
