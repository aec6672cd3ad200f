import Testing

@testable import CommandLineTools

@Suite struct HelpTests {
  private let text = Sample.command.help

  @Test func beginsWithSummaryUsageAndExamples() {
    let start = """
      sample - do what the tests ask

      Usage: sample [OPTIONS] MODEL [INPUT]

      Examples:
        # Predict each row of a table
        sample model.h5 input.csv
        # Predict in a pipeline
        sample model.h5 - --format jsonl

      Arguments:
        MODEL                       The model file.
        INPUT                       The table; - is standard input.

      Output:
        -o, --output FILE           Where the predictions go. Default: -.
            --format FORMAT         How the predictions are written. One of csv,
                                    jsonl. Default: csv.

      """
    #expect(text.hasPrefix(start))
  }

  @Test func hasEveryOptionAndExitCode() {
    for option in Sample.command.options { #expect(text.contains(option.spelling)) }
    for code in ExitCode.allCases { #expect(text.contains("\n  \(code.rawValue) ")) }
    #expect(text.contains("May be given more than once."))
  }

  @Test func saysHowOftenAndHowListsAreWritten() {
    let part = """

      Repetition and lists:
        Each option is given once, flags too; --meta and options that take lists may
        be given again and add up. An option on the command line replaces the same one
        of the --config file, lists too.
        COLUMNS: items between commas; blanks around an item are ignored. An item with
        a comma in it, or that begins with a quote, is written as a JSON string, in
        double quotes: 'id,"kind,of"' has two items. An item in quotes is never a word
        with a meaning of its own, such as `all`. COLUMN is one such item.

      """
    #expect(text.contains(part))
  }

  @Test func fits80Columns() {
    for line in text.split(separator: "\n") { #expect(line.count <= 80) }
    #expect(!text.contains(" \n"))
  }

  @Test func wrapsWords() {
    #expect(wrapped("aa bb cc", to: 5) == ["aa bb", "cc"])
    #expect(wrapped("aaaaaaa b", to: 5) == ["aaaaaaa", "b"])
    #expect(wrapped("", to: 5) == [""])
  }
}
