import Testing

@testable import JSONText

@Suite struct JSONParserTests {
  private func parse(_ text: String, _ limits: JSONLimits = JSONLimits()) throws -> JSON {
    try JSON(parsing: Array(text.utf8), limits: limits)
  }

  @Test func readsEveryKind() throws {
    let value = try parse(
      #" {"a": [1, -2.5e1, true, false, null, "x"], "b": {}, "c": [], "d": 0} "#)
    #expect(
      value == [
        "a": [1, .number(-25), .bool(true), .bool(false), .null, "x"], "b": [:], "c": [], "d": 0,
      ])
    #expect(value["a"]?.values?.count == 6)
    #expect(value["z"] == nil)
  }

  @Test func readsWhatItWrites() throws {
    let value: JSON = [
      "text\"\\\n\u{1B}é😀": [.integer(.min), .integer(.max), .number(0.1), .string("\u{10FFFF}")]
    ]
    #expect(try parse(value.text) == value)
  }

  @Test func readsEscapes() throws {
    #expect(
      try parse(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#) == .string("\"\\/\u{8}\u{C}\n\r\té😀"))
  }

  @Test func readsWhatPythonWrites() throws {
    #expect(try parse("[Infinity, -Infinity]") == [.number(.infinity), .number(-.infinity)])
    #expect(try parse("NaN").number?.isNaN == true)
    #expect(try parse("18446744073709551616") == .number(0x1p64))
  }

  @Test(arguments: [
    "", "{", "[", "\"", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "[1 2]", "01", "1.", ".5", "+1",
    "1e",
    "-", "tru", "nul", "'a'", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"",
    "\"\\ud800\\u0041\"",
    "\"a\nb\"", "1 1", "[1]]", "// c\n1", "\u{FEFF}1", "\"\\u+123\"",
  ]) func refusesWhatIsNone(_ text: String) {
    let error = #expect(throws: JSONError.self) { try parse(text) }
    guard case .unexpected = error?.reason else {
      Issue.record("\(text): \(error.map { "\($0)" } ?? "read")")
      return
    }
  }

  @Test func refusesANameTwice() {
    let long = #"{"\#(String(repeating: "x", count: 1025))": 1}"#
    #expect(throws: JSONError(offset: 1, reason: .name(limit: 1024))) {
      try JSON(parsing: Array(long.utf8))
    }
    #expect(throws: JSONError(offset: 9, reason: .duplicateName("a"))) {
      try parse(#"{"a": 1, "\u0061": 2}"#)
    }
    // Apart they are allowed.
    #expect(throws: Never.self) { try parse(#"[{"a": 1}, {"a": {"a": 2}}]"#) }
  }

  @Test func refusesDepth() throws {
    let limit = JSONLimits().depth
    let deepest = String(repeating: "[", count: limit) + "1" + String(repeating: "]", count: limit)
    #expect(throws: Never.self) { try parse(deepest) }
    #expect(throws: JSONError(offset: limit + 1, reason: .depth(limit: limit))) {
      try parse("[\(deepest)]")
    }
    let error = #expect(throws: JSONError.self) {
      try parse(String(repeating: "{\"a\":", count: 1_000_000))
    }
    #expect(error?.reason == .depth(limit: limit))
  }

  @Test func refusesMoreValuesOrBytesThanAllowed() throws {
    var limits = JSONLimits()
    limits.values = 3
    #expect(throws: Never.self) { try parse("[1,2]", limits) }
    #expect(throws: JSONError(offset: 5, reason: .values(limit: 3))) {
      try parse("[1,2,3]", limits)
    }
    limits.bytes = 4
    #expect(throws: JSONError(offset: 0, reason: .size(limit: 4))) { try parse("[1,2]", limits) }
  }

  @Test func refusesWhatIsNotUTF8() {
    #expect(throws: JSONError(offset: 0, reason: .text)) {
      try JSON(parsing: [UInt8(ascii: "\""), 0xC3, UInt8(ascii: "\"")])
    }
  }
}
