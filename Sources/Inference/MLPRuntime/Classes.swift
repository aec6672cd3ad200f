import MLPKernels
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
      // Apart from more rows, as in `run`.
      guard rows != 1 else {
        return try decide(x, 0..<1, in: singleRowProbabilities, &classes)
      }
      let room = makeRoom(rows: rows)
      let piece = max(1, room.count / model.outputCount)
      for start in stride(from: 0, to: rows, by: piece) {
        try decide(x, start..<min(rows, start + piece), in: room, &classes)
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
    _ x: Span<Float>, _ rows: Range<Int>, in probabilities: FloatBuffer,
    _ classes: inout MutableSpan<Int32>
  ) throws(ShapeError) {
    let (inputs, outputs) = (model.inputCount, model.outputCount)
    let x = x.extracting(rows.lowerBound * inputs..<rows.upperBound * inputs)
    try probabilities.write(rows.count * outputs) { results throws(ShapeError) in
      try predict(x, into: &results)
    }
    probabilities.withSpan { probabilities in
      for (i, row) in rows.enumerated() {
        let decision = model.output.decision(
          probabilities.extracting(i * outputs..<(i + 1) * outputs))
        classes[row] = decision.map(Int32.init) ?? -1
      }
    }
  }

  /// Room for the probabilities of `rows` rows, of as many as are worth it, or, where there is no memory for them, of
  /// fewer.
  private func makeRoom(rows: Int) -> FloatBuffer {
    let wanted = min(rows, Self.rowsAtATime, max(1, Self.numbersAtATime / model.outputCount))
    let count = wanted * model.outputCount
    if probabilities.count < count,
      let larger = optional({ () throws(OutOfMemory) in try FloatBuffer(count: count) })
    {
      probabilities = larger
    }
    return probabilities
  }

  /// Enough for all threads to have work, few enough for their probabilities to stay in a cache.
  private static let rowsAtATime = 1024
  private static let numbersAtATime = 1 << 20
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
