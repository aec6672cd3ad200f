import CSource
import CommandLineTools
import CommandOptions
import Files
import MLPModel
import MLPSchema
import Storage

/// Writes the model as C, `target` and the header beside it.
///
/// - Parameter target: ends in `.c`.
func writeCSource(
  _ model: MultilayerPerceptron, to target: String, _ console: Console
) throws {
  let header = target.dropLast() + "h"
  let name = target.split(separator: "/").last.map { String($0.dropLast(2)) } ?? ""
  let identity = ModelIdentity(of: model, arithmeticVersion: ArithmeticVersion.current)
  let code = CSource(model, name: name, identity: "\(identity)")
  // The header first: whoever sees the source has both.
  for (path, parts) in [(String(header), [code.header]), (target, code.source)] {
    let sink = try OutputSink(path: path)
    for part in parts { try sink.write(part) }
    try sink.finish()
  }
  console.note(
    "wrote \(target) and \(header): \(code.source.reduce(0) { $0 + $1.utf8.count }) bytes, identity "
      + "\(identity)")
}

/// The path of the C file to write.
///
/// - Throws: `CommandFailure` with exit code 2 where it is none of a C file, or a file is there that
///   mlp-export did not write and `--force` is not given.
func cSourcePath(_ arguments: ParsedArguments) throws(CommandFailure) -> String {
  guard let value = arguments.optional(Options.output) else {
    throw CommandFailure(.usage, "--output FILE is missing: where should the source go?")
  }
  guard value.text.hasSuffix(".c"), value.text != ".c", !value.text.hasSuffix("/.c") else {
    throw value.unexpected("NAME.c: its header becomes NAME.h")
  }
  for path in [value.text, value.text.dropLast() + "h"] where !arguments.isGiven(ModelOutput.force)
  {
    guard let bytes = try? readFile(path, atMost: .max), bytes.count > 0 else { continue }
    let start = CSource.mark.utf8
    let isOurs = bytes.withBytes { bytes in
      start.enumerated().allSatisfy { bytes.integer(UInt8.self, at: $0) == $1 }
    }
    guard isOurs else {
      throw CommandFailure(
        .usage,
        "\(path): found a file that mlp-export did not write, expected one or none; --force replaces it"
      )
    }
  }
  return value.text
}
