import MLPModel
import Storage
import Text

/// Writes the bytes that a model's identity is the digest of: SCHEMA.md, "Identity".
///
/// Every list is preceded by its length and every choice by its tag, so no two models give the same
/// bytes. Weights are passed on as they lie in memory.
func writeCanonicalForm(
  of model: MultilayerPerceptron, arithmeticVersion: Int64, _ write: (RawSpan) -> Void
) {
  var form = CanonicalForm()
  form.add("mlp-model identity 1")
  form.add(UInt64(bitPattern: arithmeticVersion))

  form.add(UInt64(model.input.features.count))
  for (i, feature) in model.input.features.numbers.enumerated() {
    form.add(model.input.features.names, i)
    form.add(feature.offset)
    form.add(feature.scale)
    form.add(UInt64(feature.range == nil ? 0 : 1))
    if let range = feature.range {
      form.add(range.lowerBound)
      form.add(range.upperBound)
    }
    form.flushIfLarge(to: write)
  }

  form.add(UInt64(model.layers.count))
  for layer in model.layers {
    form.add(UInt64(layer.inputCount))
    form.add(UInt64(layer.outputCount))
    form.add(layer.activation.tag)
    form.add(UInt64(layer.activation.parameters.count))
    for parameter in layer.activation.parameters {
      form.add(parameter.name)
      form.add(parameter.value)
    }
    form.flush(to: write)
    layer.weights.bytes.withBytes(write)
    layer.bias.bytes.withBytes(write)
  }

  form.add(model.output.task.rawValue)
  form.add(model.output.temperature)
  form.add(UInt64(model.output.labels.count))
  form.add(model.output.labels, write)
  form.add(optionalPartsOf: model, write)
  form.flush(to: write)
}

private struct CanonicalForm {
  private var bytes: [UInt8] = []

  mutating func add(_ text: String) {
    add(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func add(_ texts: TextList, _ i: Int) {
    texts.withBytes(at: i) { text in
      add(UInt64(text.byteCount))
      unsafe text.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }
  }

  mutating func add(_ texts: TextList, _ write: (RawSpan) -> Void) {
    for i in texts.indices {
      add(texts, i)
      flushIfLarge(to: write)
    }
  }

  mutating func add(_ number: Float) { bytes.append(littleEndian: number.bitPattern) }

  mutating func add(_ number: UInt64) { bytes.append(littleEndian: number) }

  /// Each part only where the model has it, behind its name.
  mutating func add(optionalPartsOf model: MultilayerPerceptron, _ write: (RawSpan) -> Void) {
    if !model.input.categories.isEmpty {
      add(Name.categories)
      add(UInt64(model.input.categories.count))
      for category in model.input.categories {
        add(category.name)
        add(UInt64(category.firstFeature))
        add(category.unknown.rawValue)
        add(UInt64(category.levels.count))
        add(category.levels, write)
      }
    }
    if model.input.imputes {
      add(Name.imputed)
      for feature in model.input.features.numbers {
        if let value = feature.imputed { add(value) }
        flushIfLarge(to: write)
      }
    }
    if model.input.hasOrigins {
      add(Name.origin)
      for feature in model.input.features.numbers {
        add(feature.origin.bitPattern)
        flushIfLarge(to: write)
      }
    }
    if let missing = MissingLists(of: model.input) {
      add(Name.missing)
      add(UInt64(missing.lists.count))
      for list in missing.lists {
        add(UInt64(list.texts.count))
        for text in list.texts { add(text) }
      }
      add(UInt64(missing.ofColumns.count))
      for list in missing.ofColumns { add(UInt64(list)) }
    }
    if model.output.threshold != 0.5 {
      add(Name.threshold)
      add(model.output.threshold)
    }
  }

  /// So that the bytes take little memory, however many names there are.
  mutating func flushIfLarge(to write: (RawSpan) -> Void) {
    if bytes.count >= 4096 { flush(to: write) }
  }

  mutating func flush(to write: (RawSpan) -> Void) {
    unsafe write(bytes.span.bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
