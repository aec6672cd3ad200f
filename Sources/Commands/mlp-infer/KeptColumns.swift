import CommandLineTools
import Table

/// The input columns that `--keep` copies in front of the predictions.
struct KeptColumns {
  /// Their positions in the table.
  let positions: [Int]
  /// Their names, or `#N` where the table has none.
  let names: [String]

  /// The columns that the command line names.
  ///
  /// - Throws: `TableError` where one does not exist.
  init(_ list: ArgumentValue?, in columns: Columns) throws {
    guard let list else {
      (positions, names) = ([], [])
      return
    }
    if list.text == "all" {
      positions = Array(0..<columns.count)
    } else {
      positions = try list.list().map { try columns.position(of: $0.text) }
    }
    names = positions.map { columns[$0].reference }
  }
}
