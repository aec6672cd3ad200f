import HDF5Tree
import MLPModel
import MLPSchema
import ModelSamples
import Mutants
import Storage
import TestSupport
import Testing

/// A pinned identity pins the answers: whatever of a file is changed, each thing by itself and under a seal that fits,
/// the model is refused or answers as before.
///
/// The changes come from the tree of the file: what it holds is not listed here.
@Suite struct PinnedAnswersTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  // MARK: - Models

  /// Facts as programs record them, and some that none reads.
  private static let facts: [Provenance.Entry] = [
    .init("producer", .text("mlp-train 0.1.0")), .init("label_column", .text("label 0")),
    .init("missing_values", .text("?,-999,n. d.")), .init("imputation", .text("mean")),
    .init("scaling", .text("standard")), .init("target_scaling", .text("none")),
    .init("calibration", .text("temperature")), .init("empty_columns", .text("x")),
    .init("ignored_columns", .text("#1")), .init("weight_column", .text("w")),
    .init("class_weights", .text("balanced")), .init("threshold", .number(0.5)),
    .init("temperature", .number(1)), .init("seed", .integer(7)),
    .init("source", .text("keras 3.0")), .init("acme.note", .text("note")),
  ]

  private static let names = [
    "imputing", "categorical", "origins", "missing", "multi-label", "regression", "checkpoint",
  ]

  private static func sample(_ name: String) throws -> MultilayerPerceptron {
    switch name {
    case "categorical": try ModelSample.categorical()
    case "origins": try ModelSample.origins()
    case "missing": try ModelSample.missing()
    case "multi-label": try ModelSample.model(widths: [3, 4], last: .sigmoid, task: .multiLabel)
    case "regression": try ModelSample.model(widths: [2, 3, 2])
    default: try ModelSample.full()
    }
  }

  /// The tree of a sample's file, with numbers for missing values, facts and rows that come out.
  private static func tree(_ name: String) throws -> Group {
    let sample = try sample(name)
    let features = sample.input.features.enumerated().map { i, feature in
      Feature(
        name: feature.name, origin: feature.origin, offset: feature.offset, scale: feature.scale,
        range: feature.range, imputed: name == "multi-label" ? nil : Float(i) / 4,
        missing: feature.missing)
    }
    let model = try MultilayerPerceptron(
      input: InputDescription(
        features: features, categories: sample.input.categories, privacyNote: "a note"),
      layers: sample.layers, output: sample.output, provenance: Provenance(entries: facts))
    let training = Group(
      attributes: [Attribute("epoch", try .int64(3))],
      members: [Member("moments", Dataset(try .float64([1, 2], shape: [2])))])
    var tree = try encodeModel(
      model.with(verification: model.verificationRows(2, seed: 0)),
      training: name == "checkpoint" ? training : nil)
    tree.attributes.append(Attribute("acme.note", try .string("what the schema does not know")))
    return tree
  }

  // MARK: - The table

  /// Gaps in every spelling, texts that no column knows, numbers out of any range.
  private static let cells = [
    "", "NA", "nan", "?", "-999", "-999.0", "n. d.", "é", "#N/A N/A", "null", "None", "1.#IND",
    "unknown", "1e9", "-1e9", "inf", "0",
  ]

  /// A row for each of these cells in each column, with labels behind them.
  private static func table(for model: MultilayerPerceptron) -> String {
    func quoted(_ text: String) -> String { "\"\(text.replacing("\"", with: "\"\""))\"" }
    let usual = model.input.columns.map { column in
      switch column {
      case .number(let feature): "\(feature.origin + Double(feature.range?.lowerBound ?? 0.5))"
      case .category(let category): category.levels[0]
      }
    }
    let labels: [String]
    switch model.output.task {
    case .classification: labels = ["label"]
    case .multiLabel, .regression: labels = Array(model.output.labels)
    }
    let header = model.input.columns.map { quoted($0.name) } + labels.map(quoted)
    var rows = [header.joined(separator: ",")]
    for column in usual.indices {
      for (i, cell) in cells.enumerated() {
        var row = usual
        row[column] = cell
        let given =
          model.output.task == .classification
          ? [model.output.labels[i % model.output.labels.count]] : labels.map { _ in "\(i % 2)" }
        rows.append((row.map(quoted) + given).joined(separator: ","))
      }
    }
    return rows.joined(separator: "\n") + "\n"
  }

  // MARK: - Changes

  /// A file in which one thing is another.
  private struct Change {
    let name: String
    let tree: Group
  }

  /// The tree with each of its attributes and datasets changed, taken away and, where another sample has it and
  /// this one does not, added.
  private static func changes(of tree: Group, adding others: [Group]) -> [Change] {
    var found: [Change] = []
    for i in tree.attributes.indices {
      let name = "@" + tree.attributes[i].name
      for value in values(near: tree.attributes[i].value) {
        var changed = tree
        changed.attributes[i].value = value
        found.append(Change(name: name, tree: changed))
      }
      var changed = tree
      changed.attributes.remove(at: i)
      found.append(Change(name: name + " removed", tree: changed))
    }
    for attribute in others.flatMap(\.attributes) where tree.attribute(attribute.name) == nil {
      var changed = tree
      changed.attributes.append(attribute)
      found.append(Change(name: "@\(attribute.name) added", tree: changed))
    }
    for (i, member) in tree.members.enumerated() {
      var changed = tree
      changed.members.remove(at: i)
      found.append(Change(name: "/\(member.name) removed", tree: changed))
      switch member.object {
      case .dataset(let dataset):
        for value in values(near: dataset.value) {
          changed = tree
          changed.members[i] = Member(member.name, Dataset(value))
          found.append(Change(name: "/\(member.name)", tree: changed))
        }
      case .group(let group):
        for inner in changes(of: group, adding: others.compactMap { $0.group(member.name) }) {
          changed = tree
          changed.members[i] = Member(member.name, inner.tree)
          found.append(Change(name: "/\(member.name)\(inner.name)", tree: changed))
        }
      }
    }
    for member in others.flatMap(\.members)
    where !tree.members.contains(where: { $0.name == member.name }) {
      var changed = tree
      changed.members.append(member)
      found.append(Change(name: "/\(member.name) added", tree: changed))
    }
    return found
  }

  /// Values of the same type and shape that are others, the first of them by little.
  private static func values(near value: Values) -> [Values] {
    var found: [Values?] = []
    if let numbers = value.floats?.array, let first = numbers.first, let last = numbers.last {
      for number in [first.nextUp, -first, first + 1, 0] {
        found.append(try? .float32([number] + numbers.dropFirst(), shape: value.shape))
      }
      found.append(try? .float32(numbers.dropLast() + [last * 2], shape: value.shape))
      found.append(try? .float32(numbers.reversed(), shape: value.shape))
    } else if let numbers = value.doubles, let first = numbers.first {
      for number in [first.nextUp, first + 1, 0] {
        found.append(try? .float64([number] + numbers.dropFirst(), shape: value.shape))
      }
    } else if let numbers = value.integers, let first = numbers.first {
      for number in [first + 1, first - 1, 0] {
        found.append(try? .int64([number] + numbers.dropFirst(), shape: value.shape))
      }
      found.append(try? .int64(numbers.reversed(), shape: value.shape))
    } else if let texts = value.texts, let first = texts.first {
      // A base of these: one of the gaps of the table, one of its values, a list of them.
      for text in [first + "x", "", "0", "NA", "0.5,0,NA", "zeros", "multi_label", "regression"] {
        found.append(
          value.shape.isEmpty
            ? try? .string(text) : try? .strings([text] + texts.dropFirst()))
      }
      if texts.count > 1 { found.append(try? .strings(texts.reversed())) }
    }
    return found.compactMap { $0 }.filter { $0 != value }
  }

  // MARK: - Answers

  private static let calls = [
    "--predict all --verdict --on-error nan", "--evaluate --on-error skip",
  ]

  /// What `mlp-infer` prints for `m.h5`, each call; nil where it refuses the model.
  private func answers(_ identity: String, _ labels: String) throws -> [String]? {
    var texts: [String] = []
    for call in Self.calls {
      let label = call.contains("--evaluate") ? " --label \(labels)" : ""
      let ending = try folder.run("mlp-infer m.h5 t.csv --identity \(identity) \(call)\(label)")
      if ending.status == 4 { return nil }
      #expect(ending.status == 0, "\(call): \(ending.errors)")
      texts.append(ending.text)
    }
    return texts
  }

  @Test(arguments: names) func nothingUnderAnIdentityChangesAnAnswer(_ name: String) throws {
    let tree = try Self.tree(name)
    let model = try decodeModel(tree)
    let identity = try FileHeader(tree).identity.description
    let labels =
      model.output.task == .classification
      ? "label"
      : (0..<model.output.labels.count).map { "#\(model.input.columns.count + $0 + 1)" }
        .joined(separator: ",")
    try folder.write(Self.table(for: model), to: "t.csv")
    try folder.write(sealed(Image(tree).bytes), to: "m.h5")
    let expected = try #require(try answers(identity, labels))
    #expect(expected[0].split(separator: "\n").count > 20)

    let others = try Self.names.filter { $0 != name }.map(Self.tree)
    var (refused, same) = (0, 0)
    for change in Self.changes(of: tree, adding: others) {
      try folder.write(sealed(Image(change.tree).bytes), to: "m.h5")
      guard let found = try answers(identity, labels) else {
        refused += 1
        continue
      }
      same += 1
      #expect(found == expected, "\(name): \(change.name) under \(identity)")
    }
    // Facts may change, and weights may not.
    #expect(refused > 60 && same > 60, "\(refused) refused, \(same) the same")
  }
}
