import Text

/// Markup: a literal is taken as it stands, text that is put into it is escaped, markup is not again.
///
/// So whether something is text or markup is its type, and nothing is escaped twice or not at all.
struct HTML: ExpressibleByStringInterpolation, Sendable {
  private(set) var source: String

  init(stringLiteral value: String) { source = value }
  init(stringInterpolation: Interpolation) { source = stringInterpolation.source }

  /// Text as content of an element or value of an attribute, whatever it holds: nothing in it begins a tag, ends an
  /// attribute or reorders what stands beside it.
  init(_ text: String) {
    source = ""
    for scalar in text.printable.unicodeScalars {
      switch scalar {
      case "&": source += "&amp;"
      case "<": source += "&lt;"
      case ">": source += "&gt;"
      case "\"": source += "&quot;"
      case "'": source += "&#39;"
      default: source.unicodeScalars.append(scalar)
      }
    }
  }

  struct Interpolation: StringInterpolationProtocol {
    fileprivate var source = ""

    init(literalCapacity: Int, interpolationCount: Int) { source.reserveCapacity(literalCapacity) }
    mutating func appendLiteral(_ literal: String) { source += literal }
    mutating func appendInterpolation(_ text: String) { source += HTML(text).source }
    mutating func appendInterpolation(_ markup: HTML) { source += markup.source }
    mutating func appendInterpolation(_ number: some Numeric & LosslessStringConvertible) {
      source += number.description
    }
  }

  var isEmpty: Bool { source.isEmpty }

  static func + (left: HTML, right: HTML) -> HTML {
    var sum = left
    sum += right
    return sum
  }
  static func += (left: inout HTML, right: HTML) { left.source += right.source }
}

extension Sequence where Element == HTML {
  /// The parts one behind the other.
  func joined(separator: HTML = "") -> HTML {
    var whole: HTML = ""
    for (i, part) in enumerated() { whole += i == 0 ? part : separator + part }
    return whole
  }
}

extension String {
  /// The text, cut with an ellipsis where it is longer than `count` characters.
  func shortened(to count: Int) -> String {
    self.count > count ? prefix(count - 1) + "…" : self
  }
}

/// Terms and their values.
func factList(_ facts: [(name: String, value: HTML)]) -> HTML {
  let rows = facts.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>\n" as HTML }
  return "<dl class=\"facts\">\n\(rows.joined())</dl>\n"
}

/// A chart with its caption.
func figure(_ svg: HTML, caption: HTML) -> HTML {
  "<figure>\n\(svg)<figcaption>\(caption)</figcaption>\n</figure>\n"
}
