import Elementary

/// The logits that a classifier gives some rows, and the class that each row is of.
public struct LabelledLogits: Sendable {
  /// C, two or more.
  public let classCount: Int
  /// The class of each row, from 0.
  public let classes: [Int]
  private let logits: [Float]

  /// Logits as a network gives them.
  ///
  /// A network of one sigmoid output says how likely the second of two classes is; that is a softmax
  /// over the logits 0 and z. Traps where a class is none of those, or counts do not fit.
  ///
  /// - Parameters:
  ///   - logits: shape [rows, outputs], row-major: before softmax or sigmoid, and before any
  ///     temperature.
  ///   - outputCount: the outputs of a row.
  ///   - classes: one a row.
  public init(_ logits: [Float], outputCount: Int, classes: [Int]) {
    precondition(outputCount >= 1 && logits.count == classes.count * outputCount)
    classCount = max(2, outputCount)
    self.logits = outputCount == 1 ? logits.flatMap { [0, $0] } : logits
    self.classes = classes
    precondition(classes.allSatisfy { (0..<max(2, outputCount)).contains($0) })
  }

  /// The class of each row that a model decides for: that of the largest logit, the first of equals.
  public var decisions: [Int] {
    classes.indices.map { row in
      let z = self[row]
      return z.indices.reduce(z.startIndex) { z[$1] > z[$0] ? $1 : $0 } - z.startIndex
    }
  }

  /// Calls `body` with each row's number and its probabilities [C] at a temperature:
  /// p_c = exp(z_c / T) / Σ_i exp(z_i / T).
  public func forEachRow(temperature: Float, _ body: (Int, [Double]) -> Void) {
    for row in classes.indices {
      let z = self[row]
      let maximum = Double(z.max() ?? 0)
      let powers = z.map { exponential((Double($0) - maximum) / Double(temperature)) }
      let sum = powers.reduce(0, +)
      body(row, powers.map { $0 / sum })
    }
  }

  /// The logits of a row.
  subscript(row: Int) -> ArraySlice<Float> {
    logits[row * classCount..<(row + 1) * classCount]
  }
}
