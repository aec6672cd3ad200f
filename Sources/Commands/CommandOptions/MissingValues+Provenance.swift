import MLPModel
import Table
import Text

// The texts that stood for missing values in training, as a fact of the model: a table like the one that it
// learned from needs no --missing.

private let missingValuesKey = "missing_values"

extension Provenance.Entry {
  /// The fact that `values` were missing values.
  public static func missingValues(_ values: MissingValues) -> Provenance.Entry {
    Provenance.Entry(missingValuesKey, .text(ItemList(values.spellings).description))
  }
}

extension Provenance {
  /// The missing values that the fact tells; nil where there is none.
  public var missingValues: MissingValues? {
    guard case .text(let text) = self[missingValuesKey] else { return nil }
    // Without quotes blanks are no blanks around items: there were none to ignore when it was written.
    let list = text.unicodeScalars.contains("\"") ? (try? ItemList(parsing: text))?.texts : nil
    return MissingValues(list ?? text.split(separator: ",").map(String.init))
  }
}
