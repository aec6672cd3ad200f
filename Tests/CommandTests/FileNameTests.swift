import Foundation
import TestSupport
import Testing

/// Names of files are bytes, and a shell's word for them is the same bytes.
@Suite struct FileNameTests {
  private let folder: Folder
  init() throws { folder = try Folder.withIris() }

  /// What `script` prints, errors too.
  private func run(_ script: String, shell: String = "sh") throws -> String {
    let programs = try #require(Bundle.main.executableURL).deletingLastPathComponent().path
    return try output(
      of: shell, ["-c", "cd \(folder.path) && PATH=\(programs):$PATH; { \(script)\n} 2>&1"])
  }

  /// The formats of `printf` for names that somebody, or something, can have given.
  private static let names = [
    "caf\\351", "\\377\\376", "\\055x", "\\055-json", "a\\nb", "end\\n", "\\n\\n", "it\\047s",
    "\\042q\\042", "$(touch no)",
    "`touch no`", "back\\\\slash", "\\\\n", "trail ", " lead", "a*b", "#3", "e\\314\\201",
    "\\314\\201mark", "100%%", "~",
    "\\033[2J", "!!", "a;b", "a=b",
  ]

  /// Opens, creates and replaces files of each name, and no other.
  @Test(arguments: names) func everyCommandTakesTheName(name: String) throws {
    // The last character is kept from the shell, which takes line ends away.
    let said = try run(
      """
      set -e
      n=$(printf '\(name).'); n=${n%.}
      mkdir in && cd in
      cp ../train.csv "./$n" && cp ../model.h5 "./$n.h5"
      mlp-train -q --epochs 1 --output="$n.run" --log="$n.log" --report="$n.html" -- "$n"
      mlp-export -q --output="$n.out" -- "$n.run"
      mlp-infer -q --output="$n.csv" -- "$n.h5" "$n"
      printf 'output=%s\\nepochs=1\\n' 'plain.h5' > "$n.conf"
      mlp-train -q --config="./$n.conf" -- "$n"
      for e in '' .h5 .run .log .html .out .csv .conf; do test -s "./$n$e" || echo "no $e"; done
      test -s plain.h5 && ls -A | tr -cd '.' > /dev/null
      set -- * .[!.]*
      for f; do test -e "./$f" && echo x; done | wc -l
      """)
    #expect(said == "9\n", "\(said)")
    #expect(!folder.names.contains("no"))
  }

  /// Values of a file of options.
  @Test func inAFileOfOptions() throws {
    let said = try run(
      """
      printf 'output = caf\\351.h5\\nlog = "caf\\351 .log"\\nepochs = 1\\n' > o.conf
      mlp-train train.csv -q --config o.conf && test -s "$(printf 'caf\\351.h5')" && test -s "$(printf 'caf\\351 .log')" && echo good
      printf 'output = a\\000b.h5\\n' > nul.conf
      mlp-train train.csv -q --config nul.conf; echo $?
      mlp-infer model.h5 test.csv --keep "$(printf 'caf\\351')"; echo $?
      """)
    #expect(
      said == """
        good
        mlp-train: error: nul.conf:1: output: found "a\\u{0}b.h5", expected a value without a NUL character
        2
        mlp-infer: error: --keep: found "caf\\xE9", which is no UTF-8, expected text
        2

        """)
  }

  /// A message shows the bytes as escapes, JSON as Python reads names of files.
  @Test func areShownAsEscapes() throws {
    let said = try run(
      """
      n=$(printf 'caf\\351')
      mlp-infer "$n" test.csv; echo $?
      cp model.h5 "$n.h5"; mlp-export "$n.h5" -o "$n.out" --json
      """)
    #expect(
      said.contains("mlp-infer: error: caf\\xE9: cannot open it: No such file or directory\n4\n"))
    #expect(said.contains(#"{"output":"caf\udce9.out","#), "\(said)")
  }

  /// What an interrupted run says to do continues it, pasted into either shell.
  @Test(arguments: ["sh", "bash"], names) func adviceContinuesTheRun(shell: String, name: String)
    throws
  {
    let message = try run(
      """
      n=$(printf '\(name).'); n=${n%.}
      {
        sh -c 'echo $$ > pid; exec env --default-signal=INT mlp-train train.csv --epochs 1000000 --output="$1" --log log' sh "$n"
        : > ended
      } &
      until [ -s log ] || [ -e ended ]; do sleep 0.02; done
      kill -INT "$(cat pid)"; wait
      """)
    let start = try #require(message.firstRange(of: "give the table with ")).upperBound
    let advice = message[start...].split(separator: "\n")[0]
    let resumed = try run(
      """
      n=$(printf '\(name).'); n=${n%.}
      cp "./$n" before
      mlp-train train.csv -q --epochs 1 \(advice) && ! cmp -s "./$n" before && rm "./$n" log before pid ended && ls
      """, shell: shell)
    let left = "model.h5\nrun.h5\ntest.csv\ntrain.csv\n"
    #expect(resumed == left, "\(advice): \(resumed)")
  }
}
