import MLPModel
import MLPSchema
import MLPWriter
import ModelSamples
import Storage
import TestSupport
import Testing

/// Every written file is read by h5py and h5dump, which agree on the values.
@Suite struct OtherToolsTests {
  @Test func h5pyReadsWhatWasWritten() throws {
    try withFolder { folder in
      var paths: [String] = []
      var expected: [String] = []
      for (i, sample) in try ModelSample.all().enumerated() {
        paths.append("\(folder)/\(i).h5")
        try writeModel(sample.model, to: paths[i])
        expected += lines(of: sample.model)
      }
      let found = try output(of: python, [repository("Tests/MLPWriterTests/read_model.py")] + paths)
        .split(separator: "\n").map(String.init)
      #expect(found.count == expected.count)
      for (found, expected) in zip(found, expected) { #expect(found == expected) }
    }
  }

  @Test func h5dumpReadsWhatWasWritten() throws {
    try withFolder { folder in
      for (name, model) in try ModelSample.all() {
        let path = "\(folder)/model.h5"
        try writeModel(model, to: path)
        let text = try output(of: "h5dump", [path])
        for (k, layer) in model.layers.enumerated() {
          #expect(text.contains("\"\(layer.activation.tag)\""), "\(name)")
          let place = "/layers/\(k)/weights"
          _ = try output(
            of: "h5dump", ["-d", place, "-b", "LE", "-o", folder / "weights", path])
          #expect(try folder.bytes(of: "weights") == bytes(layer.weights), "\(name), layer \(k)")
        }
      }
    }
  }

  /// SCHEMA.md is enough to write a second implementation from.
  @Test func aWriterMadeFromTheTextWritesTheSameFile() throws {
    try withFolder { folder in
      let script = repository("Tests/MLPWriterTests/write_model.py")
      _ = try output(of: python, [script, folder / "model.h5"])
      #expect(
        try folder.bytes(of: "model.h5")
          == TestSupport.bytes(at: repository("fixtures/models/v1/example.h5")))
    }
  }

  /// What read_model.py has to print of a model.
  private func lines(of model: MultilayerPerceptron) -> [String] {
    var lines: [String] = []
    for feature in model.input.features {
      var numbers = [feature.offset, feature.scale]
      if let range = feature.range { numbers += [range.lowerBound, range.upperBound] }
      lines.append("feature \(hex(feature.name)) \(hex(numbers))")
    }
    if let note = model.input.privacyNote { lines.append("note \(hex(note))") }
    for layer in model.layers {
      let numbers = "\(hex(layer.weights.array)) \(hex(layer.bias.array))"
      lines.append(
        "layer \(hex(layer.activation.tag)) \(layer.inputCount) \(layer.outputCount) \(numbers)")
      for parameter in layer.activation.parameters {
        lines.append("parameter \(parameter.name) \(hex([parameter.value]))")
      }
    }
    let output = model.output
    let labels = output.labels.map(hex).joined(separator: " ")
    lines.append("output \(hex(output.task.rawValue)) \(hex([output.temperature])) \(labels)")
    for category in model.input.categories {
      let words = [category.unknown.rawValue] + category.levels
      lines.append(
        "category \(hex(category.name)) \(category.firstFeature) "
          + words.map(hex).joined(separator: " "))
    }
    if let imputed = model.input.imputedValues { lines.append("imputed \(hex(imputed))") }
    if model.input.hasOrigins {
      let origins = model.input.features.flatMap {
        withUnsafeBytes(of: $0.origin.bitPattern.littleEndian, Array.init)
      }
      lines.append("origin \(hex(origins))")
    }
    if model.input.hasMissingTexts {
      var lists: [MissingTexts] = []
      for list in model.input.columns.map(\.missing) where !lists.contains(list) {
        lists.append(list)
      }
      lines += lists.map { (["missing"] + $0.texts.map(hex)).joined(separator: " ") }
      let places = model.input.columns.map { lists.firstIndex(of: $0.missing) ?? -1 }
      lines.append("lists " + places.map(String.init).joined(separator: " "))
    }
    if output.threshold != 0.5 { lines.append("threshold \(hex([output.threshold]))") }
    if let rows = model.verification {
      lines.append(
        "verification \(hex([rows.tolerance])) \(rows.outputs.count / model.outputCount)")
      lines.append("\(hex(rows.inputs.array)) \(hex(rows.outputs.array))")
    }
    for entry in model.provenance.entries.sorted(by: { $0.key < $1.key }) {
      if case .text(let text) = entry.value {
        lines.append("fact \(entry.key) \(hex(text))")
      } else {
        lines.append("fact \(entry.key) \(entry.value)")
      }
    }
    lines.append("identity \(ModelIdentity(of: model, arithmeticVersion: 1))")
    return lines
  }

  private func hex(_ text: String) -> String { hex(Array(text.utf8)) }

  private func hex(_ numbers: [Float]) -> String {
    hex(numbers.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) })
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private func bytes(_ block: FloatBlock) -> [UInt8] {
    block.array.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian, Array.init) }
  }
}
