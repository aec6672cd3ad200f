import Storage
import Text

/// A trained network with everything needed to run it: x → (x - offset) * scale → layers → output.
///
/// A value: whoever holds one knows that its shapes chain, its numbers are finite and its names are
/// unique, because nothing else can be made.
public struct MultilayerPerceptron: Sendable, Equatable {
  /// What goes in.
  public let input: InputDescription
  /// The layers, first to last; at least one.
  public let layers: [DenseLayer]
  /// What comes out.
  public let output: OutputDescription
  /// Rows that the model can be checked with; nil where there are none.
  public let verification: VerificationRows?
  /// Where the model came from.
  public let provenance: Provenance

  /// A model of those parts.
  ///
  /// - Throws: ``InvalidModel`` where shapes do not chain, a number is not finite, a name is empty or
  ///   stands twice, or the output layer does not fit the task.
  /// - Complexity: O(parameters).
  public init(
    input: InputDescription, layers: [DenseLayer], output: OutputDescription,
    verification: VerificationRows? = nil, provenance: Provenance = Provenance()
  ) throws(InvalidModel) {
    self.input = input
    self.layers = layers
    self.output = output
    self.verification = verification
    self.provenance = provenance
    try checkInput()
    try checkLayers()
    try checkOutput()
    try checkVerification()
    try checkUnique(TextList(provenance.entries.map(\.key)), .provenance)
  }

  /// The number of features, n_0.
  public var inputCount: Int { input.features.count }

  /// The number of outputs, n_L.
  public var outputCount: Int { layers.last?.outputCount ?? 0 }

  /// The number of weights and biases.
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

  /// The same network with other verification rows.
  ///
  /// - Throws: ``InvalidModel`` where their shapes do not fit.
  public func with(verification: VerificationRows?) throws(InvalidModel) -> MultilayerPerceptron {
    try MultilayerPerceptron(
      input: input, layers: layers, output: output, verification: verification,
      provenance: provenance)
  }
}
