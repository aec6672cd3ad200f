import CSV
import MLPModel

/// The levels of a column of text, found by their bytes.
///
/// Two texts are the same level where they are canonically equivalent (SCHEMA.md, "Rules"); the same
/// bytes, the usual case, are found without making a string of them.
struct CategoryLevels: Sendable, Equatable {
  /// The column, with its levels in the order of their features.
  let column: CategoricalColumn

  private let bytes: [[UInt8]]
  /// Open addressing: a level's index plus 1 in the first free slot from its hash on; 0 is free.
  private let slots: [Int]
  private let byText: [String: Int]

  /// The levels of `column`, of which no two are the same.
  init(_ column: CategoricalColumn) {
    self.column = column
    bytes = column.levels.map { Array($0.utf8) }
    byText = Dictionary(column.levels.indices.map { (column.levels[$0], $0) }) { first, _ in first }
    var size = 8
    while size < 2 * bytes.count { size *= 2 }
    var slots = [Int](repeating: 0, count: size)
    for (index, level) in bytes.enumerated() {
      var slot = Self.hash(level.span) & (size - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = index + 1
    }
    self.slots = slots
  }

  /// How many levels there are.
  var count: Int { bytes.count }

  /// The index of the level that `text`, without blanks around it, is; nil for none.
  func index(of text: Span<UInt8>) -> Int? {
    var slot = Self.hash(text) & (slots.count - 1)
    while slots[slot] != 0 {
      if text.isEqual(to: bytes[slots[slot] - 1]) { return slots[slot] - 1 }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard text.indices.contains(where: { text[$0] >= 0x80 }) else { return nil }
    return byText[String(decoding: [UInt8](copying: text), as: UTF8.self)]
  }

  /// FNV-1a, which is enough for a model's own levels: nobody else puts texts into the slots.
  private static func hash(_ text: Span<UInt8>) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for i in text.indices { hash = (hash ^ UInt64(text[i])) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: (hash ^ (hash >> 32)) & 0x7FFF_FFFF)
  }
}
