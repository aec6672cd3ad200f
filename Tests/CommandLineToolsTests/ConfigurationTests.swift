import TestSupport
import Testing

@testable import CommandLineTools

@Suite struct ConfigurationTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  /// The command line `arguments` with a file that says `text`.
  private func parse(_ text: String, _ arguments: String...) throws -> ParsedArguments {
    let path = try folder.write(text, to: "run.conf")
    return try ParsedArguments(["m", "--config", path] + arguments, of: Sample.command)
  }

  private func error(_ text: String) -> String? {
    let failure = #expect(throws: CommandFailure.self) { _ = try parse(text) }
    #expect(failure?.code == .usage)
    return failure.map { failure in
      String(failure.message.dropFirst((folder / "").count))
    }
  }

  @Test func takesOptionsFromAFile() throws {
    let parsed = try parse(
      """
      # how we do it
      epochs = 20   # enough
        format=jsonl

      meta = a = b
      meta = "c # d "
      json = true
      """)
    #expect(try parsed.value(of: Sample.epochs).integer() == 20)
    #expect(try parsed.value(of: Sample.format).text == "jsonl")
    #expect(parsed.values(of: Sample.meta).map(\.text) == ["a = b", "c # d "])
    #expect(parsed.isGiven(Sample.json))
    #expect(parsed.label(of: Sample.epochs).hasSuffix("run.conf:2: epochs"))
    #expect(parsed.label(of: Sample.output) == "--output")
  }

  @Test(arguments: [
    ("#3", "#3"), ("# 3", "# 3"), ("a #3", "a"), ("a#3", "a#3"), ("a\t# b", "a"), ("", ""),
    ("\"\"", ""), ("\" \"", " "), ("\"a\" # b", "a"), ("\"a\" b", "\"a\" b"), ("\"", "\""),
    ("\"a", "\"a"), ("é  ", "é"), ("\\t", "\\t"),
  ])
  func aValue(text: String, value: String) throws {
    #expect(try parse("output = \(text)\r\n").value(of: Sample.output).text == value)
  }

  /// As on the command line: quotes are around items.
  @Test(arguments: [
    ("a,b", ["a", "b"]), (#""a, b",c"#, ["a, b", "c"]), (#""a, b""#, ["a, b"]),
    ("a, #3 # b", ["a", "#3"]),
    ("#1,#2", ["#1", "#2"]), (#""a # b\" # ", c"#, [#"a # b" # "#, "c"]), (#"a"b #,c"#, [#"a"b"#]),
  ])
  func aList(text: String, items: [String]) throws {
    let parsed = try parse("columns = \(text)\r\ncolumns = last\n")
    #expect(try parsed.list(of: Sample.columns)?.map(\.text) == items + ["last"])
    let only = items.count == 1
    if only { #expect(try parse("weight = \(text)").item(of: Sample.weight)?.text == items[0]) }
    #expect(try parse("columns = \(text)", "--columns", "x").list(of: Sample.columns)?.count == 1)
  }

  @Test func theCommandLineComesFirst() throws {
    let text = "epochs = 20\nmeta = a\nmeta = b\njson = true\nformat = jsonl\n"
    let parsed = try parse(text, "--epochs", "3", "--meta", "c", "--json=false")
    #expect(try parsed.value(of: Sample.epochs).integer() == 3)
    #expect(parsed.values(of: Sample.meta).map(\.text) == ["c"])
    #expect(!parsed.isGiven(Sample.json))
    #expect(try parsed.value(of: Sample.format).text == "jsonl")
    #expect(try !parse("json = false\n").isGiven(Sample.json))
  }

  @Test func saysWhichLineIsWrong() throws {
    let cases: [(String, String)] = [
      ("\nepocs = 3", "run.conf:2: unknown option \"epocs\"; did you mean epochs?"),
      ("--epochs = 3", "run.conf:1: unknown option \"--epochs\"; did you mean epochs?"),
      ("nothing = 3", "run.conf:1: unknown option \"nothing\" (see sample --help)"),
      ("o = 3", "run.conf:1: unknown option \"o\" (see sample --help)"),
      ("[sample]", "run.conf:1: found \"[sample]\", expected name = value"),
      ("epochs 3", "run.conf:1: found \"epochs 3\", expected name = value"),
      ("format = xml", "run.conf:1: format: found \"xml\", expected one of csv, jsonl"),
      ("json = yes", "run.conf:1: json: found \"yes\", expected true, false, or the flag alone"),
      (
        "epochs = 1\n\nepochs = 2",
        #"run.conf:3: epochs: found it twice, "1" in line 1 and "2", expected it once"#
      ),
      (
        "json = true\njson = true",
        #"run.conf:2: json: found it twice, "true" in line 1 and "true", expected it once"#
      ),
      (
        "epochs = 5\0",
        "run.conf:1: epochs: found \"5\\u{0}\", expected a value without a NUL character"
      ),
      ("config = other", "run.conf:1: config works on the command line only"),
      ("help = true", "run.conf:1: help works on the command line only"),
    ]
    for (text, message) in cases { #expect(error(text) == message) }
  }

  @Test func aValueThatIsNoNumberNamesItsLine() throws {
    let parsed = try parse("epochs = many")
    let failure = #expect(throws: CommandFailure.self) {
      try parsed.value(of: Sample.epochs).integer(in: 1 ... .max)
    }
    #expect(
      failure?.message.hasSuffix(
        "run.conf:1: epochs: found \"many\", expected an integer of at least 1") == true)
  }

  @Test func aFileThatCannotBeRead() throws {
    let failure = #expect(throws: CommandFailure.self) { try Sample.parse("m", "--config", "/no") }
    #expect(failure?.message == "/no: cannot open it: No such file or directory")
    try folder.write([0xFF, 0xFE, 0x41], to: "run.conf")
    let other = #expect(throws: CommandFailure.self) {
      try Sample.parse("m", "--config", folder / "run.conf")
    }
    #expect(
      other?.message.hasSuffix(#"run.conf:1: found "\xFF\xFEA", expected name = value"#) == true)
    #expect(try parse("\u{FEFF}epochs = 5").value(of: Sample.epochs).text == "5")
  }
}
