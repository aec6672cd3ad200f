/// Every name that schema 1 gives to a group, a dataset or an attribute; SCHEMA.md says what each
/// holds.
package enum Name {
  // Root
  package static let format = "format"
  package static let schemaVersion = "schema_version"
  package static let requiredFeatures = "required_features"
  package static let arithmeticVersion = "arithmetic_version"
  package static let identity = "identity"
  package static let input = "input"
  package static let layers = "layers"
  package static let output = "output"
  package static let verification = "verification"
  package static let provenance = "provenance"
  package static let training = "training"

  // input
  package static let names = "names"
  package static let origin = "origin"
  package static let offset = "offset"
  package static let scale = "scale"
  package static let minimum = "minimum"
  package static let maximum = "maximum"
  package static let imputed = "imputed"
  package static let privacyNote = "privacy_note"
  package static let categories = "categories"
  package static let missing = "missing"

  // input/categories
  package static let column = "column"
  package static let firstFeature = "first_feature"
  package static let unknown = "unknown"
  package static let levels = "levels"

  // input/missing
  package static let listSizes = "list_sizes"
  package static let texts = "texts"
  package static let columnLists = "column_lists"

  // layers, and input/categories
  package static let count = "count"
  package static let activation = "activation"
  package static let weights = "weights"
  package static let bias = "bias"

  // output
  package static let task = "task"
  package static let temperature = "temperature"
  package static let threshold = "threshold"
  package static let labels = "labels"

  // verification
  package static let inputs = "inputs"
  package static let outputs = "outputs"
  package static let tolerance = "tolerance"
}
