import TestSupport
import Testing

/// Columns of text and missing values, from the table as it is to predictions: a thousand real loans,
/// thirteen of whose columns are text.
@Suite struct MixedTableTests {
  private static let columns =
    "checking_status,credit_history,purpose,savings_status,employment,personal_status,"
    + "other_parties,property_magnitude,other_payment_plans,housing,job,own_telephone,foreign_worker"
  private static let recipe = "--label class --hidden 16 --l2 0.001 --dropout 0.3 --epochs 30"

  private static func folder() throws -> Folder {
    let folder = try Folder()
    for part in ["train", "test"] { try folder.copyTable("credit-\(part).csv", as: "\(part).csv") }
    return folder
  }

  private func logLoss(_ folder: Folder, _ model: String) throws -> Double {
    let metrics = try folder.succeed(
      "mlp-infer \(model) test.csv --evaluate --label class --json"
    ).json()
    return try #require(metrics["log_loss"] as? Double)
  }

  /// Always the share of the classes scores 0.611.
  @Test func textTellsMoreThanTheNumbersAlone() throws {
    let folder = try Self.folder()
    let train = "mlp-train train.csv \(Self.recipe)"
    try folder.succeed("\(train) --categorical \(Self.columns) --threads 1 -o run.h5")
    try folder.succeed("\(train) --categorical \(Self.columns) --threads 2 -o two.h5")
    #expect(try folder.bytes(of: "run.h5") == folder.bytes(of: "two.h5"))
    try folder.succeed("mlp-export run.h5 -o model.h5")
    try folder.succeed("\(train) --ignore \(Self.columns) -o numbers.h5")
    let withText = try logLoss(folder, "model.h5")
    #expect(withText < 0.545)
    #expect(withText < (try logLoss(folder, "numbers.h5")) - 0.015)

    let kept = try folder.succeed("mlp-infer model.h5 test.csv --keep purpose,age").lines
    #expect(kept.count == 201)
    #expect(kept[0] == "purpose,age,class,bad,good")
    let table = try folder.text(of: "test.csv").split(separator: "\n")[1].split(separator: ",")
    #expect(kept[1].hasPrefix("\(table[3]),\(table[12]),"))
  }

  /// What --categorical does is what everybody does by hand: the same numbers, the same model.
  @Test func theSameAsATableEncodedByHand() throws {
    let folder = try Self.folder()
    func encoded(_ name: String, _ levels: [[String]?]) throws -> String {
      try folder.text(of: name).split(separator: "\n").enumerated().map { i, line in
        let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return zip(fields, levels).map { field, levels in
          guard let levels else { return field }
          return levels.map { i == 0 ? "\(field)=\($0)" : $0 == field ? "1" : "0" }
            .joined(separator: ",")
        }.joined(separator: ",") + "\n"
      }.joined()
    }
    let rows = try folder.text(of: "train.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let texts = Set(Self.columns.split(separator: ",").map(String.init))
    let levels: [[String]?] = rows[0].enumerated().map { column, name in
      texts.contains(name) ? Set(rows.dropFirst().map { $0[column] }).sorted() : nil
    }
    for part in ["train", "test"] {
      try folder.write(encoded("\(part).csv", levels), to: "\(part)-hand.csv")
    }
    let recipe = "--label class --scale minmax --hidden 8 --epochs 3"
    try folder.succeed("mlp-train train.csv --categorical \(Self.columns) \(recipe) -o a.h5")
    try folder.succeed("mlp-train train-hand.csv \(recipe) -o b.h5")
    #expect(
      try folder.succeed("mlp-infer a.h5 test.csv").text
        == folder.succeed("mlp-infer b.h5 test-hand.csv").text)
    // The verification rows of a model with text are rows that a table can have.
    try folder.succeed("mlp-export a.h5 -o model.h5 --verification-rows 100")
    #expect(try folder.succeed("mlp-infer model.h5 --check").text.contains("100 rows passed"))
  }

  @Test func resumedRunsKeepTheirColumns() throws {
    let folder = try Self.folder()
    let train = "mlp-train train.csv --categorical \(Self.columns) --impute mean --label class"
    try folder.succeed("\(train) --unknown-level zeros --missing none,NA --epochs 2 -o run.h5")
    try folder.succeed("\(train) --unknown-level zeros --missing none,NA --epochs 4 -o whole.h5")
    try folder.succeed("mlp-train train.csv --resume run.h5 --epochs 4 -o run.h5")
    #expect(try folder.bytes(of: "run.h5") == folder.bytes(of: "whole.h5"))
    let refused = try folder.run("mlp-train train.csv --resume run.h5 --impute zero -o run.h5")
    #expect(refused.status == 2)
    #expect(
      refused.errors.contains(
        "--impute: found \"zero\", expected \"mean\", as in the run of run.h5"))
    // With the features in a file.
    try folder.succeed(
      "\(train) --unknown-level zeros --missing none,NA --epochs 4 --cache . -o cached.h5")
    #expect(try folder.bytes(of: "cached.h5") == folder.bytes(of: "whole.h5"))
  }

  // MARK: - Missing values and unknown levels

  private static let small = """
    size,colour,kind
    1,red,a
    2,blue,b
    ?,red,a
    4,?,b
    5,blue,a
    -99,red,b

    """

  /// What the model makes of a size and a colour.
  private func predict(_ folder: Folder, _ row: String, _ options: String = "") throws -> Ending {
    try folder.write("size,colour\n\(row)\n", to: "row.csv")
    return try folder.run("mlp-infer run.h5 row.csv --predict logits \(options)")
  }

  @Test func missingValuesAreImputedAsInTraining() throws {
    let folder = try Folder()
    try folder.write(Self.small, to: "small.csv")
    let train = "mlp-train small.csv --categorical colour --valid 0 --epochs 20 --missing ?,-99"
    let refused = try folder.run("\(train) -o run.h5")
    #expect(refused.status == 3)
    #expect(refused.errors.contains("small.csv:4: column \"size\" (#1): found \"?\""))
    #expect(refused.errors.contains("--impute mean"))

    try folder.succeed("\(train) --impute mean -o run.h5")
    // The mean of 1, 2, 4 and 5; the tokens are the model's, whatever spelling a number has.
    let mean = try predict(folder, "3,red").text
    for missing in ["?,red", ",red", "-99.0,red", "NaN,red"] {
      #expect(try predict(folder, missing).text == mean)
    }
    #expect(try predict(folder, "4,red").text != mean)
    #expect(try predict(folder, "?,red", "--missing NA").status == 3)
    #expect(try predict(folder, "NA,red", "--missing NA").text == mean)
    let colour = try predict(folder, "3,").text
    #expect(try predict(folder, "3,?").text == colour)
    #expect(colour != mean)

    try folder.succeed("\(train) --impute zero -o run.h5")
    #expect(try predict(folder, "?,red").text == predict(folder, "0,red").text)
    #expect(try predict(folder, "?,red").text != predict(folder, "3,red").text)
  }

  /// `--compare` and `--verify` take --missing as mlp-infer does.
  @Test func missingValuesOfAComparison() throws {
    let folder = try Folder()
    try folder.write(Self.small, to: "small.csv")
    try folder.succeed(
      "mlp-train small.csv --categorical colour --valid 0 --epochs 2 --missing ?,-99 --impute mean -o run.h5"
    )
    try folder.write("size,colour\nn.d.,red\n", to: "other.csv")
    for line in [
      "mlp-export run.h5 --compare run.h5 --on", "mlp-export run.h5 -o model.h5 --verify",
    ] {
      try folder.succeed("\(line) small.csv")
      let refused = try folder.run("\(line) other.csv")
      #expect(refused.status == 3)
      #expect(refused.errors.contains("other.csv:2: column \"size\" (#1): found \"n.d.\""))
      try folder.succeed("\(line) other.csv --missing n.d.")
    }
  }

  @Test func unknownLevels() throws {
    let folder = try Folder()
    try folder.write(Self.small, to: "small.csv")
    let train =
      "mlp-train small.csv --categorical colour --valid 0 --epochs 20 --missing ?,-99 --impute zero"
    try folder.succeed("\(train) -o run.h5")
    let refused = try predict(folder, "1,green")
    #expect(refused.status == 3)
    #expect(
      refused.errors.contains(
        "row.csv:2: column \"colour\" (#2): found \"green\", expected one of the 2 levels"))
    try folder.succeed("\(train) --unknown-level zeros -o run.h5")
    // None of the levels, as --impute zero says of a missing one.
    #expect(try predict(folder, "1,green").text == predict(folder, "1,").text)
  }

  @Test func aTextColumnThatIsNotNamed() throws {
    let folder = try Self.folder()
    let ending = try folder.run("mlp-train train.csv --label class -o run.h5")
    #expect(ending.status == 3)
    #expect(
      ending.errors.contains(
        "name columns of text with --categorical \(Self.columns), or leave them out with the same list for --ignore"
      )
    )
  }
}
