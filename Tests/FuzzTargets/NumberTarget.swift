import CSV
import Mutants
import Text

extension FuzzTarget {
  /// Numbers as text: two of them, one a line.
  static let numbers = FuzzTarget("numbers", maxLength: 256) { bytes in
    let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
    let texts = parts.map(Array.init)
    for text in texts {
      try check(single: text)
      try check(double: text)
    }
    guard let first = texts.first, let second = texts.dropFirst().first,
      let a = ExactDecimal(first.span), let b = ExactDecimal(second.span)
    else { return }
    try require([a < b, b < a, a == b].count { $0 } == 1, "two decimals are in no order")
    guard let x = try? Double(text: first.span), let y = try? Double(text: second.span)
    else { return }
    try require(
      a < b ? x <= y : b < a ? y <= x : x == y, "decimals are in another order than their doubles")
  }

  private static func check(single text: [UInt8]) throws {
    let shown = String(decoding: text, as: UTF8.self)
    let exact = ExactDecimal(text.span)
    let value: Float
    do throws(NumberTextError) {
      value = try Float(text: text.span)
    } catch {
      try require(error == .overflow || exact == nil, "\(shown) is a decimal, but no float")
      return
    }
    try require(!value.isFinite || text.count > 16 || exact != nil, "\(shown) is no decimal")
    try require(exact == nil || value.isFinite, "\(shown) is a decimal, and \(value)")
    if value.isFinite, let other = Float(trimmed(shown)) {
      try require(value.bitPattern == other.bitPattern, "\(shown) is \(value) or \(other)")
    }
    guard !value.isNaN else { return }
    for digits in [nil, 9, 17] {
      var written: [UInt8] = []
      written.append(number: value, digits: digits)
      let again = try Float(text: written.span)
      try require(again.bitPattern == value.bitPattern, "\(shown): \(value) is \(again) again")
    }
    for digits in 1...8 {
      var written: [UInt8] = []
      written.append(number: value, digits: digits)
      _ = try? Float(text: written.span)
    }
  }

  private static func check(double text: [UInt8]) throws {
    let shown = String(decoding: text, as: UTF8.self)
    guard let value = try? Double(text: text.span) else { return }
    if value.isFinite, let other = Double(trimmed(shown)) {
      try require(value.bitPattern == other.bitPattern, "\(shown) is \(value) or \(other)")
    }
    guard !value.isNaN else { return }
    for digits in [nil, 17] {
      var written: [UInt8] = []
      written.append(number: value, digits: digits)
      let again = try Double(text: written.span)
      try require(again.bitPattern == value.bitPattern, "\(shown): \(value) is \(again) again")
    }
  }

  private static func trimmed(_ text: String) -> String {
    func isBlank(_ character: Character) -> Bool { character == " " || character == "\t" }
    var rest = text.drop(while: isBlank)
    while let last = rest.last, isBlank(last) { rest.removeLast() }
    return String(rest)
  }
}
