import HDF5Tree
import MLPModel
import MLPSchema
import ModelSamples
import Storage
import Testing

/// Models that no file can hold; what a reader refuses of files is in MLPReaderTests.
@Suite struct EncodingRefusalTests {
  private func model(
    features: [Feature] = [Feature(name: "a")], labels: [String] = ["y"],
    provenance: [Provenance.Entry] = []
  ) throws -> MultilayerPerceptron {
    let layer = try DenseLayer(
      inputCount: features.count, outputCount: 1,
      weights: try FloatBlock(features.map { _ in 1 }), bias: try FloatBlock([0]),
      activation: .linear)
    return try MultilayerPerceptron(
      input: InputDescription(features: features), layers: [layer],
      output: OutputDescription(task: .regression, labels: labels),
      provenance: Provenance(entries: provenance))
  }

  private func error(_ model: MultilayerPerceptron) -> SchemaError? {
    do throws(SchemaError) { _ = try encodeModel(model) } catch { return error }
    return nil
  }

  @Test func aNameWithAZeroByte() throws {
    let error = error(try model(features: [Feature(name: "a\0")]))
    #expect(error?.rule == .text)
    #expect(error?.place == "/input/names")
  }

  @Test func aLabelWithAZeroByte() throws {
    #expect(error(try model(labels: ["y\0z"]))?.place == "/output/labels")
  }

  @Test func provenanceTextWithAZeroByte() throws {
    let error = error(try model(provenance: [.init("note", .text("\0"))]))
    #expect(error?.place == "/provenance@note")
  }

  @Test func rangesOfSomeFeaturesOnly() throws {
    let features = [Feature(name: "a", range: 0...1), Feature(name: "b")]
    let error = error(try model(features: features))
    #expect(error?.rule == .range)
    #expect(error?.found == "ranges of 1 features")
  }

  @Test func moreCategoriesThanTheLimit() throws {
    let count = Limits.categoryCount + 1
    let layer = try DenseLayer(
      inputCount: count, outputCount: 1,
      weights: try FloatBlock([Float](repeating: 1, count: count)), bias: try FloatBlock([0]),
      activation: .linear)
    let model = try MultilayerPerceptron(
      input: InputDescription(
        features: (0..<count).map { Feature(name: "f\($0)") },
        categories: (0..<count).map {
          CategoricalColumn(name: "c\($0)", firstFeature: $0, levels: ["a"])
        }), layers: [layer], output: OutputDescription(task: .regression, labels: ["y"]))
    #expect(error(model)?.rule == .limit)
    #expect(error(model)?.place == "/input/categories@count")
  }

  @Test func aColumnNameOverItsLimit() throws {
    let name = String(repeating: "n", count: Limits.nameByteCount + 1)
    let column = CategoricalColumn(name: name, firstFeature: 0, levels: ["a"])
    let base = try model()
    let long = try MultilayerPerceptron(
      input: InputDescription(features: base.input.features, categories: [column]),
      layers: base.layers, output: base.output)
    #expect(error(long)?.rule == .limit)
    #expect(error(long)?.place == "/input/categories/0@column")
  }

  @Test func aNameOverItsLimit() throws {
    let name = String(repeating: "n", count: Limits.nameByteCount + 1)
    #expect(error(try model(features: [Feature(name: name)]))?.rule == .limit)
  }

  @Test func aTextOverItsLimit() throws {
    let text = String(repeating: "n", count: Limits.textByteCount + 1)
    #expect(error(try model(provenance: [.init("note", .text(text))]))?.rule == .limit)
  }

  @Test func moreFactsThanTheLimit() throws {
    let facts = (0...Limits.provenanceCount).map { Provenance.Entry("k\($0)", .integer(0)) }
    #expect(error(try model(provenance: facts))?.rule == .limit)
  }

  @Test func moreLayersThanTheLimit() throws {
    let widths = [Int](repeating: 1, count: Limits.layerCount + 2)
    #expect(error(try ModelSample.model(widths: widths))?.rule == .limit)
  }

  @Test func moreVerificationRowsThanTheLimit() throws {
    let model = try ModelSample.model(widths: [1, 1], rows: Limits.verificationRowCount + 1)
    #expect(error(model)?.rule == .limit)
  }

  @Test func aLayerWiderThanTheLimit() throws {
    let model = try ModelSample.model(widths: [1, Limits.width + 1, 1])
    #expect(error(model)?.rule == .limit)
  }
}
