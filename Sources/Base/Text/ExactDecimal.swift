/// A decimal number as its text says it, compared without rounding.
///
/// Texts are equal numbers only where they denote exactly the same one: `1`, `1.0`, `01`, `+1` and `1e0` do,
/// `123456789012345678` and `123456789012345679` do not, though they are the same double.
public struct ExactDecimal: Sendable, Hashable {
  /// Whether it is below 0.
  private let isNegative: Bool
  /// The digits after `0.`, without zeros at either end; none for 0.
  private let digits: [UInt8]
  /// The power of ten that the fraction `0.` digits is multiplied by; 0 for 0.
  private let exponent: Int

  /// The number that all of `text` is; nil where it is none.
  ///
  /// `1`, `-0.5`, `.5`, `1.`, `+1e-3`, with spaces or tabs around, as `Double(text:)` of CSV takes them. Neither
  /// infinity nor NaN, and no exponent that an integer cannot count: nobody would see the digits.
  ///
  /// - Complexity: O(`text.count`), whatever the exponent is.
  public init?(_ text: Span<UInt8>) {
    var next = 0
    var end = text.count
    func isBlank(_ i: Int) -> Bool { text[i] == 0x20 || text[i] == 0x09 }
    while next < end, isBlank(next) { next += 1 }
    while next < end, isBlank(end - 1) { end -= 1 }
    var isNegative = false
    if next < end, text[next] == UInt8(ascii: "-") || text[next] == UInt8(ascii: "+") {
      isNegative = text[next] == UInt8(ascii: "-")
      next += 1
    }

    var digits: [UInt8] = []
    var exponent = 0
    var figures = 0
    var hasPoint = false
    scan: while next < end {
      switch text[next] {
      case UInt8(ascii: "."):
        if hasPoint { return nil }
        hasPoint = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        figures += 1
        if !digits.isEmpty || text[next] != UInt8(ascii: "0") {
          digits.append(text[next])
          if !hasPoint { exponent += 1 }
        } else if hasPoint {
          exponent -= 1
        }
      default:
        break scan
      }
      next += 1
    }
    guard figures > 0 else { return nil }
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }

    if next < end {
      guard let factor = Exponent(text.extracting(next..<end)) else { return nil }
      // What multiplies 0 does not count, however large.
      if !digits.isEmpty {
        guard let sum = factor.added(to: exponent) else { return nil }
        exponent = sum
      }
    }
    self.digits = digits
    self.isNegative = isNegative && !digits.isEmpty
    self.exponent = digits.isEmpty ? 0 : exponent
  }

  /// The number that all of `text` is; nil where it is none.
  public init?(_ text: String) {
    self.init(text.utf8.span)
  }

  /// The one text of the number that has no exponent, no plus sign and no zeros that say nothing.
  ///
  /// Such as `-999`, `0.5` and `100`; nil where it would have more than `limit` bytes.
  ///
  /// - Complexity: O(`limit`), whatever the exponent is.
  public func plainText(atMost limit: Int) -> String? {
    let zero = UInt8(ascii: "0")
    guard -limit <= exponent, exponent <= limit, digits.count <= limit else { return nil }
    var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
    if exponent <= 0 {
      text.append(zero)
    } else {
      text += digits.prefix(exponent)
      text += repeatElement(zero, count: max(0, exponent - digits.count))
    }
    if digits.count > exponent {
      text.append(UInt8(ascii: "."))
      text += repeatElement(zero, count: max(0, -exponent))
      text += digits.dropFirst(max(0, exponent))
    }
    return text.count <= limit ? String(decoding: text, as: UTF8.self) : nil
  }

  /// Whether it has no fraction.
  public var isInteger: Bool { exponent >= digits.count }
}

/// The power of ten behind a number, such as `e-12`.
private struct Exponent {
  /// The power; nil where no integer counts it.
  private let power: Int?

  /// What all of `text`, which is not empty, says; nil where it is no exponent.
  init?(_ text: Span<UInt8>) {
    guard text[0] | 0x20 == UInt8(ascii: "e") else { return nil }
    var next = 1
    var isNegative = false
    if next < text.count, text[next] == UInt8(ascii: "-") || text[next] == UInt8(ascii: "+") {
      isNegative = text[next] == UInt8(ascii: "-")
      next += 1
    }
    guard next < text.count else { return nil }
    var size: Int? = 0
    while next < text.count {
      let digit = text[next]
      guard UInt8(ascii: "0") <= digit, digit <= UInt8(ascii: "9") else { return nil }
      size = size.flatMap { size in
        let (tens, isTooLarge) = size.multipliedReportingOverflow(by: 10)
        let (sum, overflows) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
        return isTooLarge || overflows ? nil : sum
      }
      next += 1
    }
    power = isNegative ? size.map { -$0 } : size
  }

  /// The sum with another power; nil where no integer counts it.
  func added(to other: Int) -> Int? {
    guard let (sum, overflows) = power?.addingReportingOverflow(other), !overflows else {
      return nil
    }
    return sum
  }
}

extension ExactDecimal: Comparable {
  /// By value.
  ///
  /// - Complexity: O(digits of the shorter).
  public static func < (a: ExactDecimal, b: ExactDecimal) -> Bool {
    if a.sign != b.sign { return a.sign < b.sign }
    return a.isNegative ? b.isSmallerInSize(than: a) : a.isSmallerInSize(than: b)
  }

  private var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

  private func isSmallerInSize(than other: ExactDecimal) -> Bool {
    exponent == other.exponent
      ? digits.lexicographicallyPrecedes(other.digits) : exponent < other.exponent
  }
}
