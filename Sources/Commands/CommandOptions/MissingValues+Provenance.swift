import MLPModel
import Table

// The texts that stood for missing values in training, as a fact of the model: a table like the one that it
// learned from needs no --missing.

private let missingValuesKey = "missing_values"

extension Provenance.Entry {
  /// The fact that `values` were missing values.
  public static func missingValues(_ values: MissingValues) -> Provenance.Entry {
    Provenance.Entry(missingValuesKey, .text(values.spellings.joined(separator: ",")))
  }
}

extension Provenance {
  /// The missing values that the fact tells; nil where there is none.
  public var missingValues: MissingValues? {
    guard case .text(let text) = self[missingValuesKey] else { return nil }
    return MissingValues(text.split(separator: ",").map(String.init))
  }
}
