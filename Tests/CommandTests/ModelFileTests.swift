import MLPModel
import ModelSamples
import Storage
import TestSupport
import Testing

/// Models that other tools made, or that say more than most.
@Suite struct ModelFileTests {
  private let folder: Folder
  init() throws { folder = try .withIris() }

  @Test func exportTakesAnUnsealedModel() throws {
    let sealed = try folder.bytes(of: "model.h5")
    try folder.unseal("model.h5")
    let ending = try folder.succeed("mlp-export model.h5 -o new.h5")
    #expect(ending.errors.contains("model.h5: has no seal"))
    #expect(try folder.bytes(of: "new.h5") == sealed)
  }

  @Test func exportKeepsEverythingButRanges() throws {
    try folder.writeModel(ModelSample.categorical(), to: "a.h5")
    try folder.succeed("mlp-export a.h5 -o b.h5 --no-ranges")
    /// What is said of a file, one blank between words.
    func lines(_ file: String) throws -> [String] {
      try folder.succeed("mlp-infer \(file) --describe").lines.map {
        $0.split(separator: " ").joined(separator: " ")
      }
    }
    let (a, b) = (try lines("a.h5"), try lines("b.h5"))
    for line in [
      "colour \"red\", \"grün\", \"blue\" others are refused missing: 0.25, 0.5, 0.75",
      "size \"S\", \"extra large\" others are none of them missing: 1.25, 1.5",
      "temperature 2.0",
      "label 1 where its probability is above 0.25", "fact of it",
    ] {
      #expect(a.contains(line) && b.contains(line), "\(line) in \(a)")
    }
    #expect(a.contains { $0.hasPrefix("note: ") } && !b.contains { $0.hasPrefix("note: ") })
    #expect(a.contains { $0.hasPrefix("feature 4 0.59") && $0.hasSuffix("missing: 1.0") })
    #expect(b.contains { $0.hasPrefix("feature 4 range unknown") && $0.hasSuffix("missing: 1.0") })
  }

  @Test func absentVerificationIsSaidOnce() throws {
    let ending = try folder.succeed("mlp-infer run.h5 test.csv")
    #expect(ending.errors.hasPrefix("mlp-infer: run.h5: found no verification rows"))
    #expect(ending.errors.split(separator: "\n").count == 1)
    #expect(try folder.succeed("mlp-infer run.h5 test.csv -q").errors.isEmpty)
    #expect(try folder.succeed("mlp-infer model.h5 test.csv").errors.isEmpty)
  }

  @Test func onlyThePinnedModelPredicts() throws {
    let about = try folder.succeed("mlp-infer model.h5 --describe --json").json()
    let identity = try #require(about["identity"] as? String)
    #expect(
      try folder.succeed("mlp-infer model.h5 test.csv --identity \(identity)").text
        == folder.succeed("mlp-infer model.h5 test.csv").text)
  }

  @Test func missingValuesAreWhatTheModelSays() throws {
    let base = try ModelSample.model(widths: [3, 4, 2])
    let features = base.input.features.enumerated().map { i, feature in
      Feature(name: "abc".map(String.init)[i], imputed: Float(i) + 0.5)
    }
    try folder.writeModel(
      try MultilayerPerceptron(
        input: InputDescription(features: features), layers: base.layers, output: base.output),
      to: "imputing.h5")
    try folder.write("c,a,b\n1,NA,3\n,,\n", to: "missing.csv")
    try folder.write("c,a,b\n1,0.5,3\n2.5,0.5,1.5\n", to: "filled.csv")
    #expect(
      try folder.succeed("mlp-infer imputing.h5 missing.csv").text
        == folder.succeed("mlp-infer imputing.h5 filled.csv").text)
  }

  /// Names, labels, notes and facts that would clear a screen, set a title, hide or turn text.
  @Test func aFileCannotPlayTricksOnATerminal() throws {
    let tricks = [
      "\u{1B}[2J", "\u{1B}]0;title\u{7}", "\u{9B}31m", "\u{202E}txet", "a\nb", "a\rb", "\u{7F}",
      "\u{2028}", "\u{E0041}", "\u{200B}", "\"\\",
    ]
    let base = try ModelSample.model(widths: [tricks.count + 2, 3, tricks.count])
    let names = tricks.map { "feature \($0)" } + ["f", "g"]
    let model = try MultilayerPerceptron(
      input: InputDescription(
        features: names.map { Feature(name: $0) },
        categories: [
          CategoricalColumn(
            name: "c" + tricks[0], firstFeature: tricks.count, levels: [tricks[1], tricks[3]])
        ], privacyNote: tricks.joined()), layers: base.layers,
      output: OutputDescription(task: .regression, labels: tricks),
      provenance: Provenance(entries: [
        .init("note", .text(tricks.joined() + String(repeating: "long", count: 10_000)))
      ]))
    try folder.writeModel(model, to: "tricks.h5")
    for line in ["--describe", "--describe --json", "--check", "--check --json"] {
      let text = try folder.succeed("mlp-infer tricks.h5 \(line)").text
      for scalar in text.unicodeScalars where scalar != "\n" {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
          Issue.record("\(line): U+\(String(scalar.value, radix: 16))")
        default: break
        }
      }
      if !line.contains("json") { #expect(text.utf8.count < 5000, "\(line)") }
    }
    let about = try folder.succeed("mlp-infer tricks.h5 --describe --json").json()
    #expect(about["labels"] as? [String] == tricks)
  }

  @Test func longListsAreCutForPeople() throws {
    try folder.writeModel(try ModelSample.model(widths: [131, 50]), to: "wide.h5")
    let lines = try folder.succeed("mlp-infer wide.h5 --describe").lines
    #expect(lines.contains("  … and 91 more (--json prints all)"))
    #expect(lines.contains("  … and 10 more (--json prints all)"))
    let about = try folder.succeed("mlp-infer wide.h5 --describe --json").json()
    #expect((about["features"] as? [[String: Any]])?.count == 131)
    #expect((about["labels"] as? [String])?.count == 50)
  }
}
