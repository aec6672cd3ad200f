import Testing

@testable import Text

@Suite struct ExactDecimalTests {
  @Test(arguments: [
    [
      "1", "1.0", "01", "+1", "1e0", "1.", "10e-1", "0.1E+1", " 1\t",
      "1e00000000000000000000000000",
    ],
    ["0", "-0", "0.000", ".0", "0e99999999999999999999999999", "-0.0e-5"],
    ["-12.5", "-125e-1", "-0012.50", "-.125e2"],
    ["1e999999999", "10e999999998", "0.1e1000000000"],
    ["1e-400", "0.1e-399"],
  ])
  func spellingsOfOneNumber(_ texts: [String]) throws {
    let numbers = try texts.map { try #require(ExactDecimal($0)) }
    #expect(Set(numbers).count == 1)
    for number in numbers { #expect(!(number < numbers[0]) && !(numbers[0] < number)) }
  }

  /// Neighbours are the same double, some of them.
  @Test func orderIsThatOfTheNumbers() throws {
    let ascending = [
      "-1e999999999", "-123456789012345679", "-123456789012345678", "-10", "-9", "-1.5", "-1e-400",
      "0", "1e-999999999", "1e-400", "0.1", "0.10000000000000000001", "0.2", "1", "1.5", "9", "10",
      "99", "123456789012345678", "123456789012345679", "1e400", "2e400", "1e401", "1e999999999",
    ]
    let numbers = try ascending.map { try #require(ExactDecimal($0)) }
    for i in numbers.indices {
      for j in numbers.indices {
        #expect((numbers[i] < numbers[j]) == (i < j), "\(ascending[i]) \(ascending[j])")
        #expect((numbers[i] == numbers[j]) == (i == j))
      }
    }
  }

  @Test(arguments: [
    "", " ", "-", "+", ".", "e1", "1e", "1e+", "1e1.5", "1 2", "1,5", "0x10", "inf", "nan", "+-1",
    "--1", "1..2",
    "1.2.3", "1_000", "１", "1e1e1", "1e99999999999999999999", "1e-99999999999999999999",
  ])
  func noNumber(_ text: String) {
    #expect(ExactDecimal(text) == nil)
  }

  @Test(arguments: [
    ("1", true), ("1.0", true), ("10e-1", true), ("0", true), ("-3e5", true), ("0.5", false),
    ("15e-1", false), ("9007199254740993.5", false), ("1e-400", false),
  ])
  func isInteger(_ text: String, _ expected: Bool) {
    #expect(ExactDecimal(text)?.isInteger == expected)
  }

  @Test func aLongTextIsOneNumber() throws {
    let zeros = String(repeating: "0", count: 1_000_000)
    let one = try #require(ExactDecimal("1"))
    #expect(ExactDecimal(zeros + "1." + zeros) == one)
    #expect(try #require(ExactDecimal("1." + zeros + "1")) > one)
    #expect(ExactDecimal("0." + zeros + "1e1000001") == one)
  }
}
