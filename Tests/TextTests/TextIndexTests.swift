import Storage
import Testing
import Text

/// Names as keys and in lists: equal where `String` says so, in linear time.
struct TextIndexTests {
  /// Texts in several normal forms, with marks in several orders, in scripts that compose and decompose.
  static let texts = [
    "", "a", "b", "é", "e\u{301}", "\u{1E69}", "s\u{323}\u{307}", "s\u{307}\u{323}", "ṣ\u{307}",
    "각",
    "\u{1100}\u{1161}\u{11A8}", "가\u{11A8}", "\u{344}", "\u{308}\u{301}", "Å", "\u{212B}",
    "A\u{30A}",
    "日本", "\u{FB01}", "fi", "👩‍👩‍👧", "\u{958}", "\u{915}\u{93C}", "\u{1F82}",
    "\u{3B1}\u{313}\u{300}\u{345}", "\u{3B1}\u{345}\u{313}\u{300}", "e\u{CC}", "\u{2126}",
    "\u{3A9}",
    // 40 marks of two classes in two orders, and more than the standard library is given unsorted.
    "x" + String(repeating: "\u{323}\u{307}", count: 20),
    "x" + String(repeating: "\u{323}", count: 20) + String(repeating: "\u{307}", count: 20),
    "x" + String(repeating: "\u{307}", count: 20) + String(repeating: "\u{323}", count: 20),
    "x" + String(repeating: "\u{307}", count: 20) + String(repeating: "\u{323}", count: 19),
    String(repeating: "é각", count: 20),
    String(repeating: "e\u{301}\u{1100}\u{1161}\u{11A8}", count: 20),
  ]

  @Test func keysAreEqualWhereTextsAre() {
    var equal = 0
    for a in Self.texts {
      for b in Self.texts {
        #expect((TextKey(a) == TextKey(b)) == (a == b), "\(a) \(b)")
        #expect(Set([TextKey(a), TextKey(b)]).count == Set([a, b]).count, "\(a) \(b)")
        equal += a == b ? 1 : 0
      }
    }
    #expect(equal > Self.texts.count + 20)
  }

  @Test func anIndexFindsWhatIsEqual() throws {
    for texts in [TextList(Self.texts), try fields(Self.texts, width: 300)] {
      let index = try TextIndex(texts)
      #expect(index.firstRepeated == 4)
      for text in Self.texts + ["c", "e", "\u{301}", "x\u{323}"] {
        #expect(index.index(of: text) == Self.texts.firstIndex(of: text), "\(text)")
      }
    }
  }

  @Test func anIndexOfMany() throws {
    let names = (0..<10_000).map { "name \($0)" }
    let index = try TextIndex(try fields(names, width: 12))
    #expect(index.firstRepeated == nil)
    #expect(names.indices.allSatisfy { index.index(of: names[$0]) == $0 })
    #expect(index.index(of: "name 10000") == nil)
    #expect(try TextIndex(TextList(names + ["x", "name 77"])).firstRepeated == 10_001)
    #expect(try TextIndex([]).index(of: "") == nil)
    #expect(try TextIndex([""]).index(of: "") == 0)
  }

  @Test func bytesThatAreNoTextAreNotFound() throws {
    let bytes: [UInt8] = [0xFF, 0xCC]
    let index = try TextIndex(["\u{FFFD}\u{FFFD}", "a"])
    #expect(index.index(of: bytes.span.bytes) == nil)
  }

  @Test func aListIsTheTexts() throws {
    let list = try fields(Self.texts, width: 300)
    #expect(Array(list) == Self.texts)
    #expect(list == TextList(Self.texts))
    #expect(list != TextList(Self.texts.reversed()))
    #expect(list.byteCount(at: 3) == 2)
    // As wide as its widest: no zero byte at that one's end.
    #expect(Array(try fields(["abc", "d"], width: 3)) == ["abc", "d"])
  }

  @Test func aNameTooLongIsNone() {
    #expect(TextKey(name: String(repeating: "é", count: 512)) != nil)
    #expect(TextKey(name: String(repeating: "é", count: 512) + "a") == nil)
  }

  /// As a `Set<String>` would sort them, these marks take minutes and more.
  @Test(.timeLimit(.minutes(5))) func marksTakeLinearTime() throws {
    let marks = String(repeating: "\u{307}\u{323}", count: 200_000)
    let others = String(repeating: "\u{323}\u{307}", count: 200_000)
    #expect(TextKey(marks) == TextKey(others))
    #expect(try TextIndex([marks]).index(of: others) == 0)
    #expect(LabelIndex([marks]).index(of: others) == 0)
  }

  private func fields(_ texts: [String], width: Int) throws -> TextList {
    let block = try AlignedBytes(count: texts.count * width) { block in
      for (i, text) in texts.enumerated() {
        block.copy(Array(text.utf8).span.bytes, to: i * width)
      }
    }
    return TextList(fields: ByteSlice(block), width: width)
  }
}
