import Foundation

// Attacks on the model reader that take long. `tools/fuzz/README.md` has the usual calls.

let usage = """
  usage: mutants damage MODEL...
         mutants make [--seed N] [--first N] [--count N] [--library PATH]
         mutants samples FOLDER
         mutants checkpoints FOLDER
         mutants coverage FOLDER...
  """

do {
  var words = Array(CommandLine.arguments.dropFirst())
  switch words.isEmpty ? "" : words.removeFirst() {
  case "damage": for path in words { try damage(path) }
  case "make":
    var options = ["--seed": "1", "--first": "0", "--count": "1000000", "--library": ""]
    for i in stride(from: 0, to: words.count - 1, by: 2) { options[words[i]] = words[i + 1] }
    func number(_ name: String) -> Int { Int(options[name] ?? "") ?? 0 }
    let library = try options["--library"].flatMap { $0.isEmpty ? nil : try TreeReader(path: $0) }
    var run = Run(seed: UInt64(number("--seed")), library: library)
    try run.make(number("--first")..<number("--first") + number("--count"))
  case "samples": for folder in words { try writeSamples(to: folder) }
  case "checkpoints": for folder in words { try writeCheckpoints(to: folder) }
  case "coverage": exit(try coverage(of: words) ? 0 : 1)
  default:
    print(usage)
    exit(2)
  }
} catch {
  print("FOUND: \(error)")
  exit(1)
}
