import Testing

@testable import Table

@Suite struct ByteIndexTests {
  @Test func findsEachText() {
    let texts =
      (0..<5000).map { "level \($0)" } + [
        "", "é", "e\u{301}", String(repeating: "x", count: 10_000),
      ]
    let index = ByteIndex(texts)
    #expect(index.count == texts.count)
    for (i, text) in texts.enumerated() { #expect(index.index(of: Array(text.utf8).span) == i) }
    for text in ["level 5000", "level", "x", "\0"] {
      #expect(index.index(of: Array(text.utf8).span) == nil)
    }
  }

  @Test func ofEqualTextsTheFirstCounts() {
    let index = ByteIndex(["a", "b", "a"])
    #expect(index.index(of: Array("a".utf8).span) == 0)
    #expect(ByteIndex([]).index(of: Array("a".utf8).span) == nil)
  }

  /// FNV-1a gives these one hash each, whatever it began with; here they are found among each other.
  @Test func zerosOfEveryLength() {
    let texts = (0..<200).map { String(repeating: "\0", count: $0) }
    let index = ByteIndex(texts)
    for (i, text) in texts.enumerated() { #expect(index.index(of: Array(text.utf8).span) == i) }
  }
}
