import Foundation
import HDF5Tree
import MLPModel
import ModelSamples
import Storage
import TestSupport
import Testing

@testable import MLPSchema

/// SCHEMA.md and the code say the same.
@Suite struct SchemaDocumentTests {
  private static let text =
    (try? String(
      contentsOfFile: repository("Sources/Format/MLPSchema/SCHEMA.md"), encoding: .utf8)) ?? ""

  @Test func theIdentityOfTheExample() throws {
    let block = try #require(Self.text.components(separatedBy: "```identity\n").last)
    let lines = try #require(block.components(separatedBy: "```").first).split(separator: "\n")
    let stated = lines.map { $0.prefix { $0 != " " } }.joined()
    var found = ""
    let model = try ModelSample.documented()
    writeCanonicalForm(of: model, arithmeticVersion: 1) { bytes in
      for i in 0..<bytes.byteCount {
        let byte = bytes.integer(UInt8.self, at: i) ?? 0
        found += (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    #expect(found == stated)
    #expect(Self.text.contains("the \(found.count / 2) bytes are"))
    let identity = ModelIdentity(of: model, arithmeticVersion: 1)
    #expect(Self.text.contains("the identity is `\(identity)`"))
  }

  @Test func everyActivationWithItsParameters() {
    for activation in Activation.all {
      let parameters = activation.parameters.map { "`\($0.name)`" }.joined(separator: ", ")
      let row =
        parameters.isEmpty
        ? "| `\(activation.tag)` | | " : "| `\(activation.tag)` | \(parameters) | "
      #expect(Self.text.contains(row), "\(row)")
    }
  }

  @Test func everyTask() {
    for task in Task.allCases { #expect(Self.text.contains("`\(task.rawValue)`"), "\(task)") }
  }

  @Test func everyPolicyForUnknownLevels() {
    for policy in CategoricalColumn.UnknownLevel.allCases {
      #expect(Self.text.contains("`\(policy.rawValue)`"), "\(policy)")
    }
  }

  /// What a model has beyond the example, behind the example's bytes.
  @Test func theOptionalPartsOfTheIdentity() throws {
    func canonical(_ model: MultilayerPerceptron) -> [UInt8] {
      var bytes: [UInt8] = []
      writeCanonicalForm(of: model, arithmeticVersion: 1) { span in
        bytes += (0..<span.byteCount).map { span.integer(UInt8.self, at: $0) ?? 0 }
      }
      return bytes
    }
    let model = try ModelSample.categorical()
    let plain = try MultilayerPerceptron(
      input: InputDescription(
        features: model.input.features.map {
          Feature(name: $0.name, offset: $0.offset, scale: $0.scale, range: $0.range)
        }), layers: model.layers,
      output: OutputDescription(
        task: .classification, labels: model.output.labels, temperature: 2))
    var expected = canonical(plain)
    func add(_ number: UInt64) { expected.append(littleEndian: number) }
    func add(_ number: Float) { expected.append(littleEndian: number.bitPattern) }
    func add(_ text: String) {
      add(UInt64(text.utf8.count))
      expected += Array(text.utf8)
    }
    add("categories")
    add(2 as UInt64)
    add("colour")
    add(1 as UInt64)
    add("error")
    add(3 as UInt64)
    for level in ["red", "grün", "blue"] { add(level) }
    add("size")
    add(5 as UInt64)
    add("zeros")
    add(2 as UInt64)
    for level in ["S", "extra large"] { add(level) }
    add("imputed")
    for i in 0..<8 { add(Float(i) / 4) }
    add("threshold")
    add(0.25 as Float)
    #expect(canonical(model) == expected)
  }

  /// Origins stand behind imputed values.
  @Test func theOriginsOfTheIdentity() throws {
    func canonical(_ model: MultilayerPerceptron) -> [UInt8] {
      var bytes: [UInt8] = []
      writeCanonicalForm(of: model, arithmeticVersion: 1) { span in
        bytes += (0..<span.byteCount).map { span.integer(UInt8.self, at: $0) ?? 0 }
      }
      return bytes
    }
    let model = try ModelSample.origins()
    let plain = try MultilayerPerceptron(
      input: InputDescription(
        features: model.input.features.map {
          Feature(name: $0.name, offset: $0.offset, scale: $0.scale, range: $0.range)
        }), layers: model.layers, output: model.output)
    var expected = canonical(plain)
    expected.append(littleEndian: 6 as UInt64)
    expected += Array("origin".utf8)
    for origin in [4096, 0, -0.5] { expected.append(littleEndian: origin.bitPattern) }
    #expect(canonical(model) == expected)
  }

  /// Lists of missing values stand behind origins, and before the threshold.
  @Test func theMissingValuesOfTheIdentity() throws {
    func canonical(_ model: MultilayerPerceptron) -> [UInt8] {
      var bytes: [UInt8] = []
      writeCanonicalForm(of: model, arithmeticVersion: 1) { span in
        bytes += (0..<span.byteCount).map { span.integer(UInt8.self, at: $0) ?? 0 }
      }
      return bytes
    }
    let plain = canonical(try ModelSample.categorical())
    var added: [UInt8] = []
    func add(_ number: Int) { added.append(littleEndian: UInt64(number)) }
    func add(_ text: String) {
      add(text.utf8.count)
      added += Array(text.utf8)
    }
    add("missing")
    add(4)
    for list in [["-999", "?", "n. d."], MissingTexts.builtIn.texts, [], ["e\u{301}", "é"]] {
      add(list.count)
      for text in list { add(text) }
    }
    add(5)
    for place in [0, 1, 2, 0, 3] { add(place) }
    let threshold = 8 + "threshold".utf8.count + 4
    #expect(
      canonical(try ModelSample.missing())
        == plain.dropLast(threshold) + added + plain.suffix(threshold))
  }

  /// The list that a column without one has is the document's.
  @Test func theBuiltInMissingValues() throws {
    let part = try #require(Self.text.components(separatedBy: "The built-in texts are").last)
    let block = try #require(part.components(separatedBy: "```").dropFirst().first)
    #expect(
      block.split(separator: "\n").map(String.init).filter { $0 != "text" }
        == MissingTexts.builtIn.texts)
  }

  @Test func everyRequiredFeature() throws {
    let table = try #require(Self.text.components(separatedBy: "| name | since | part |\n").last)
    let rows = table.split(separator: "\n").prefix { $0.hasPrefix("|") }.dropFirst()
    #expect(
      rows.map { $0.split(separator: "`").dropFirst().first.map(String.init) }
        == RequiredFeature.allCases.map(\.rawValue))
  }

  @Test func everyLimit() {
    func grouped(_ number: Int) -> String {
      number.formatted(.number.grouping(.automatic).locale(Locale(identifier: "en_US")))
    }
    let profile = ProfileLimits()
    #expect(Limits.fileByteCount == 4 << 30)
    for row in [
      "| file | 4 GiB", "| layers | \(grouped(Limits.layerCount)) |",
      "| features, outputs of a layer | \(grouped(Limits.width)) |",
      "| categories | \(grouped(Limits.categoryCount)) |",
      "| bytes of a feature name, column, level, label or missing value | \(grouped(Limits.nameByteCount)) |",
      "| bytes of any other text | \(grouped(Limits.textByteCount)) |",
      "| facts of the provenance | \(grouped(Limits.provenanceCount)) |",
      "| lists of missing values | \(grouped(Limits.missingListCount)) |",
      "| texts of a list | \(grouped(Limits.missingTextCount)) |",
      "| verification rows | \(grouped(Limits.verificationRowCount)) |",
      "| required features | \(grouped(Limits.requiredFeatureCount)) |",
      "| depth of groups | \(grouped(profile.depth)) |",
      "| groups and datasets of a file | \(grouped(profile.objects)) |",
      "| attributes of a file | \(grouped(profile.attributes)) |",
      "| bytes of the messages in an object header | \(grouped(profile.headerBytes)) |",
      "| bytes of an element of text | \(grouped(profile.stringBytes)) |",
      "A name has 1 to \(profile.nameBytes) bytes of printable ASCII",
      "| array of rank r, 1 to \(profile.dimensions) |",
    ] {
      #expect(Self.text.contains(row), "\(row)")
    }
  }

  /// Each row of the table of limits is one that the code states.
  @Test func noOtherLimit() throws {
    let table = try #require(Self.text.components(separatedBy: "| of | limit | reason |\n").last)
    #expect(table.split(separator: "\n").prefix { $0.hasPrefix("|") }.count == 1 + 16)
  }

  @Test func versionsAndMagic() {
    #expect(SchemaVersion.current == 1)
    #expect(ArithmeticVersion.current == 1)
    #expect(Self.text.contains("# The model file, schema \(SchemaVersion.current)\n"))
    let magic = Seal.magic.map { String($0, radix: 16, uppercase: true) }
      .map { $0.count < 2 ? "0" + $0 : $0 }.joined(separator: " ")
    #expect(Self.text.contains("| 0 | 8 bytes | `\(magic)` |"))
  }
}
