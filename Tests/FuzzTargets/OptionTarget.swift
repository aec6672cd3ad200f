import Mutants
import Text

extension FuzzTarget {
  /// A list as options take it: printed and parsed again, it is the same list.
  static let options = FuzzTarget("options", maxLength: 512) { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    let list: ItemList
    do throws(ItemList.Fault) {
      list = try ItemList(parsing: text)
    } catch {
      try checkLine("\(error)")
      return
    }
    let printed = list.description
    let again = try ItemList(parsing: printed)
    try require(
      again.texts.map { Array($0.utf8) } == list.texts.map { Array($0.utf8) },
      "\(text.debugDescription) is \(printed), and that \(again.texts)")
    try checkCharacters(printed)
    try checkCharacters(ShellOption("--ignore", items: list.texts).description)
  }

  private static func checkCharacters(_ text: String) throws {
    try require(
      text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "\(text.debugDescription) is not printable"
    )
  }
}
