import CommandLineTools
import MLPModel
import Text

// An older mlp-train recorded the texts that are missing values in the provenance alone, which the identity does
// not cover. An attacker who can change the file could otherwise change the answers of a model with a pinned identity.

/// The key of the fact; it is not written any more.
private let key = "missing_values"

extension Provenance {
  /// The texts that an older mlp-train took for missing values, as far as that can be told; nil where it recorded none.
  ///
  /// Good for a warning, and to read a run's own table again: nothing is predicted by them.
  public var recordedMissingTexts: MissingTexts? {
    // Cells were compared without the blanks around them, and the texts with theirs: such a text was no cell's.
    recordedMissingTextList.flatMap { try? MissingTexts($0.filter { !$0.hasOuterBlanks }) }
  }

  private var recordedMissingTextList: [String]? {
    guard case .text(let text) = self[key] else { return nil }
    // Without quotes blanks are no blanks around items: there were none to ignore when it was written.
    let list = text.unicodeScalars.contains("\"") ? (try? ItemList(parsing: text))?.texts : nil
    return list ?? text.split(separator: ",").map(String.init)
  }

  /// The same facts without that one.
  public var withoutMissingTexts: Provenance {
    Provenance(entries: entries.filter { $0.key != key })
  }
}

extension String {
  /// Whether it begins or ends with a blank or a tab.
  fileprivate var hasOuterBlanks: Bool {
    let blanks = " \t".utf8
    return utf8.first.map(blanks.contains) == true || utf8.last.map(blanks.contains) == true
  }
}

/// Warns where an older mlp-train recorded other texts of missing values than those by which the cells of a table are
/// missing now, unless the command line says which are.
///
/// - Parameters:
///   - input: what the model takes.
///   - provenance: where it came from.
///   - name: its file.
///   - purpose: what `--missing` does here, behind "to".
public func warnOfRecordedMissingValues(
  _ input: InputDescription, _ provenance: Provenance, of name: String,
  to purpose: String = "treat them as missing", _ arguments: ParsedArguments, _ console: Console
) {
  guard !arguments.isGiven(TableOptions.missing),
    let recorded = provenance.recordedMissingTexts,
    input.columns.contains(where: { $0.missing != recorded })
  else { return }
  let option = ShellOption(TableOptions.missing.spelling, items: recorded.texts).description
  // Nobody pastes more.
  let advice =
    option.utf8.count <= 1000
    ? option : "\(TableOptions.missing.spelling) with the texts that --describe prints"
  console.warn(
    "\(name): ignored the fact \(key), which the model's identity does not cover; its training run treated these "
      + "texts as missing values; pass \(advice) to \(purpose)")
}
