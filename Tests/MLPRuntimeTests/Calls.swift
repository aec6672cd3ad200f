import MLPModel
import MLPRuntime
import ModelSamples

/// A session of a classifier, with batches of many sizes and room for what it says of them: calls
/// that need no memory but the session's.
final class Calls {
  private let session: Session
  private static let sizes = [1, 2, 16, 70, 200]
  private var batches: [Batch]

  /// Large enough for two threads to share the rows of the larger batches, and the columns of the
  /// smaller.
  static func model() throws -> Model {
    try Model(
      ModelSample.model(
        widths: [200, 150, 40, 10], hidden: .gelu, last: .softmax, task: .classification,
        temperature: 1.5))
  }

  init(_ session: Session) {
    self.session = session
    batches = Self.sizes.map { Batch(rows: $0, of: session.model) }
  }

  /// The calls that ``make()`` makes: each kind for each batch.
  static var count: Int { 3 * sizes.count }

  /// Makes each kind of call for each batch.
  func make() throws {
    for i in batches.indices { try batches[i].run(session) }
  }

  /// The bits of all results.
  var results: [UInt32] {
    batches.flatMap { batch in
      (batch.outputs + batch.logits).map(\.bitPattern)
        + batch.classes.map { UInt32(bitPattern: $0) }
    }
  }
}

/// Rows and what a session says of them.
private struct Batch {
  let inputs: [Float]
  private(set) var outputs: [Float]
  private(set) var logits: [Float]
  private(set) var classes: [Int32]

  init(rows: Int, of model: Model) {
    inputs = SessionTests.inputs(rows: rows, of: model)
    outputs = [Float](repeating: 0, count: rows * model.outputCount)
    logits = outputs
    classes = [Int32](repeating: 0, count: rows)
  }

  mutating func run(_ session: Session) throws {
    let x = inputs
    var outputs = outputs.mutableSpan
    try session.predict(x.span, into: &outputs)
    var logits = logits.mutableSpan
    try session.predictLogits(x.span, into: &logits)
    var classes = classes.mutableSpan
    try session.predictClasses(x.span, into: &classes)
  }
}
