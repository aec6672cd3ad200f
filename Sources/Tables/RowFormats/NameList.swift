import JSONText
import Text

/// Names as one field of text: `a;b`, with a semicolon between them.
///
/// A name that is empty, or has a semicolon, a blank, a colon, a quote, a backslash or a character that
/// does not print in it, stands in quotes as JSON writes it, so that the names can be told apart again:
/// `a;"b c"`.
public enum NameList {
  /// The names in one text.
  public static func text(_ names: [String]) -> String {
    names.map(quoted).joined(separator: ";")
  }

  private static func quoted(_ name: String) -> String {
    let isPlain = name.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case ";", " ", ":", "\"", "\\": false
      default: !scalar.isUnprintable
      }
    }
    return isPlain && !name.isEmpty ? name : JSON.string(name).text
  }
}
