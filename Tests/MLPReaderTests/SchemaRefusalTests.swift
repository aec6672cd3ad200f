import HDF5Tree
import MLPModel
import MLPReader
import MLPSchema
import ModelSamples
import Storage
import Testing

/// A sealed, well-formed file whose tree breaks one rule of SCHEMA.md.
struct Refusal: CustomTestStringConvertible, Sendable {
  let name: String
  let rule: SchemaRule
  let place: String
  let edit: @Sendable (Group) throws -> Group

  init(
    _ name: String, _ rule: SchemaRule, _ place: String,
    _ edit: @escaping @Sendable (Group) throws -> Group
  ) {
    self.name = name
    self.rule = rule
    self.place = place
    self.edit = edit
  }

  var testDescription: String { name }

  private static func floats(_ count: Int, _ value: Float = 0) throws -> Values {
    try .float32([Float](repeating: value, count: count), shape: [count])
  }

  static let header: [Refusal] = [
    Refusal("no format", .format, "/@format") { try $0.with("/@format", nil) },
    Refusal("another format", .format, "/@format") { try $0.with("/@format", .string("onnx")) },
    Refusal("format is a number", .format, "/@format") { try $0.with("/@format", .int64(1)) },
    Refusal("format is a list", .format, "/@format") {
      try $0.with("/@format", .strings(["mlp-model"]))
    },
    Refusal("no schema version", .presence, "/@schema_version") {
      try $0.with("/@schema_version", nil)
    },
    Refusal("schema version 0", .schemaVersion, "/@schema_version") {
      try $0.with("/@schema_version", .int64(0))
    },
    Refusal("schema version -1", .schemaVersion, "/@schema_version") {
      try $0.with("/@schema_version", .int64(-1))
    },
    Refusal("newer schema version", .schemaVersionKnown, "/@schema_version") {
      try $0.with("/@schema_version", .int64(2))
    },
    Refusal("schema version is text", .type, "/@schema_version") {
      try $0.with("/@schema_version", .string("1"))
    },
    Refusal("schema version is unsigned", .type, "/@schema_version") {
      try $0.with("/@schema_version", .uint64(1))
    },
    Refusal("schema version is an array", .shape, "/@schema_version") {
      try $0.with("/@schema_version", .int64([1], shape: [1]))
    },
    Refusal("no arithmetic version", .presence, "/@arithmetic_version") {
      try $0.with("/@arithmetic_version", nil)
    },
    Refusal("arithmetic version 0", .arithmeticVersion, "/@arithmetic_version") {
      try $0.with("/@arithmetic_version", .int64(0))
    },
    Refusal("newer arithmetic version", .arithmeticVersionKnown, "/@arithmetic_version") {
      try $0.with("/@arithmetic_version", .int64(2))
    },
    Refusal("unknown required feature", .requiredFeature, "/@required_features") {
      try $0.with("/@required_features", .strings(["bf16"]))
    },
    Refusal("required features are numbers", .type, "/@required_features") {
      try $0.with("/@required_features", .int64([1], shape: [1]))
    },
    Refusal("required features are a scalar", .shape, "/@required_features") {
      try $0.with("/@required_features", .string("bf16"))
    },
    Refusal("too many required features", .limit, "/@required_features") {
      try $0.with("/@required_features", .strings((0..<65).map { "f\($0)" }))
    },
    Refusal("no identity", .presence, "/@identity") { try $0.with("/@identity", nil) },
    Refusal("short identity", .identity, "/@identity") {
      try $0.with("/@identity", .string("0123456789abcdef"))
    },
    Refusal("upper-case identity", .identity, "/@identity") {
      try $0.with("/@identity", .string(String(repeating: "AB", count: 32)))
    },
  ]

  static let input: [Refusal] = [
    Refusal("no input", .presence, "/input") { try $0.without("/input") },
    Refusal("input is a dataset", .kind, "/input") {
      try $0.with(dataset: "/input", floats(4))
    },
    Refusal("no names", .presence, "/input/names") { try $0.without("/input/names") },
    Refusal("names are a group", .kind, "/input/names") {
      try $0.with(group: "/input/names", Group())
    },
    Refusal("names are numbers", .type, "/input/names") {
      try $0.with(dataset: "/input/names", floats(4))
    },
    Refusal("names are a scalar", .shape, "/input/names") {
      try $0.with(dataset: "/input/names", .string("a"))
    },
    Refusal("a long name", .limit, "/input/names") {
      let long = String(repeating: "n", count: 1025)
      return try $0.with(dataset: "/input/names", .strings(["a", "b", "c", long]))
    },
    Refusal("more names than features", .shape, "/input/offset") {
      try $0.with(dataset: "/input/names", .strings(["a", "b", "c", "d", "e"]))
    },
    Refusal("an empty name", .model, "/input/names") {
      try $0.with(dataset: "/input/names", .strings(["a", "", "c", "d"]))
    },
    Refusal("a name twice", .model, "/input/names") {
      try $0.with(dataset: "/input/names", .strings(["a", "b", "c", "a"]))
    },
    Refusal("a name twice in two normal forms", .model, "/input/names") {
      try $0.with(dataset: "/input/names", .strings(["\u{E9}", "b", "c", "e\u{301}"]))
    },
    Refusal("no offset", .presence, "/input/offset") { try $0.without("/input/offset") },
    Refusal("offset in double precision", .type, "/input/offset") {
      try $0.with(dataset: "/input/offset", .float64([0, 0, 0, 0], shape: [4]))
    },
    Refusal("offset of two dimensions", .shape, "/input/offset") {
      try $0.with(dataset: "/input/offset", .float32([0, 0, 0, 0], shape: [4, 1]))
    },
    Refusal("an offset that is not finite", .model, "/input/offset") {
      try $0.with(dataset: "/input/offset", .float32([0, 0, .nan, 0], shape: [4]))
    },
    Refusal("no scale", .presence, "/input/scale") { try $0.without("/input/scale") },
    Refusal("a scale that is not finite", .model, "/input/scale") {
      try $0.with(dataset: "/input/scale", .float32([.infinity, 0, 0, 0], shape: [4]))
    },
    Refusal("minimum without maximum", .range, "/input") { try $0.without("/input/maximum") },
    Refusal("maximum without minimum", .range, "/input") { try $0.without("/input/minimum") },
    Refusal("minimum of another length", .shape, "/input/minimum") {
      try $0.with(dataset: "/input/minimum", floats(3))
    },
    Refusal("minimum above maximum", .range, "/input") {
      try $0.with(dataset: "/input/minimum", floats(4, 100))
    },
    Refusal("a minimum that is not a number", .range, "/input") {
      try $0.with(dataset: "/input/minimum", floats(4, .nan))
    },
    Refusal("a minimum that is infinite", .model, "/input/minimum") {
      try $0.with(dataset: "/input/minimum", floats(4, -.infinity))
    },
  ]

  static let layers: [Refusal] = [
    Refusal("no layers", .presence, "/layers") { try $0.without("/layers") },
    Refusal("no count", .presence, "/layers@count") { try $0.with("/layers@count", nil) },
    Refusal("count 0", .limit, "/layers@count") { try $0.with("/layers@count", .int64(0)) },
    Refusal("a huge count", .limit, "/layers@count") {
      try $0.with("/layers@count", .int64(.max))
    },
    Refusal("fewer layers than counted", .list, "/layers") {
      try $0.with("/layers@count", .int64(3))
    },
    Refusal("more layers than counted", .list, "/layers") {
      try $0.with("/layers@count", .int64(1))
    },
    Refusal("a layer's name with a leading zero", .list, "/layers") {
      let layer = $0.group("layers")?.group("1") ?? Group()
      return try $0.without("/layers/1").with(group: "/layers/01", layer)
    },
    Refusal("a layer that is a dataset", .kind, "/layers/1") {
      try $0.with(dataset: "/layers/1", floats(1))
    },
    Refusal("no activation", .presence, "/layers/0@activation") {
      try $0.with("/layers/0@activation", nil)
    },
    Refusal("an unknown activation", .activation, "/layers/0@activation") {
      try $0.with("/layers/0@activation", .string("swoosh"))
    },
    Refusal("an activation in capitals", .activation, "/layers/0@activation") {
      try $0.with("/layers/0@activation", .string("ReLU"))
    },
    Refusal("activation is a number", .type, "/layers/0@activation") {
      try $0.with("/layers/0@activation", .int64(1))
    },
    Refusal("no parameter", .presence, "/layers/0@negative_slope") {
      try $0.with("/layers/0@negative_slope", nil)
    },
    Refusal("a parameter in double precision", .type, "/layers/0@negative_slope") {
      try $0.with("/layers/0@negative_slope", .float64(0.5))
    },
    Refusal("a parameter that is not finite", .model, "/layers/0@negative_slope") {
      try $0.with("/layers/0@negative_slope", .float32(.nan))
    },
    Refusal("no weights", .presence, "/layers/0/weights") { try $0.without("/layers/0/weights") },
    Refusal("weights of one dimension", .shape, "/layers/0/weights") {
      try $0.with(dataset: "/layers/0/weights", floats(20))
    },
    Refusal("weights in double precision", .type, "/layers/0/weights") {
      try $0.with(
        dataset: "/layers/0/weights",
        .float64([Double](repeating: 0, count: 20), shape: [4, 5]))
    },
    Refusal("weights transposed", .shape, "/layers/0/bias") {
      try $0.with(
        dataset: "/layers/0/weights", .float32([Float](repeating: 0, count: 20), shape: [5, 4]))
    },
    Refusal("more inputs than features", .model, "/layers/0/weights") {
      try $0.with(
        dataset: "/layers/0/weights", .float32([Float](repeating: 0, count: 25), shape: [5, 5]))
    },
    Refusal("a weight that is not a number", .model, "/layers/0/weights") {
      var weights = [Float](repeating: 0, count: 20)
      weights[17] = .nan
      return try $0.with(dataset: "/layers/0/weights", .float32(weights, shape: [4, 5]))
    },
    Refusal("a weight that is infinite", .model, "/layers/1/weights") {
      var weights = [Float](repeating: 0, count: 15)
      weights[14] = -.infinity
      return try $0.with(dataset: "/layers/1/weights", .float32(weights, shape: [5, 3]))
    },
    Refusal("no bias", .presence, "/layers/1/bias") { try $0.without("/layers/1/bias") },
    Refusal("a bias of another length", .shape, "/layers/1/bias") {
      try $0.with(dataset: "/layers/1/bias", floats(4))
    },
    Refusal("a bias that is not a number", .model, "/layers/1/bias") {
      try $0.with(dataset: "/layers/1/bias", floats(3, .nan))
    },
  ]

  static let output: [Refusal] = [
    Refusal("no output", .presence, "/output") { try $0.without("/output") },
    Refusal("no task", .presence, "/output@task") { try $0.with("/output@task", nil) },
    Refusal("an unknown task", .task, "/output@task") {
      try $0.with("/output@task", .string("ranking"))
    },
    Refusal("no labels", .presence, "/output/labels") { try $0.without("/output/labels") },
    Refusal("more labels than outputs", .model, "/output/labels") {
      try $0.with(dataset: "/output/labels", .strings(["a", "b", "c", "d"]))
    },
    Refusal("a label twice", .model, "/output/labels") {
      try $0.with(dataset: "/output/labels", .strings(["a", "b", "a"]))
    },
    Refusal("a task that the last activation does not fit", .model, "/layers/1@activation") {
      try $0.with("/output@task", .string("multi_label"))
    },
    Refusal("temperature 0", .model, "/output@temperature") {
      try $0.with("/output@temperature", .float32(0))
    },
    Refusal("a temperature that is not a number", .model, "/output@temperature") {
      try $0.with("/output@temperature", .float32(.nan))
    },
    Refusal("a threshold that nothing is compared with", .model, "/output@threshold") {
      try $0.with("/output@threshold", .float32(0.25))
    },
    Refusal("temperature in double precision", .type, "/output@temperature") {
      try $0.with("/output@temperature", .float64(2))
    },
  ]

  static let rest: [Refusal] = [
    Refusal("verification is a dataset", .kind, "/verification") {
      try $0.with(dataset: "/verification", floats(1))
    },
    Refusal("no tolerance", .presence, "/verification@tolerance") {
      try $0.with("/verification@tolerance", nil)
    },
    Refusal("a negative tolerance", .model, "/verification@tolerance") {
      try $0.with("/verification@tolerance", .float32(-1))
    },
    Refusal("no inputs to verify with", .presence, "/verification/inputs") {
      try $0.without("/verification/inputs")
    },
    Refusal("inputs of another width", .shape, "/verification/inputs") {
      try $0.with(
        dataset: "/verification/inputs", .float32([Float](repeating: 0, count: 9), shape: [3, 3]))
    },
    Refusal("no outputs to verify", .presence, "/verification/outputs") {
      try $0.without("/verification/outputs")
    },
    Refusal("outputs for other rows", .shape, "/verification/outputs") {
      try $0.with(
        dataset: "/verification/outputs", .float32([Float](repeating: 0, count: 6), shape: [2, 3]))
    },
    Refusal("a verification row that is not finite", .model, "/verification/inputs") {
      try $0.with(
        dataset: "/verification/inputs",
        .float32([Float](repeating: .infinity, count: 12), shape: [3, 4]))
    },
    Refusal("a fact in single precision", .type, "/provenance@accuracy") {
      try $0.with("/provenance@accuracy", .float32(1))
    },
    Refusal("a fact that is a list", .shape, "/provenance@seed") {
      try $0.with("/provenance@seed", .int64([1, 2], shape: [2]))
    },
    Refusal("provenance is a dataset", .kind, "/provenance") {
      try $0.with(dataset: "/provenance", floats(1))
    },
    Refusal("training is a dataset", .kind, "/training") {
      try $0.with(dataset: "/training", floats(1))
    },
  ]
}

extension Refusal {
  /// Of ``ModelSample/categorical()``.
  static let categories: [Refusal] = [
    Refusal("a note that is a number", .type, "/input@privacy_note") {
      try $0.with("/input@privacy_note", .int64(1))
    },
    Refusal("a note that is a list", .shape, "/input@privacy_note") {
      try $0.with("/input@privacy_note", .strings(["a"]))
    },
    Refusal("imputed values of another length", .shape, "/input/imputed") {
      try $0.with(dataset: "/input/imputed", floats(7))
    },
    Refusal("an imputed value that is not a number", .model, "/input/imputed") {
      try $0.with(dataset: "/input/imputed", floats(8, .nan))
    },
    Refusal("categories are a dataset", .kind, "/input/categories") {
      try $0.with(dataset: "/input/categories", floats(1))
    },
    Refusal("no count of categories", .presence, "/input/categories@count") {
      try $0.with("/input/categories@count", nil)
    },
    Refusal("no categories", .limit, "/input/categories@count") {
      try $0.with("/input/categories@count", .int64(0))
    },
    Refusal("fewer categories than counted", .list, "/input/categories") {
      try $0.with("/input/categories@count", .int64(3))
    },
    Refusal("a category of another name", .list, "/input/categories") {
      let category = $0.group("input")?.group("categories")?.group("1") ?? Group()
      return try $0.without("/input/categories/1").with(group: "/input/categories/2", category)
    },
    Refusal("no column", .presence, "/input/categories/0@column") {
      try $0.with("/input/categories/0@column", nil)
    },
    Refusal("a column without a name", .model, "/input/categories") {
      try $0.with("/input/categories/0@column", .string(""))
    },
    Refusal("two columns of one name", .model, "/input/categories") {
      try $0.with("/input/categories/0@column", .string("size"))
    },
    Refusal("a column of text called as one of numbers", .model, "/input/categories") {
      try $0.with("/input/categories/0@column", .string("feature 4"))
    },
    Refusal("no first feature", .presence, "/input/categories/1@first_feature") {
      try $0.with("/input/categories/1@first_feature", nil)
    },
    Refusal("a first feature before the first", .model, "/input/categories/0@first_feature") {
      try $0.with("/input/categories/0@first_feature", .int64(.min))
    },
    Refusal("a first feature behind the last", .model, "/input/categories/1@first_feature") {
      try $0.with("/input/categories/1@first_feature", .int64(.max))
    },
    Refusal("a feature of two categories", .model, "/input/categories/1@first_feature") {
      try $0.with("/input/categories/1@first_feature", .int64(3))
    },
    Refusal("more levels than features are left", .model, "/input/categories/1/levels") {
      try $0.with("/input/categories/1@first_feature", .int64(7))
    },
    Refusal("no policy for unknown levels", .presence, "/input/categories/0@unknown") {
      try $0.with("/input/categories/0@unknown", nil)
    },
    Refusal("an unknown policy for unknown levels", .unknownLevel, "/input/categories/0@unknown") {
      try $0.with("/input/categories/0@unknown", .string("guess"))
    },
    Refusal("no levels", .presence, "/input/categories/0/levels") {
      try $0.without("/input/categories/0/levels")
    },
    Refusal("levels are numbers", .type, "/input/categories/0/levels") {
      try $0.with(dataset: "/input/categories/0/levels", floats(3))
    },
    Refusal("a level twice", .model, "/input/categories/0/levels") {
      try $0.with(dataset: "/input/categories/0/levels", .strings(["a", "b", "a"]))
    },
    Refusal("an empty level", .model, "/input/categories/0/levels") {
      try $0.with(dataset: "/input/categories/0/levels", .strings(["a", "", "c"]))
    },
    Refusal("a long level", .limit, "/input/categories/0/levels") {
      let long = String(repeating: "n", count: 1025)
      return try $0.with(dataset: "/input/categories/0/levels", .strings(["a", "b", long]))
    },
    Refusal("threshold in double precision", .type, "/output@threshold") {
      try $0.with("/output@threshold", .float64(0.25))
    },
    Refusal("threshold 0", .model, "/output@threshold") {
      try $0.with("/output@threshold", .float32(0))
    },
    Refusal("threshold 1", .model, "/output@threshold") {
      try $0.with("/output@threshold", .float32(1))
    },
    Refusal("a threshold that is not a number", .model, "/output@threshold") {
      try $0.with("/output@threshold", .float32(.nan))
    },
  ]
}

extension Refusal {
  /// Of ``ModelSample/origins()``.
  static let origins: [Refusal] = [
    Refusal("origins that no one has to know", .requiredPart, "/input/origin") {
      try $0.with("/@required_features", nil)
    },
    Refusal("origins that are not there", .requiredPart, "/input/origin") {
      try $0.without("/input/origin")
    },
    Refusal("another feature beside origins", .requiredFeature, "/@required_features") {
      try $0.with("/@required_features", .strings(["input/origin", "input/else"]))
    },
    Refusal("origins in single precision", .type, "/input/origin") {
      try $0.with(dataset: "/input/origin", floats(3))
    },
    Refusal("too few origins", .shape, "/input/origin") {
      try $0.with(dataset: "/input/origin", .float64([1, 2], shape: [2]))
    },
    Refusal("an origin that is infinite", .model, "/input/origin") {
      try $0.with(dataset: "/input/origin", .float64([1, 2, .infinity], shape: [3]))
    },
    Refusal("an origin that is not a number", .model, "/input/origin") {
      try $0.with(dataset: "/input/origin", .float64([.nan, 2, 3], shape: [3]))
    },
  ]
}

extension Refusal {
  private static func texts(_ texts: [String]) throws -> Values { try .strings(texts) }

  private static func integers(_ integers: [Int64]) throws -> Values {
    try .int64(integers, shape: [integers.count])
  }

  private static let sizes = "/input/missing/list_sizes"
  private static let all = "/input/missing/texts"
  private static let places = "/input/missing/column_lists"

  /// Of ``ModelSample/missing()``: lists of 3, 14, 0 and 2 texts; columns 0 1 2 0 3.
  static let missing: [Refusal] = [
    Refusal("lists that no one has to know", .requiredPart, "/input/missing") {
      try $0.with("/@required_features", nil)
    },
    Refusal("lists that are not there", .requiredPart, "/input/missing") {
      try $0.without("/input/missing")
    },
    Refusal("lists are a dataset", .kind, "/input/missing") {
      try $0.without("/input/missing").with(dataset: "/input/missing", integers([1]))
    },
    Refusal("no sizes", .presence, sizes) { try $0.without(sizes) },
    Refusal("sizes are no integers", .type, sizes) { try $0.with(dataset: sizes, floats(4)) },
    Refusal("sizes are a scalar", .shape, sizes) { try $0.with(dataset: sizes, .int64(19)) },
    Refusal("a size below 0", .limit, sizes) {
      try $0.with(dataset: sizes, integers([3, 14, -1, 3]))
    },
    Refusal("a size above the limit", .limit, sizes) {
      try $0.with(dataset: sizes, integers([3, 14, 257, 2]))
    },
    Refusal("too many lists", .limit, sizes) {
      try $0.with(dataset: sizes, integers([Int64](repeating: 0, count: 1025)))
    },
    Refusal("more texts than the sizes say", .missing, all) {
      try $0.with(dataset: sizes, integers([3, 14, 0, 1]))
    },
    Refusal("no texts", .missing, all) { try $0.without(all) },
    Refusal("texts are numbers", .type, all) { try $0.with(dataset: all, floats(19)) },
    Refusal("a list in another order", .missing, all) {
      try $0.with(texts: ["?", "-999", "n. d."])
    },
    Refusal("a text twice", .missing, all) { try $0.with(texts: ["-999", "?", "?"]) },
    Refusal("a number in another form", .missing, all) {
      try $0.with(texts: ["-999.0", "?", "n. d."])
    },
    Refusal("a number that is too long", .missing, all) {
      try $0.with(texts: ["1e9999", "?", "n. d."])
    },
    Refusal("an empty text", .missing, all) { try $0.with(texts: ["", "-999", "?"]) },
    Refusal("a text that is NaN", .missing, all) { try $0.with(texts: ["-999", "?", "NaN"]) },
    Refusal("a text with blanks around it", .missing, all) {
      try $0.with(texts: [" ?", "-999", "?"])
    },
    Refusal("a long text", .limit, all) {
      try $0.with(texts: ["-999", "?", String(repeating: "n", count: 1025)])
    },
    Refusal("a list twice", .missing, all) {
      try $0.with(dataset: sizes, integers([1, 1])).with(dataset: all, texts(["?", "?"]))
        .with(dataset: places, integers([0, 1, 0, 1, 0]))
    },
    Refusal("the built-in list alone", .missing, all) {
      try $0.with(dataset: sizes, integers([14])).without(places)
        .with(dataset: all, texts(MissingTexts.builtIn.texts))
    },
    Refusal("lists of columns where there is one", .missing, places) {
      try $0.with(dataset: sizes, integers([1])).with(dataset: all, texts(["?"]))
        .with(dataset: places, integers([0, 0, 0, 0, 0]))
    },
    Refusal("no lists of columns", .presence, places) { try $0.without(places) },
    Refusal("lists of features instead of columns", .shape, places) {
      try $0.with(dataset: places, integers([0, 1, 1, 1, 2, 0, 0, 3]))
    },
    Refusal("a list below 0", .missing, places) {
      try $0.with(dataset: places, integers([0, -1, 2, 0, 3]))
    },
    Refusal("a list behind the last", .missing, places) {
      try $0.with(dataset: places, integers([0, 1, 2, 3, 4]))
    },
    Refusal("lists in another order than the columns'", .missing, places) {
      try $0.with(dataset: places, integers([1, 0, 2, 1, 3]))
    },
    Refusal("a list that no column has", .missing, places) {
      try $0.with(dataset: places, integers([0, 1, 2, 0, 2]))
    },
  ]
}

extension Group {
  /// The tree of ``ModelSample/missing()`` with another first list.
  fileprivate func with(texts list: [String]) throws -> Group {
    let texts = group("input")?.group("missing")?.dataset("texts")?.value.texts ?? []
    let rest = Array(texts.dropFirst(3))
    return try with(dataset: "/input/missing/texts", .strings(list + rest))
  }
}

@Suite struct SchemaRefusalTests {
  @Test(arguments: Refusal.missing) func refusesOfAModelWithLists(_ refusal: Refusal) throws {
    try check(refusal, of: try ModelSample.missing())
  }

  @Test(arguments: Refusal.origins) func refusesOfAModelWithOrigins(_ refusal: Refusal) throws {
    try check(refusal, of: try ModelSample.origins())
  }

  @Test func refusesAnOriginOfALevel() throws {
    let tree = try encodeModel(try ModelSample.categorical())
      .with("/@required_features", .strings(["input/origin"]))
      .with(
        dataset: "/input/origin", .float64([0, 0, 5, 0, 0, 0, 0, 0], shape: [8]))
    let bytes = try AlignedBytes(try sealedFile(tree))
    let error = try #require(throws: ReadError.self) { try readModel(bytes: bytes, name: "m.h5") }
    #expect(error.place == "/input/origin")
    #expect("\(error)".contains("a level of category 0"))
  }

  @Test(arguments: Refusal.categories) func refusesOfACategoricalModel(_ refusal: Refusal) throws {
    try check(refusal, of: try ModelSample.categorical())
  }

  @Test(arguments: Refusal.header + Refusal.input + Refusal.layers + Refusal.output + Refusal.rest)
  func refuses(_ refusal: Refusal) throws { try check(refusal, of: try ModelSample.full()) }

  private func check(_ refusal: Refusal, of model: MultilayerPerceptron) throws {
    let tree = try refusal.edit(try encodeModel(model))
    let bytes = try AlignedBytes(try sealedFile(tree))
    let error = try #require(throws: ReadError.self) {
      try readModel(bytes: bytes, name: "model.h5")
    }
    guard case .schema(let found) = error.reason else {
      Issue.record("\(error)")
      return
    }
    #expect(found.rule == refusal.rule, "\(error)")
    #expect(found.place == refusal.place, "\(error)")
    #expect(error.place == refusal.place)
    // What is there has a place in the file, unless it is a group.
    let isValue =
      found.found == "a dataset" || found.rule == .model && found.place != "/input/categories"
      || ![.presence, .kind, .range, .list, .model].contains(found.rule)
        && !found.found.hasPrefix("a group")
    #expect((error.offset != nil) == (isValue && found.found != "nothing"), "\(error)")
    #expect(560..<bytes.count ~= error.offset ?? 560)
    #expect(error.description.hasPrefix("model.h5: \(refusal.place): found "), "\(error)")
  }

  /// The unchanged tree, by the same way, is taken.
  @Test func takesTheModelThatTheRefusalsStartFrom() throws {
    let model = try ModelSample.full()
    let bytes = try AlignedBytes(try sealedFile(try encodeModel(model)))
    #expect(try readModel(bytes: bytes, name: "model.h5").model == model)
  }

  /// The byte at which an error points is the first of the value.
  @Test func theOffsetIsTheValues() throws {
    let tree = try encodeModel(try ModelSample.full()).with("/output@task", .string("ranking!"))
    let file = try sealedFile(tree)
    let bytes = try AlignedBytes(file)
    let error = try #require(throws: ReadError.self) { try readModel(bytes: bytes, name: "m.h5") }
    let offset = try #require(error.offset)
    #expect(String(decoding: file[offset..<offset + 8], as: UTF8.self) == "ranking!")
  }

  @Test func bothVersionsAreNamed() throws {
    let tree = try encodeModel(try ModelSample.full()).with("/@schema_version", .int64(7))
    let bytes = try AlignedBytes(try sealedFile(tree))
    let error = try #require(throws: ReadError.self) { try readModel(bytes: bytes, name: "m.h5") }
    #expect(
      error.description
        == "m.h5: /@schema_version: found 7, expected 1; update this program: the file is newer")
  }
}
