import JSONText
import Testing

@Suite struct JSONTests {
  @Test func keepsTheOrderOfMembers() {
    let value: JSON = ["z": 1, "a": [.bool(true), .bool(false), .null], "m": [:], "b": []]
    #expect(value.text == #"{"z":1,"a":[true,false,null],"m":{},"b":[]}"#)
  }

  @Test func escapesTexts() {
    #expect(
      JSON.string("\"\\/\n\r\t\u{0}\u{1F}\u{7F}é😀").text
        == "\"\\\"\\\\/\\n\\r\\t\\u0000\\u001f\\u007fé😀\"")
    #expect(
      JSON.string("\u{1B}[2J\u{9B}\u{202E}\u{2028}\u{E0041}").text
        == #""\u001b[2J\u009b\u202e\u2028\udb40\udc41""#)
    #expect(JSON.object([.init("a\"b", "c")]).text == #"{"a\"b":"c"}"#)
  }

  @Test func writesNumbersThatReadBackTheSame() {
    for value: Double in [
      0, -0.0, 1, 0.1, 1e20, 1e16, 123_456_789.125, .leastNonzeroMagnitude, 1.797e308, -2.5e-7,
    ] {
      let text = JSON.number(value).text
      #expect(Double(text)?.bitPattern == value.bitPattern)
      #expect(text.contains(/^-?(0|[1-9][0-9]*)(\.[0-9]+)?(e[+-][0-9]+)?$/))
    }
    #expect(JSON.float(0.1).text == "0.1")
    #expect(JSON.integer(.min).text == "-9223372036854775808")
  }

  @Test func hasNoTextForWhatIsNotFinite() {
    let values: [JSON] = [.number(.nan), .number(.infinity), .float(-.infinity), .float(.nan)]
    #expect(JSON.array(values).text == "[null,null,null,null]")
  }
}
