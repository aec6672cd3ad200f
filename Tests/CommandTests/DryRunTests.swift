import TestSupport
import Testing

/// What a run would do.
@Suite struct DryRunTests {
  private let folder: Folder
  init() throws { folder = try .withIris() }

  @Test func saysWhatWouldBeLearnedAndWritesNothing() throws {
    let names = folder.names
    let ending = try folder.succeed(
      "mlp-train train.csv --hidden 16 --epochs 7 --dry-run --log log.jsonl --report report.html")
    #expect(folder.names == names)
    #expect(ending.errors.isEmpty)
    for line in [
      "task                 classification",
      "rows                 108 to learn from, 12 to validate",
      "classes              setosa 36+4, versicolor 36+4, virginica 36+4",
      "network              4 -> 16 relu -> 3 softmax, 131 parameters",
      "steps                28: 4 an epoch, 7 epochs, 0 done",
      "label_column         species",
    ] {
      #expect(ending.lines.contains(line), "\(line)")
    }
  }

  @Test func saysItToPrograms() throws {
    let plan = try folder.succeed(
      "mlp-train train.csv --label petal_width_cm --ignore species --dry-run --json -o run.h5"
    ).json()
    #expect(plan["task"] as? String == "regression")
    #expect(plan["labels"] as? [String] == ["petal_width_cm"])
    #expect(plan["training_rows"] as? Int == 108)
    #expect(plan["steps_per_epoch"] as? Int == 4)
    #expect(plan["parameters"] as? Int == 3 * 64 + 64 + 64 + 1)
    #expect(try folder.bytes(of: "run.h5") == Iris.run.get())
  }

  @Test func saysWhereARunWouldGoOn() throws {
    let plan = try folder.succeed(
      "mlp-train train.csv --resume run.h5 --epochs 9 --dry-run --json"
    ).json()
    #expect(plan["completed_epochs"] as? Int == 5)
    #expect(plan["epochs"] as? Int == 9)
  }

  @Test(arguments: [("--lr -1", 2), ("--label kind", 3), ("--resume model.h5", 4)])
  func findsWhatIsWrong(options: String, code: Int32) throws {
    #expect(try folder.run("mlp-train train.csv --dry-run \(options)").status == code)
  }
}
