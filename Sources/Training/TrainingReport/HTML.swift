import Text

extension String {
  /// The text as content of an element or value of an attribute, whatever it holds: nothing in it
  /// begins a tag, ends an attribute or reorders what stands beside it.
  var escaped: String {
    var text = ""
    for scalar in printable.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// The text, cut with an ellipsis where it is longer than `count` characters; not yet escaped.
  func shortened(to count: Int) -> String {
    self.count > count ? prefix(count - 1) + "…" : self
  }
}

/// Terms and their values, both of them plain text.
func factList(_ facts: [(name: String, value: String)]) -> String {
  let rows = facts.map {
    "<div><dt>\($0.name.escaped)</dt><dd>\($0.value.escaped)</dd></div>\n"
  }
  return "<dl class=\"facts\">\n\(rows.joined())</dl>\n"
}

/// A chart with its caption, which is HTML already.
func figure(_ svg: String, caption: String) -> String {
  "<figure>\n\(svg)<figcaption>\(caption)</figcaption>\n</figure>\n"
}
