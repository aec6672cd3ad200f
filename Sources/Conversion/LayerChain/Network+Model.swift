import MLPModel

extension Network {
  /// The network as a model, with names for what its source does not name: features `x0`, `x1` …; classes
  /// `0`, `1` … where the last activation says that there are classes, else outputs `y0`, `y1` ….
  ///
  /// Logarithms of probabilities at the end are written as the probabilities, as SCHEMA.md says: softmax.
  ///
  /// - Parameter source: the fact `imported_from`.
  /// - Throws: `InvalidModel`.
  public func model(from source: String) throws(InvalidModel) -> MultilayerPerceptron {
    let outputs = layers.last?.outputCount ?? 0
    var layers = layers
    if let last = layers.last, last.activation == .logSoftmax, outputs > 1 {
      layers[layers.count - 1] = try last.with(.softmax)
    }
    let task: Task =
      switch layers.last?.activation {
      case .softmax where outputs > 1: .classification
      case .sigmoid: outputs == 1 ? .classification : .multiLabel
      default: .regression
      }
    let labels =
      switch task {
      case .classification: (0..<max(2, outputs)).map { "\($0)" }
      case .multiLabel, .regression: (0..<outputs).map { "y\($0)" }
      }
    return try MultilayerPerceptron(
      input: InputDescription(
        features: offset.indices.map {
          Feature(name: "x\($0)", offset: offset[$0], scale: scale[$0])
        }),
      layers: layers, output: OutputDescription(task: task, labels: labels),
      provenance: Provenance(entries: [.init(Network.sourceKey, .text(source))]))
  }

  /// The key of the fact that says which file format and which release a model came from.
  public static let sourceKey = "imported_from"
}

extension DenseLayer {
  /// The layer with another activation.
  ///
  /// - Throws: `InvalidModel`.
  fileprivate func with(_ activation: Activation) throws(InvalidModel) -> DenseLayer {
    try DenseLayer(
      inputCount: inputCount, outputCount: outputCount, weights: weights, bias: bias,
      activation: activation)
  }
}
