import Foundation
import TestSupport
import Testing

/// Rows that cannot be used, and what the command line wants done with them.
@Suite struct BadRowTests {
  private let folder: Folder
  private static let header = "id,sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm\n"
  private static let good = "5.1,3.5,1.4,0.2"

  init() throws {
    folder = try .withIris()
    let rows = [
      "a,\(Self.good)", "b,5.1,x,1.4,0.2", "c,NA,3.5,1.4,0.2", "d,5.1,3.5,1.4", "",
      "f,\(Self.good)", "\"g\",5.1,3.5,\"1,4\",0.2", "h,5.1,3.5,1.4,1e99",
    ]
    try folder.write(Self.header + rows.joined(separator: "\n") + "\n", to: "bad.csv")
  }

  @Test func aBadRowEndsTheRun() throws {
    for options in ["", "--on-error fail"] {
      let ending = try folder.run("mlp-infer model.h5 bad.csv \(options)")
      #expect(ending.status == 3)
      #expect(ending.errors.contains("bad.csv:3: column \"sepal_width_cm\" (#3): found \"x\""))
    }
  }

  @Test func aBadRowBecomesARowOfNaN() throws {
    let ending = try folder.succeed(
      "mlp-infer model.h5 bad.csv --on-error nan --keep id --verdict")
    let lines = ending.lines
    #expect(lines.count == 9)
    #expect(lines[0] == "id,class,setosa,versicolor,virginica,verdict")
    #expect(lines[1].hasPrefix("a,setosa,0.") && lines[1].hasSuffix(",ok"))
    let verdicts = [
      "b,,nan,nan,nan,invalid:sepal_width_cm", "c,,nan,nan,nan,missing:sepal_length_cm",
      ",,nan,nan,nan,invalid", ",,nan,nan,nan,invalid",
    ]
    #expect(Array(lines[2...5]) == verdicts)
    #expect(lines[6].dropFirst() == lines[1].dropFirst())
    #expect(
      lines[7...] == [
        "g,,nan,nan,nan,invalid:petal_length_cm", "h,,nan,nan,nan,invalid:petal_width_cm",
      ])
    #expect(
      ending.errors.hasPrefix(
        "mlp-infer: warning: wrote nan for 6 of 8 rows, which could not be used; the first: "
          + "bad.csv:3: column \"sepal_width_cm\" (#3): found \"x\", expected a number"))
    let classes = try folder.succeed("mlp-infer model.h5 bad.csv --on-error nan --predict class")
    #expect(
      classes.lines == [
        "class", "setosa", "\"\"", "\"\"", "\"\"", "\"\"", "setosa", "\"\"", "\"\"",
      ])
  }

  @Test func aBadRowIsLeftOut() throws {
    let ending = try folder.succeed("mlp-infer model.h5 bad.csv --on-error skip --keep id -q")
    #expect(ending.lines.map { $0.prefix(2) } == ["id", "a,", "f,"])
    #expect(ending.errors.contains("warning: left out 6 of 8 rows"))
    let whole = try folder.succeed("mlp-infer model.h5 test.csv --on-error skip")
    #expect(whole.errors.isEmpty)
    #expect(try whole.output == folder.succeed("mlp-infer model.h5 test.csv").output)
  }

  @Test func theFileOfErrorsHasALineForEach() throws {
    for policy in ["nan", "skip"] {
      try folder.succeed(
        "mlp-infer model.h5 bad.csv --on-error \(policy) --errors bad.jsonl -o out.csv")
      let lines = try folder.text(of: "bad.jsonl").split(separator: "\n")
      let errors = try lines.map { line in
        try #require(
          try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
      #expect(errors.map { $0["line"] as? Int } == [3, 4, 5, 6, 8, 9])
      let columns: [String?] = [
        "sepal_width_cm", "sepal_length_cm", nil, nil, "petal_length_cm", "petal_width_cm",
      ]
      #expect(errors.map { $0["column"] as? String } == columns)
      #expect(errors.map { $0["value"] as? String } == ["x", "NA", nil, nil, "1,4", "1e99"])
      for (error, part) in zip(
        errors, ["mend it", "missing", "4 fields", "empty", "point", "32-bit"])
      {
        #expect((error["message"] as? String)?.contains(part) == true)
      }
    }
    try folder.succeed("mlp-infer model.h5 test.csv --on-error nan --errors bad.jsonl")
    #expect(try folder.text(of: "bad.jsonl") == "")
  }

  /// The same rows in the same order on any number of threads, across blocks.
  @Test(arguments: ["nan", "skip"]) func orderIsTheTablesOnAllThreads(policy: String) throws {
    var (table, ids) = (Self.header, [String]())
    for i in 0..<40_000 {
      switch i % 7 {
      case 2: table += "\(i),5.1,bad,1.4,0.2\n"
      case 5: table += i % 3 == 0 ? "\(i),5.1,3.5\n" : "\"\(i)\",,3.5,1.4,0.2\n"
      default: table += "\(i),\(Self.good)\n"
      }
      let isBad = [2, 5].contains(i % 7)
      if policy == "nan" || !isBad { ids.append(i % 21 == 12 ? "" : "\(i)") }
    }
    try folder.write(table, to: "long.csv")
    let line =
      "mlp-infer model.h5 long.csv --on-error \(policy) --keep id --predict class --errors e.jsonl"
    for threads in [1, 2, 5] {
      let ending = try folder.succeed("\(line) --threads \(threads)")
      #expect(
        ending.lines.dropFirst().map {
          $0.split(separator: ",", omittingEmptySubsequences: false)[0]
        }.map(String.init) == ids)
      #expect(ending.errors.contains("11428 of 40000 rows"))
      let errors = try folder.text(of: "e.jsonl").split(separator: "\n")
      #expect(errors.count == 11_428)
      #expect(errors.last?.hasPrefix("{\"line\":39998,") == true)
    }
  }

  /// What is wrong with the table's form behind a quote nobody can say, so no policy helps.
  @Test(arguments: ["i,5.1\",3.5,1.4,0.2", "\"i\"j,\(good)", "\"i,\(good)", "i\rj,\(good)"])
  func aQuoteOutOfPlaceEndsTheRunAlways(row: String) throws {
    try folder.write(try folder.text(of: "bad.csv") + row + "\nk,\(Self.good)\n", to: "quote.csv")
    for policy in ["nan", "skip"] {
      let ending = try folder.run(
        "mlp-infer model.h5 quote.csv --on-error \(policy) --errors e.jsonl -o out.csv")
      #expect(ending.status == 3)
      #expect(ending.errors.contains("quote.csv:10: "))
      #expect(ending.errors.contains("--on-error \(policy) cannot pass over it"))
      #expect(!folder.names.contains("out.csv"))
    }
  }

  @Test func anEvaluationLeavesBadRowsOut() throws {
    let table = try folder.text(of: "test.csv")
    let first = try #require(table.split(separator: "\n").dropFirst().first)
    try folder.write(table + "1,x,3,4,setosa\n1,2,3,4,rosa\n\(first)\n1,2,3,4,\n", to: "some.csv")
    let line = "mlp-infer model.h5 some.csv --evaluate --label species --json --on-error"
    let ending = try folder.succeed("\(line) skip --errors e.jsonl")
    let found = try ending.json()
    #expect(found["rows"] as? Int == 31)
    #expect(found["skipped"] as? Int == 3)
    #expect(ending.errors.contains("left out 3 of 34 rows"))
    #expect(try folder.text(of: "e.jsonl").split(separator: "\n").count == 3)
    #expect(try folder.run("\(line) fail").status == 3)
    #expect(try folder.run("\(line) nan").status == 2)
  }

  @Test(arguments: [
    "--errors e.jsonl", "--on-error fail --errors e.jsonl", "--on-error skip --errors test.csv",
    "--on-error skip --errors model.h5", "--on-error skip --errors e.jsonl -o e.jsonl",
    "--on-error skip --errors -", "--on-error never", "--describe --on-error skip",
  ])
  func whatDoesNotGoTogetherIsAUsageError(options: String) throws {
    let before = try (folder.bytes(of: "test.csv"), folder.bytes(of: "model.h5"))
    #expect(try folder.run("mlp-infer model.h5 test.csv \(options)").status == 2)
    #expect(try folder.bytes(of: "test.csv") == before.0)
    #expect(try folder.bytes(of: "model.h5") == before.1)
  }
}
