import TestSupport
import Testing

@testable import CommandLineTools

/// What is made from the option table beside the help; the shells themselves are asked in
/// `tools/terminal`.
@Suite struct DocumentTests {
  private func option(_ value: String?, choices: [String] = [], help: String = "") -> Option {
    Option("x", value: value, choices: choices, help: help)
  }

  @Test func whatTheValueIsCalledTellsWhatToOffer() {
    #expect(option(nil).completion == nil)
    #expect(option("FILE").completion == .files)
    for value in ["LIST|FILE", "DATA", "MODEL"] { #expect(option(value).completion == .files) }
    #expect(option("FOLDER").completion == .folders)
    #expect(option("PROFILE").completion == .nothing)
    #expect(option("FILE", choices: ["a", "b"]).completion == .choices(["a", "b"]))
  }

  @Test(arguments: [
    ("Rows in a step.", "Rows in a step"),
    ("Classes or numbers; auto: both.", "Classes or numbers"),
    ("Of it (default: 1).", "Of it"), ("First. Then more.", "First"), ("Never ends", "Never ends"),
  ])
  func theFirstWordsOfTheHelpAreEnoughForAShell(help: String, brief: String) {
    #expect(option("N", help: help).brief == brief)
  }

  @Test func theManualPageHasAllThatTheHelpHas() {
    let page = Sample.command.manPage
    for option in Sample.command.options {
      #expect(
        page.contains("\\-\\-\(option.name.split(separator: "-").joined(separator: "\\-"))\\fP"))
    }
    for code in ExitCode.allCases { #expect(page.contains("\n\\fB\(code.rawValue)\\fP\n")) }
    let sections = page.split(separator: "\n").filter { $0.hasPrefix(".SH ") }
    #expect(
      sections.prefix(5).joined(separator: " ")
        == ".SH NAME .SH SYNOPSIS .SH EXAMPLES .SH ARGUMENTS .SH OPTIONS")
    #expect(page.contains("\nsample model.h5 \\- \\-\\-format jsonl\n"))
  }

  @Test func theManualPageShowsEveryCharacterAsItIs() throws {
    let command = CommandDescription(
      name: "odd-name", version: "1", summary: ".dots 'quotes' \"too\" back\\slash",
      positionals: [],
      sections: [
        OptionSection("More", [Option("x-y", value: "A|B", help: "'Tis `--x-y`, … ~ ^ é.")])
      ],
      examples: [Example("odd-name .x 'a b' \\n \"c\" `d` --x-y=e", ".first")],
      related: ["odd-name", "other-name"])
    let folder = try Folder()
    try folder.write(command.manPage, to: "page.1")
    let shown = try output(
      of: "sh", ["-c", "MANWIDTH=200 LC_ALL=C.UTF-8 man --warnings -l \(folder / "page.1") 2>&1"])
    for text in [
      "odd-name - .dots 'quotes' \"too\" back\\slash", "odd-name .x 'a b' \\n \"c\" `d` --x-y=e",
      ".first:", "--x-y A|B", "'Tis --x-y, … ~ ^ é.", "other-name(1)",
    ] {
      #expect(shown.contains(text), "\(text) in \(shown)")
    }
    #expect(!shown.contains("warning"))
  }
}
