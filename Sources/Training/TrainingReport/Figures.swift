extension Double {
  /// The number with `places` digits behind the point, at most 9; large ones as Swift writes them.
  func fixed(_ places: Int) -> String {
    guard isFinite, abs(self) < 1e9 else { return description }
    var power = 1
    for _ in 0..<places { power *= 10 }
    let units = Int((abs(self) * Double(power)).rounded())
    let sign = self < 0 && units > 0 ? "−" : ""
    guard places > 0 else { return "\(sign)\(units)" }
    let digits = "\(units % power)"
    let padding = String(repeating: "0", count: places - digits.count)
    return "\(sign)\(units / power).\(padding)\(digits)"
  }

  /// The number in about four digits, as a person reads it.
  var figure: String {
    let size = abs(self)
    guard isFinite, size < 1e7, size >= 1e-4 || size == 0 else { return description }
    return fixed(size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 4)
  }

  /// A share as a percentage.
  var percent: String { (self * 100).fixed(1) + " %" }
}

extension Double? {
  /// The number, or a dash where there is none.
  var figure: String { map(\.figure) ?? "–" }

  /// The share as a percentage, or a dash where there is none.
  var percent: String { map(\.percent) ?? "–" }
}

extension Int {
  /// The number with a thin space between groups of three digits: markup, because a blank that is not the usual
  /// one counts as a stranger's in text.
  var grouped: HTML {
    let digits = Array(String(magnitude))
    var text = ""
    for (i, digit) in digits.enumerated() {
      if i > 0, (digits.count - i).isMultiple(of: 3) { text += "\u{2009}" }
      text.append(digit)
    }
    return HTML(stringLiteral: (self < 0 ? "−" : "") + text)
  }
}
