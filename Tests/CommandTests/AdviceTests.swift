import Foundation
import TestSupport
import Testing

/// What messages say to do works when it is pasted into a shell.
@Suite struct AdviceTests {
  private let folder: Folder
  init() throws { folder = try Folder() }

  /// What `line` prints, errors too, run by `shell` with the commands in its path.
  private func run(
    _ line: String, shell: String = "bash", errors: String = "2>&1"
  ) throws -> String {
    let programs = try #require(Bundle.main.executableURL).deletingLastPathComponent().path
    return try output(
      of: shell, ["-c", "cd \(folder) && PATH=\(programs):$PATH; { \(line)\n} \(errors)"])
  }

  /// Names as a header can have them, and as people rightly hope never to meet them.
  private static let names = [
    "kind, of", "it's", "say \"hi\"", "\"quoted\"", "--json", "-o", "$(touch no)", "`touch no`",
    "a\nb", "tab\there",
    "a\\nb", "!!", "\u{1B}[2J", "\u{202E}abc", "#3", "é\u{A0}z", "*", "all",
    String(repeating: "long ", count: 200),
  ]

  private func writeTable() throws {
    let header = Self.names.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",")
    let rows = (0..<40).map { row in
      Self.names.indices.map { "t\((row + $0) % 3)," }.joined()
        + "\(row),\(row % 2 == 0 ? "p" : "q")\n"
    }
    try folder.write(header + ",n,y\n" + rows.joined(), to: "table.csv")
  }

  /// The option in `message` that begins with `spelling` and ends before `end`.
  private func option(_ spelling: String, before end: String, in message: String) throws -> String {
    let start = try #require(message.firstRange(of: spelling)).lowerBound
    let rest = message[start...]
    return String(rest[..<(try #require(rest.firstRange(of: end)).lowerBound)])
  }

  @Test(arguments: ["sh", "bash"]) func columnsOfText(shell: String) throws {
    try writeTable()
    let message = try run("mlp-train table.csv --dry-run || true")
    let advice = try option("--categorical ", before: ", or leave", in: message)
    #expect(
      !advice.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{A0}" || $0 == "\u{202E}" })
    let plan = try run(
      "mlp-train table.csv --dry-run --json \(advice)", shell: shell, errors: "2>/dev/null")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(plan.utf8)) as? [String: Any])
    let features = try #require(json["features"] as? [String])
    let levels = Self.names.map { $0.trimmingCharacters(in: [" "]) }
      .flatMap { name in (0..<3).map { "\(name)=t\($0)" } }
    #expect(features == levels + ["n"])
    let ignored = advice.replacing("--categorical", with: "--ignore")
    #expect(
      try run("mlp-train table.csv --dry-run \(ignored)", shell: shell).contains(
        "inputs               n\n"))
    #expect(!folder.names.contains("no"))
  }

  @Test func aNameWithACommaTakenApart() throws {
    try folder.write(
      "\"kind, of\",x,y\n" + (1...40).map { "\($0 % 3),1,\($0 % 2)\n" }.joined(), to: "t.csv")
    for option in ["--ignore", "--features", "--label", "--categorical"] {
      let message = try run("mlp-train t.csv --dry-run \(option) 'kind, of' || true")
      let said =
        "t.csv: found no column \"kind\", expected a name in the header; a name with a comma goes in quotes: "
      #expect(message.hasPrefix("mlp-train: error: \(said)"))
      let word = message.dropFirst("mlp-train: error: \(said)".count).dropLast()
      #expect(word == "'\"kind, of\"'")
      #expect(!(try run("mlp-train t.csv --dry-run \(option) \(word)")).contains("error"))
    }
    let weight = try run("mlp-train t.csv --dry-run --sample-weight 'kind, of' || true")
    let advice = try option("--sample-weight '", before: "\n", in: weight)
    #expect(
      try run("mlp-train t.csv --dry-run \(advice)").contains("weight_column        kind, of\n"))
  }

  /// Advice of an interrupted run, whatever its files are called.
  @Test func filesOfARun() throws {
    let words = ["-x.h5", "it's.h5", "a b.h5", "$(touch no).h5"]
    try folder.write((1...40).map { "\($0);\($0 % 2)\n" }.joined(), to: "t.csv")
    _ = try run("mkfifo log")
    for word in words {
      let quoted = "'" + word.replacing("'", with: #"'\''"#) + "'"
      // Two epochs, then Ctrl-C, which a shell lets its background processes ignore.
      let message = try run(
        """
        env --default-signal=INT mlp-train t.csv --delimiter ';' --no-header --epochs 1000000 --output=\(quoted) --log log &
        { head -n 2 > /dev/null; kill -INT $!; } < log; wait $! || true
        """)
      let advice = try option("--delimiter ", before: "\n", in: message)
      #expect(advice.hasPrefix("--delimiter ';' --no-header --resume"))
      let resumed = try run("mlp-train t.csv --epochs 1 \(advice)")
      #expect(resumed.contains("wrote \(word)"), "\(resumed)")
    }
    #expect(folder.names.sorted() == (words + ["log", "t.csv"]).sorted())
  }

  /// The whole list in each option, in every command.
  @Test func listsThatAreGivenAgainAddUp() throws {
    try folder.write(
      "id,leak,a,y\n"
        + (1...40).map { "\($0),\($0 % 2),\($0 % 7),\($0 % 2 == 0 ? "p" : "q")\n" }.joined(),
      to: "t.csv")
    let train = "mlp-train t.csv --epochs 1 -q"
    for options in [
      "--ignore leak --ignore id", "--ignore 'leak, id'", "--features a", "--ignore leak,id",
    ] {
      _ = try run("\(train) \(options) -o run.h5")
      let plan = try run("mlp-train t.csv --dry-run \(options)")
      #expect(plan.contains("inputs               a\n"))
    }
    #expect(
      try run("\(train) --hidden 3 --hidden 4 --activation relu --activation tanh --dry-run")
        .contains("network              3 -> 3 relu -> 4 tanh -> 2 softmax"))
    _ = try run("mlp-export run.h5 -o m.h5 --feature-names a --classes p --classes q")
    #expect(
      try run("mlp-infer m.h5 t.csv --keep id --keep leak --predict class | head -n 1")
        == "id,leak,class\n")
    let missing = try run(
      "mlp-infer m.h5 t.csv --missing 3 --missing '\"4\"' --on-error skip -q | wc -l",
      errors: "2>/dev/null")
    #expect(missing == "29\n")
    #expect(
      try run("mlp-infer m.h5 t.csv --keep all,id || true").contains(
        "--keep: found \"all\", expected the word alone; a column of that name goes in quotes"))
  }
}
