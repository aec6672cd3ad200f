import CommandLineTools
import Table

/// The input columns that `--keep` copies in front of the predictions.
struct KeptColumns {
  /// Their positions in the table.
  let positions: [Int]
  /// The columns, as messages call them.
  let columns: [Column]
  /// Their names, or `#N` where the table has none.
  var names: [String] { columns.map(\.reference) }

  /// The columns that the command line names, or `all`.
  ///
  /// - Throws: `TableError` where one does not exist, `CommandFailure` with exit code 2 for `all` beside others.
  init(_ items: [ArgumentValue], in table: Columns) throws {
    if let word = items.first(where: { $0.isWord("all") }) {
      guard items.count == 1 else {
        throw word.unexpected(
          "the word alone; a column of that name goes in quotes: '\(#""all""#)'")
      }
      positions = Array(0..<table.count)
    } else {
      positions = try items.map { try table.position(of: $0.text) }
    }
    columns = positions.map { table[$0] }
  }
}
