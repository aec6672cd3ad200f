import JSONText
import Mutants

extension FuzzTarget {
  /// A JSON text: printed and parsed again, it is the same value.
  static let json = FuzzTarget("json") { bytes in
    let value: JSON
    do throws(JSONError) {
      value = try JSON(parsing: bytes)
    } catch {
      try require(0...bytes.count ~= error.offset, "an error is about byte \(error.offset)")
      try checkLine("\(error)")
      return
    }
    let text = value.text
    try require(
      text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "\(text.debugDescription) is not printable"
    )
    let again = try JSON(parsing: Array(text.utf8))
    try require(isSame(again, value), "\(text) is \(again.text) again")
    try require(Array(again.text.utf8) == Array(text.utf8), "\(text) is printed as \(again.text)")
  }

  /// Whether both are one value, to the bit; JSON has no text for numbers that are not finite.
  private static func isSame(_ a: JSON, _ b: JSON) -> Bool {
    switch (a, b) {
    case (.null, .number(let number)): !number.isFinite
    case (.number(let a), .number(let b)): a.bitPattern == b.bitPattern
    case (.string(let a), .string(let b)): a.utf8.elementsEqual(b.utf8)
    case (.array(let a), .array(let b)):
      a.count == b.count && Swift.zip(a, b).allSatisfy { isSame($0, $1) }
    case (.object(let a), .object(let b)):
      a.count == b.count
        && Swift.zip(a, b).allSatisfy {
          $0.name.utf8.elementsEqual($1.name.utf8) && isSame($0.value, $1.value)
        }
    default: a == b
    }
  }
}
