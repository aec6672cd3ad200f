import CommandLineTools
import Table
import Text

/// Warns of inputs that only count the rows, such as 1, 2, 3, …: identifiers that were not meant to be
/// inputs, nearly always, and that a network learns by heart.
///
/// A table of fewer than 20 rows, or of one input, gets no warning.
///
/// - Parameters:
///   - columns: the column of each input.
///   - features: the inputs, [rows, inputs].
/// - Complexity: O(`columns.count`) where no column counts.
func warnOfCountingColumns(
  _ columns: [Column], _ features: Span<Float>, in file: String, _ console: Console
) {
  guard columns.count > 1, features.count >= 20 * columns.count else { return }
  let found = columns.indices.filter { column in
    let first = features[column]
    guard first == first.rounded(), abs(first) < 1e9 else { return false }
    return stride(from: column, to: features.count, by: columns.count).enumerated().allSatisfy {
      features[$0.element] == Float(Int(first) + $0.offset)
    }
  }
  if found.isEmpty { return }
  let counting = found.map { columns[$0] }
  let (ignore, rest) = ShellOption.advice("--ignore", items: counting.map(\.advice))
  console.warn(
    "\(file): found an input that counts the rows, \(Excerpt.list(counting.map(\.reference))); "
      + "if it is no measurement leave it out with \(ignore)\(rest)")
}
