import CSV
import MLPModel
import Storage
import Text

/// The levels of a column of text, found by their bytes.
///
/// Two texts are the same level where they are canonically equivalent (SCHEMA.md, "Rules"); the same
/// bytes, the usual case, are found without making a string of them.
///
/// A class, because columns are copied in every row: one reference is counted then.
final class CategoryLevels: Sendable, Equatable {
  /// The column, with its levels in the order of their features.
  let column: CategoricalColumn

  /// The texts of the levels.
  let texts: [String]

  private let byBytes: ByteIndex
  private let byText: TextIndex

  /// The levels of `column`, of which no two are the same.
  ///
  /// - Throws: `OutOfMemory`.
  init(_ column: CategoricalColumn) throws(OutOfMemory) {
    byText = try TextIndex(column.levels)
    texts = Array(column.levels)
    byBytes = ByteIndex(texts)
    self.column = column
  }

  /// How many levels there are.
  var count: Int { byBytes.count }

  /// The index of the level that `text`, without blanks around it, is; nil for none.
  func index(of text: Span<UInt8>) -> Int? {
    if let index = byBytes.index(of: text) { return index }
    guard text.indices.contains(where: { text[$0] >= 0x80 }) else { return nil }
    return unsafe byText.index(of: text.bytes)
  }

  /// Whether the columns are equal.
  static func == (a: CategoryLevels, b: CategoryLevels) -> Bool { a.column == b.column }
}
