import MLPModel
import Storage

extension Session {
  /// Runs rows of a classifier and writes the class of each, an index into its labels, as
  /// ``MLPModel/OutputDescription/decision(_:)`` takes it from the row's probabilities.
  ///
  /// - Parameters:
  ///   - x: rows [n, inputs], row-major, before scaling.
  ///   - classes: receives [n]; -1 for a row whose probabilities are NaN, which decide nothing.
  /// - Throws: ``ClassError``, before anything is computed.
  /// - Complexity: O(n parameters). Allocates only where n is larger than at any call before, up to
  ///   1,024 rows; more go in parts.
  public func predictClasses(
    _ x: Span<Float>, into classes: inout MutableSpan<Int32>
  ) throws(ClassError) {
    guard model.output.task == .classification else { throw .notAClassifier(model.output.task) }
    do throws(ShapeError) {
      let rows = try rowCount(of: x)
      guard classes.count == rows else {
        throw ShapeError(what: "classes", found: classes.count, expected: "\(rows)")
      }
      for start in stride(from: 0, to: rows, by: Self.rowsAtATime) {
        let end = min(rows, start + Self.rowsAtATime)
        try decide(x, start..<end, &classes)
      }
    } catch {
      throw .shape(error)
    }
  }

  /// The classes of rows in an array of their own: [n, inputs] to [n], as
  /// ``predictClasses(_:into:)`` has them.
  ///
  /// - Parameter x: rows [n, inputs], row-major, before scaling.
  /// - Returns: [n]; -1 for a row whose probabilities are NaN.
  /// - Throws: ``ClassError``.
  /// - Complexity: O(n parameters), and the array.
  public func predictClasses(_ x: [Float]) throws(ClassError) -> [Int32] {
    var classes = [Int32](repeating: -1, count: x.count / model.inputCount)
    var span = classes.mutableSpan
    try predictClasses(x.span, into: &span)
    return classes
  }

  private func decide(
    _ x: Span<Float>, _ rows: Range<Int>, _ classes: inout MutableSpan<Int32>
  ) throws(ShapeError) {
    // Out of the session while it is written, so that nothing is copied.
    var probabilities: [Float] = []
    swap(&probabilities, &self.probabilities)
    defer { swap(&probabilities, &self.probabilities) }
    let (inputs, outputs) = (model.inputCount, model.outputCount)
    probabilities.resize(to: rows.count * outputs)
    var results = probabilities.mutableSpan
    try predict(
      x.extracting(rows.lowerBound * inputs..<rows.upperBound * inputs), into: &results)
    for (i, row) in rows.enumerated() {
      let decision = model.output.decision(
        probabilities.span.extracting(i * outputs..<(i + 1) * outputs))
      classes[row] = decision.map(Int32.init) ?? -1
    }
  }

  /// Enough for all threads to have work, few enough for their probabilities to stay in a cache.
  private static let rowsAtATime = 1024
}

/// Why there are no classes of rows.
public enum ClassError: Error, Equatable, CustomStringConvertible {
  /// A span does not fit the model.
  case shape(ShapeError)
  /// The model's outputs are not the probabilities of classes that exclude each other.
  case notAClassifier(Task)

  /// One line for a person.
  public var description: String {
    switch self {
    case .shape(let error): error.description
    case .notAClassifier(let task):
      "classes: found a model for the task \"\(task.rawValue)\", expected one for "
        + "\"\(Task.classification.rawValue)\"; use predict for its outputs"
    }
  }
}
