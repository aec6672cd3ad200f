import CSV
import Glibc
import TestSupport
import Testing

@Suite struct NumberTextTests {
  static func read(_ text: String) throws(NumberTextError) -> Float {
    try Float(text: text.utf8.span)
  }

  static func write(_ number: Float, digits: Int? = nil) -> String {
    var bytes: [UInt8] = []
    bytes.append(number: number, digits: digits)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    ("1", 1), ("-0.5", -0.5), (".5", 0.5), ("1.", 1), ("+1e-3", 1e-3), (" \t7 \t", 7), ("1E5", 1e5),
    ("0e99999999999999999999", 0), ("000123", 123),
  ])
  func reads(_ text: String, _ expected: Float) throws {
    #expect(try Self.read(text) == expected)
  }

  @Test(arguments: [
    "", " ", "+", "-", ".", "-.", "..", "1..", "e5", "1e", "1e+", "++1", "+-1", "-+1", "1 2",
    "1_000", "1,5", "0x1p3",
    "0x10", "1.2.3", "12abc", "\u{0}", "1\u{0}", "١", "−1", "infinit", "nanx",
  ])
  func malformed(_ text: String) {
    #expect(throws: NumberTextError.malformed) { try Self.read(text) }
    #expect(throws: NumberTextError.malformed) { try Double(text: text.utf8.span) }
  }

  @Test(arguments: [
    "1e39", "-1e39", "3.4028235677973367e38", "340282356779733661637539395458142568448",
    "1e99999999999999999999999999",
    "0.00001e44", String(repeating: "9", count: 60),
    "1" + String(repeating: "0", count: 400) + "e-9",
  ])
  func overflow(_ text: String) {
    #expect(throws: NumberTextError.overflow) { try Self.read(text) }
  }

  @Test func doubleOverflow() {
    #expect(throws: NumberTextError.overflow) { try Double(text: "1e309".utf8.span) }
  }

  @Test(arguments: [
    "1e-46", "0.7e-45", "7.006492321624085e-46", "1e-99999999999999999999999999",
    "0." + String(repeating: "0", count: 400) + "1", "1000000e-60",
  ])
  func underflowIsSignedZero(_ text: String) throws {
    #expect(try Self.read(text).bitPattern == 0)
    #expect(try Self.read("-" + text).bitPattern == 1 << 31)
  }

  @Test func doubleUnderflowIsSignedZero() throws {
    #expect(try Double(text: "-1e-400".utf8.span).bitPattern == 1 << 63)
  }

  @Test(arguments: ["inf", "INF", "Infinity", "+inf"])
  func infinity(_ text: String) throws {
    #expect(try Self.read(text) == .infinity)
  }

  @Test(arguments: ["nan", "NaN", "-NAN", "+nan"])
  func notANumber(_ text: String) throws {
    #expect(try Self.read(text).isNaN)
  }

  /// Each is half-way between two floats or next to it, subnormal, or a limit.
  @Test(arguments: [
    "16777217", "16777217.0000000000000000000000000000000000001", "16777216.99999999999999999999",
    "9007199791611905", "1.00000005960464477539062500001", "1.000000059604644775390625",
    "1.17549435e-38", "1.1754942807573643e-38", "1.4e-45", "7.1e-46", "3.4028235677973366e38",
    "340282356779733661637539395458142568447",
    "3.4028234663852886e38", "8.589973e9", "1.5846086e29", "0.3932922657273", "5e-324",
    "6.631236846766476e-316", "1.18697724e20", "1.18697725e20", "1090544144181609348835077142190",
  ])
  func hardCases(_ text: String) throws {
    #expect(try Self.read(text).bitPattern == strtof(text, nil).bitPattern)
    #expect(try Double(text: text.utf8.span).bitPattern == strtod(text, nil).bitPattern)
  }

  /// Random floats in their shortest text, and random decimals of up to 20 digits, against strtof.
  @Test func randomTextEqualsStrtof() throws {
    var generator = SplitMix64(seed: 20_250_101)
    for _ in 0..<1_000_000 {
      let number = Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()))
      guard number.isFinite else { continue }
      let text = Self.write(number)
      let read = try Self.read(text)
      guard read.bitPattern == number.bitPattern else {
        Issue.record("\(text) read as \(read), written from \(number)")
        return
      }
    }
    for _ in 0..<200_000 {
      let digits = generator.next() >> (generator.next() % 64)
      let text = "\(digits)e\(Int(generator.next() % 110) - 70)"
      let expected = strtof(text, nil)
      guard expected.isFinite else { continue }
      guard try Self.read(text).bitPattern == expected.bitPattern else {
        Issue.record("\(text) is not \(expected)")
        return
      }
    }
  }

  /// Up to nine digits with the point anywhere: on both sides of where the short way ends.
  @Test func shortDecimalsEqualStrtof() throws {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<300_000 {
      var text = "\(generator.next() % (1 << (generator.next() % 31)))"
      let point = text.index(
        text.startIndex, offsetBy: Int(generator.next() & 7), limitedBy: text.endIndex)
      if let point { text.insert(".", at: point) }
      if generator.next() & 1 == 0 { text = "-" + text }
      guard try Self.read(text).bitPattern == strtof(text, nil).bitPattern,
        try Double(text: text.utf8.span).bitPattern == strtod(text, nil).bitPattern
      else {
        Issue.record("\(text) is not \(strtof(text, nil))")
        return
      }
    }
    #expect(try Self.read("-0").bitPattern == 1 << 31)
  }

  @Test(arguments: [
    (0.1, "0.1"), (-0.0, "-0"), (1e22, "1e+22"), (16_777_216, "16777216"),
    (.leastNonzeroMagnitude, "1e-45"),
    (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan"), (-.nan, "nan"),
  ])
  func writesTheShortest(_ number: Float, _ text: String) {
    #expect(Self.write(number) == text)
  }

  @Test func writesSignificantDigits() {
    #expect(Self.write(0.123456, digits: 3) == "0.123")
    #expect(Self.write(123456, digits: 3) == "1.23e+05")
    #expect(Self.write(2, digits: 0) == "2")
    #expect(Self.write(0.1, digits: 99) == "0.10000000149011612")
    var bytes: [UInt8] = []
    bytes.append(number: -2.2250738585072014e-308, digits: 17)
    #expect(String(decoding: bytes, as: UTF8.self) == "-2.2250738585072014e-308")
  }

  @Test func writesTheShortestDouble() {
    var bytes: [UInt8] = []
    bytes.append(number: 0.1)
    bytes.append(number: Double.nan)
    #expect(String(decoding: bytes, as: UTF8.self) == "0.1nan")
  }
}
