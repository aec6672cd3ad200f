import TestSupport
import Testing

/// Other programs read what the commands write, and find the same in it.
@Suite struct OtherToolsTests {
  @Test(arguments: ["run.h5", "model.h5"]) func numPyPredictsTheSame(file: String) throws {
    let folder = try Folder.withIris()
    func numbers(_ lines: [String], between separator: Character) -> [[Double]] {
      lines.map { $0.split(separator: separator).compactMap { Double($0) } }
    }
    let script = repository("Tests/CommandTests/predict.py")
    let expected = numbers(
      try output(of: python, [script, folder / file, folder / "test.csv"])
        .split(separator: "\n").map(String.init), between: " ")
    let lines = try folder.succeed("mlp-infer \(file) test.csv --predict proba").lines
    let found = numbers(Array(lines.dropFirst()), between: ",")
    #expect(found.count == 30)
    #expect(found.map(\.count) == expected.map(\.count))
    for (found, expected) in zip(found.joined(), expected.joined()) {
      #expect(abs(found - expected) < 1e-6)
    }
  }

  @Test func h5dumpShowsEverything() throws {
    let folder = try Folder.withIris()
    let names = ["sepal_length_cm", "versicolor", "relu", "mlp-train 0.2.0"]
    let run = try output(of: "h5dump", [folder / "run.h5"])
    let model = try output(of: "h5dump", [folder / "model.h5"])
    for name in names {
      #expect(run.contains("\"\(name)\""))
      #expect(model.contains("\"\(name)\""))
    }
    #expect(run.contains("GROUP \"training\""))
    #expect(!model.contains("GROUP \"training\""))
    #expect(model.contains("GROUP \"verification\""))
  }
}
