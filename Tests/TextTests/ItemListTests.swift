import TestSupport
import Testing

@testable import Text

/// Lists of options: parsed, printed, and handed on by shells.
@Suite struct ItemListTests {
  @Test(arguments: [
    ("a", ["a"]), ("a,b c", ["a", "b c"]), (" a ,\tb\n", ["a", "b"]),
    (#""kind, of",age"#, ["kind, of", "age"]),
    (#"a"b,c""#, [#"a"b"#, #"c""#]), (#"a\,b"#, [#"a\"#, "b"]), (#" " a " , "" "#, [" a ", ""]),
    (#""\"\\\/\b\f\n\r\t\u00e9\uD83C\udf21""#, ["\"\\/\u{8}\u{C}\n\r\té🌡"]), ("\"a\nb\"", ["a\nb"]),
    ("a,\u{301}b", ["a", "\u{301}b"]), ("\"\u{301}\"", ["\u{301}"]), ("#3,-x", ["#3", "-x"]),
  ])
  func parses(text: String, texts: [String]) throws {
    let list = try ItemList(parsing: text)
    #expect(list.texts.map { Array($0.unicodeScalars) } == texts.map { Array($0.unicodeScalars) })
  }

  @Test func tellsWhichItemsWereInQuotes() throws {
    #expect(try ItemList(parsing: #""all",all"#).items.map(\.isQuoted) == [true, false])
  }

  @Test(arguments: [
    ("", #"found "", expected a list a,b,… without empty items"#),
    ("a,,b", #"found "a,,b", expected a list a,b,… without empty items"#),
    ("a, ", #"found "a, ", expected a list a,b,… without empty items"#),
    (#""a"#, #"found "\"a" without a closing quote, expected one"#),
    (
      #""a,b"=2"#,
      #"found "=2" behind a closing quote, expected a comma or the end; quotes go around the whole item, and a quote within is \""#
    ),
    (
      #""a""b""#,
      #"found "\"b\"" behind a closing quote, expected a comma or the end; quotes go around the whole item, and a quote within is \""#
    ),
  ])
  func refuses(text: String, message: String) {
    let fault = #expect(throws: ItemList.Fault.self) { try ItemList(parsing: text) }
    #expect(fault?.description == message)
  }

  @Test(arguments: [#""\x""#, #""\"#, #""\u12""#, #""\uD800""#, #""\uD800\u0041""#, #""\uDC00""#])
  func refusesWhatIsNoEscape(text: String) {
    let fault = #expect(throws: ItemList.Fault.self) { try ItemList(parsing: text) }
    #expect(fault?.description.hasPrefix("found a backslash in quotes") == true)
  }

  @Test(arguments: [
    (["a", "b c", "#3"], "a,b c,#3"), (["kind, of"], #""kind, of""#), ([""], #""""#),
    (["a\"b"], "a\"b"),
    (["\"a"], #""\"a""#), (["-x"], "-x"), ([" a"], #"" a""#),
    (["a\u{A0}b\\"], #""a\u00A0b\\""#),
    (["\u{1B}[2J\u{E0001}"], #""\u001B[2J\uDB40\uDC01""#),
  ])
  func prints(texts: [String], text: String) {
    #expect(ItemList(texts).description == text)
  }

  @Test(arguments: [
    ("run.h5", "--resume run.h5"), ("a b", "--resume 'a b'"), ("it's", #"--resume 'it'\''s'"#),
    ("-x", "--resume=-x"), ("", "--resume ''"), ("$(x)`", "--resume '$(x)`'"),
    ("a\n'%b!", #"--resume "$(printf 'a\012\047%%b\041')""#),
    ("a\n", #"--resume "$(printf 'a')${IFS#??}""#),
    ("\n\n", #"--resume "$(printf '')${IFS#??}${IFS#??}""#),
    (String(pathBytes: [0x63, 0xE9, 0x0A, 0x62]), #"--resume "$(printf 'c\351\012b')""#),
  ])
  func printsAnOption(value: String, text: String) {
    #expect(ShellOption("--resume", value).description == text)
  }

  /// What shells, terminals and the list itself could act on.
  private static let hostile: [String] = [
    ",", "\"", "\\", "'", "`", "$", "$(echo x)", "${x}", "!", "!!", "\n", "\r", "\t", " ", "\u{A0}",
    "\u{2028}",
    "\u{202E}", "\u{1B}[2J", "\u{7F}", "\u{9B}", "-", "--", "--json", "#", "#1", "*", "?", "[a]",
    "~", "=",
    "a=1", "%", "%s", "&", "|", ";", "<", ">", "(", ")", "{a,b}", "\u{301}", "é", "漢", "🌡",
    "\u{E0001}",
    "\u{FEFF}", "\u{0}", #"\n"#, #"\u0041"#, "all", "none",
  ]

  private static func name(_ numbers: inout SplitMix64, without excluded: String = "") -> String {
    var name = ""
    for _ in 0..<numbers.below(6) {
      let piece = hostile[numbers.below(hostile.count)]
      name += piece == excluded ? "x" : piece
    }
    return numbers.below(40) == 0 ? String(repeating: name + "y", count: 900) : name
  }

  @Test func whatIsPrintedIsParsedToTheSame() throws {
    var numbers = SplitMix64(seed: 1)
    for _ in 0..<5000 {
      let names = (0..<1 + numbers.below(4)).map { _ in Self.name(&numbers) }
      let printed = ItemList(names).description
      let parsed = try ItemList(parsing: printed).texts
      #expect(parsed.map { Array($0.utf8) } == names.map { Array($0.utf8) }, "\(printed.printable)")
      #expect(printed.printable == printed)
    }
  }

  /// From a message through a shell to the command.
  @Test(arguments: ["sh", "bash"]) func shellsHandOnWhatIsPrinted(shell: String) throws {
    var numbers = SplitMix64(seed: 2)
    var lists: [[String]] = []
    var values: [String] = []
    // As where a person pastes it, `!` means something to bash.
    var script = shell == "bash" ? "set -o history -o histexpand\n" : ""
    func add(_ option: ShellOption) {
      #expect(option.description.printable == option.description)
      script += "printf '%s\\0' \(option)\n"
    }
    for _ in 0..<300 {
      lists.append((0..<1 + numbers.below(4)).map { _ in Self.name(&numbers) })
      add(ShellOption("--ignore", items: lists[lists.count - 1]))
      let value = Self.name(&numbers, without: "\0")
      values.append(value)
      add(ShellOption("--resume", value))
    }
    let folder = try Folder()
    let words = try output(of: shell, [try folder.write(script, to: "script")])
      .unicodeScalars.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
    var place = 0
    func value(of option: String) throws -> String {
      try #require(place + 1 < words.count)
      let word = words[place]
      place += word == option ? 2 : 1
      return word == option ? words[place - 1] : String(word.dropFirst(option.count + 1))
    }
    for (list, path) in zip(lists, values) {
      let parsed = try ItemList(parsing: try value(of: "--ignore")).texts
      #expect(parsed.map { Array($0.utf8) } == list.map { Array($0.utf8) })
      #expect(Array(try value(of: "--resume").utf8) == Array(path.utf8))
    }
    #expect(place == words.count - 1)
  }
}
