import Testing

@testable import Text

@Suite struct TextTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("a\nb\r\n\tc", #"a\nb\r\n\tc"#), ("\0", #"\u{0}"#),
    ("\u{1B}[2J\u{7F}\u{9B}", #"\u{1B}[2J\u{7F}\u{9B}"#),
    ("\u{202E}x\u{2066}\u{200F}\u{61C}", #"\u{202E}x\u{2066}\u{200F}\u{61C}"#),
    ("a\u{A0}b\u{2003}c d", #"a\u{A0}b\u{2003}c d"#),
    ("a\u{2028}b\u{2029}", #"a\u{2028}b\u{2029}"#), (#"\n "é" 日本 🌡"#, #"\n "é" 日本 🌡"#),
  ])
  func printable(_ text: String, _ shown: String) {
    #expect(text.printable == shown)
    #expect(shown.printable == shown)
  }

  @Test(arguments: [
    ("a\u{1B}[31m\n\"", "\"a\\u{1B}[31m\\n\\\"\""), ("\u{202E}x", "\"\\u{202E}x\""),
    ("é漢", "\"é漢\""), ("", "\"\""),
    (String(repeating: "é", count: 40), "\"" + String(repeating: "é", count: 40) + "\""),
    (String(repeating: "é", count: 41), "\"" + String(repeating: "é", count: 40) + "\"…"),
    (String(repeating: "x", count: 1000), "\"" + String(repeating: "x", count: 40) + "\"…"),
  ])
  func excerpt(_ text: String, _ shown: String) {
    #expect(Excerpt(text).description == shown)
  }

  @Test func longerAndShorterExcerpts() {
    #expect(Excerpt("abcd", limit: 4).description == "\"abcd\"")
    #expect(Excerpt("abcd", limit: 3).description == "\"abc\"…")
  }

  @Test func excerptsOfAList() {
    #expect(Excerpt.list(["a", "b"]) == "\"a\", \"b\"")
    #expect(Excerpt.list(["a", "b", "c"], limit: 1) == "\"a\" and 2 more")
  }

  @Test func nearestName() {
    #expect("petal_lenght".nearest(in: ["sepal_length", "petal_length"]) == "petal_length")
    #expect("Species".nearest(in: ["x", "species"]) == "species")
    #expect("abc".nearest(in: ["xyz", ""]) == nil)
    #expect("ab".nearest(in: ["ax", "ay"]) == "ax")
  }

  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("abc", "acb", 2), ("same", "same", 0),
  ])
  func editDistances(_ a: String, _ b: String, _ distance: Int) {
    let (a, b) = (Array(a.unicodeScalars), Array(b.unicodeScalars))
    #expect(editDistance(a, b) == distance)
    #expect(editDistance(b, a) == distance)
  }
}
