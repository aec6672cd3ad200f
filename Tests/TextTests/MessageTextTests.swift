import Testing
import Text

/// What a message may show of texts that strangers chose.
@Suite struct MessageTextTests {
  @Test func shortTextIsPrintable() {
    #expect("a\nb".messageText() == "a\\nb")
    let longest = String(repeating: "é", count: 1024)
    #expect(longest.messageText() == longest)
  }

  /// The end stays: it says what to do.
  @Test(arguments: ["x", "\u{1B}", "日", "\u{10FFFD}", "e\u{301}"])
  func longTextIsCutInTheMiddle(_ piece: String) {
    let text = "file.csv: " + String(repeating: piece, count: 100_000) + "; give --header"
    for limit in [100, 2048] {
      let shown = text.messageText(atMost: limit)
      #expect(shown.utf8.count <= limit)
      #expect(shown.utf8.count > limit / 2)
      #expect(shown.hasPrefix("file.csv: "))
      #expect(shown.hasSuffix("; give --header"))
      #expect(shown.contains(" … "))
      #expect(shown.printable == shown)
    }
  }

  /// What Unicode says is no character, no page may have.
  @Test(arguments: [0xFFFE, 0xFFFF, 0xFDD0, 0xFDEF, 0x1FFFE, 0x10FFFF] as [UInt32])
  func noncharactersAreEscaped(_ value: UInt32) throws {
    let scalar = Character(try #require(Unicode.Scalar(value)))
    #expect("a\(scalar)b".printable == "a\\u{\(String(value, radix: 16, uppercase: true))}b")
    #expect("a\u{FFFD}\u{E000}b".printable == "a\u{FFFD}\u{E000}b")
  }

  @Test func linesKeepTheirEnds() {
    #expect("a\tb\n\u{1B}[2J\r\u{A0}\n".printableLines == "a\tb\n\\u{1B}[2J\\r\u{A0}\n")
    #expect("é\n".printableLines == "é\n")
  }

  @Test func onlyWhatSomebodyMistypedHasANearestName() {
    let long = String(repeating: "a", count: 65)
    #expect(long.nearest(in: [long]) == nil)
    #expect(
      "colour".nearest(in: [String(repeating: "colour", count: 100_000), "color"]) == "color")
    let names = (0..<10_000).map { "other\($0)" } + ["color"]
    #expect("colour".nearest(in: names) == nil)
    #expect("colour".nearest(in: names.dropFirst()) == "color")
  }

  @Test func adviceHasRoomForSomeItems() {
    let few = ShellOption.advice("--ignore", items: ["a", "b"])
    #expect("\(few.option)\(few.rest)" == "--ignore a,b")
    let many = ShellOption.advice("--ignore", items: (0..<300_000).map { "c\($0)" })
    #expect(many.rest == " (the first 100 of 300000)")
    let long = ShellOption.advice(
      "--ignore", items: (0..<9).map { _ in String(repeating: "x", count: 200) })
    #expect(long.rest == " (the first 3 of 9)")
    #expect("\(long.option)".utf8.count < 700)
  }

  @Test func marksInARow() {
    let marks = String(repeating: "\u{323}\u{307}", count: 256)
    #expect(!("a" + marks).hasTooManyMarks)
    #expect(("a" + marks + "\u{323}").hasTooManyMarks)
    #expect(!(marks + "b" + marks).hasTooManyMarks)
  }
}
