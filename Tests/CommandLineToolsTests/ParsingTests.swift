import Testing

@testable import CommandLineTools

@Suite struct ParsingTests {
  private func usageError(_ arguments: String...) -> String? {
    let failure = #expect(throws: CommandFailure.self) {
      _ = try ParsedArguments(arguments, of: Sample.command)
    }
    #expect(failure?.code == .usage)
    return failure?.message
  }

  @Test func takesEverySpellingOfAValue() throws {
    for spelling in [["--output", "x=y"], ["--output=x=y"], ["-o", "x=y"]] {
      for arguments in [["m"] + spelling, spelling + ["m"]] {
        let parsed = try ParsedArguments(arguments, of: Sample.command)
        #expect(try parsed.value(of: Sample.output).text == "x=y")
        #expect(try parsed.value(of: Sample.model).text == "m")
      }
    }
    #expect(try Sample.parse("m", "--output=").value(of: Sample.output).text == "")
  }

  @Test func takesPositionalsInOrder() throws {
    let parsed = try Sample.parse("m", "--json", "-")
    #expect(try parsed.value(of: Sample.model).text == "m")
    #expect(parsed.optional(Sample.input)?.text == "-")
    #expect(try Sample.parse("m").optional(Sample.input) == nil)
  }

  @Test func twoDashesEndTheOptions() throws {
    let parsed = try Sample.parse("--", "--json", "--")
    #expect(parsed.optional(Sample.model)?.text == "--json")
    #expect(parsed.optional(Sample.input)?.text == "--")
    #expect(!parsed.isGiven(Sample.json))
  }

  /// None of them is passed over in silence.
  @Test(arguments: [
    (
      ["--epochs", "1", "--epochs", "2"],
      #"--epochs: found it twice, "1" and "2", expected it once"#
    ),
    (["-o", "a", "--output=a"], #"--output: found it twice, "a" and "a", expected it once"#),
    (["--json", "--json"], #"--json: found it twice, "true" and "true", expected it once"#),
    (["--json", "--json=false"], #"--json: found it twice, "true" and "false", expected it once"#),
    (
      ["--weight", "a", "--weight", "b"],
      #"--weight: found it twice, "a" and "b", expected it once"#
    ),
  ])
  func anOptionGivenTwice(arguments: [String], message: String) {
    #expect(throws: CommandFailure(.usage, message)) {
      try ParsedArguments(["m"] + arguments, of: Sample.command)
    }
  }

  @Test func listsAddUp() throws {
    let parsed = try Sample.parse(
      "m", "--columns", #"a, "b,c""#, "--columns=d", "--columns", #""all""#)
    let items = try #require(try parsed.list(of: Sample.columns))
    #expect(items.map(\.text) == ["a", "b,c", "d", "all"])
    #expect(!items.contains { $0.isWord("all") })
    #expect(
      try Sample.parse("m", "--columns=all").list(of: Sample.columns)?.first?.isWord("all") == true)
    #expect(try Sample.parse("m").list(of: Sample.columns) == nil)
    #expect(parsed.optional(Sample.columns)?.text == #"a, "b,c",d,"all""#)
    let broken = try Sample.parse("m", "--columns", "a", "--columns", "b,")
    #expect(
      throws: CommandFailure(
        .usage, #"--columns: found "b,", expected a list a,b,… without empty items"#)
    ) { try broken.list(of: Sample.columns) }
  }

  @Test func oneItem() throws {
    #expect(try Sample.parse("m", "--weight", #" "a,b" "#).item(of: Sample.weight)?.text == "a,b")
    #expect(try Sample.parse("m").item(of: Sample.weight) == nil)
    let several = try Sample.parse("m", "--weight", "a, b")
    #expect(
      throws: CommandFailure(
        .usage,
        #"--weight: found "a, b", expected one item; with a comma as part of it, write --weight '"a, b"'"#
      )
    ) { try several.item(of: Sample.weight) }
  }

  @Test func aRepeatableOptionKeepsAllValues() throws {
    let parsed = try Sample.parse("m", "--meta", "a=1", "--meta=b=2")
    #expect(parsed.values(of: Sample.meta).map(\.text) == ["a=1", "b=2"])
    #expect(try Sample.parse("m").values(of: Sample.meta).isEmpty)
  }

  @Test func defaultsCountAsValuesButNotAsGiven() throws {
    let parsed = try Sample.parse("m")
    #expect(try parsed.value(of: Sample.output).text == "-")
    #expect(!parsed.isGiven(Sample.output))
    #expect(parsed.optional(Sample.epochs) == nil)
    #expect(throws: CommandFailure(.usage, "--epochs N is missing")) {
      try parsed.value(of: Sample.epochs)
    }
  }

  @Test func helpAndVersionComeBeforeErrors() throws {
    #expect(try Sample.parse("--help", "--nonsense").isGiven(.help))
    #expect(try Sample.parse("-h").isGiven(.help))
    #expect(try Sample.parse("--version").isGiven(.version))
    #expect(try Sample.parse("--man").isGiven(.manual))
    #expect(try Sample.parse("--completions", "zsh").value(of: .completions).text == "zsh")
  }

  @Test func unknownOption() {
    #expect(
      usageError("m", "--epocs", "3")
        == "unknown option \"--epocs\"; did you mean --epochs? (see sample --help)")
    #expect(usageError("m", "--nothing=1") == "unknown option \"--nothing\" (see sample --help)")
    #expect(usageError("m", "-x") == "unknown option \"-x\" (see sample --help)")
  }

  @Test func optionWithoutItsValue() {
    #expect(usageError("m", "--output") == "--output needs a value (see sample --help)")
    #expect(
      usageError("m", "-o", "--json")
        == "-o needs a value; found the option --json (see sample --help)")
  }

  /// So that the command line can switch off what a file switches on.
  @Test func flagWithAValue() throws {
    #expect(try Sample.parse("m", "--json=true").isGiven(Sample.json))
    #expect(try !Sample.parse("m", "--json=false").isGiven(Sample.json))
    #expect(try Sample.parse("m", "--json=false").flag(Sample.json) == false)
    #expect(try Sample.parse("m").flag(Sample.json) == nil)
    #expect(
      usageError("m", "--json=yes")
        == "--json: found \"yes\", expected true, false, or the flag alone")
  }

  @Test func valueThatIsNoChoice() {
    #expect(
      usageError("m", "--format", "xml") == "--format: found \"xml\", expected one of csv, jsonl")
  }

  @Test func missingAndUnexpectedArguments() {
    #expect(usageError() == "MODEL is missing (see sample --help)")
    #expect(usageError("m", "i", "x") == "unexpected argument \"x\" (see sample --help)")
    #expect(usageError("m", "i", "") == "unexpected argument \"\" (see sample --help)")
  }
}
