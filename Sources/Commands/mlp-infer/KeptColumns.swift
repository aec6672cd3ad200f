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

  /// The columns that the command line names.
  ///
  /// - Throws: `TableError` where one does not exist.
  init(_ list: ArgumentValue?, in table: Columns) throws {
    guard let list else {
      (positions, columns) = ([], [])
      return
    }
    if list.text == "all" {
      positions = Array(0..<table.count)
    } else {
      positions = try list.list().map { try table.position(of: $0.text) }
    }
    columns = positions.map { table[$0] }
  }
}
