import CommandLineTools
import CommandOptions
import Files
import MLPModel
import MLPSchema
import MLPWriter
import ONNX
import SourceCode
import Storage

/// What `--to` asks for.
enum OutputKind: String, CaseIterable {
  case model, onnx, swift, c

  /// What a file of this kind begins with that mlp-export wrote; nil for models, which are known otherwise.
  var mark: [UInt8]? {
    switch self {
    case .model: nil
    case .onnx: ONNXModel.mark
    case .swift, .c: [UInt8](sourceMark.utf8)
    }
  }

  /// What the name of such a file ends in.
  var ending: String { "." + rawValue }
}

/// The path of the file to write.
///
/// - Throws: `CommandFailure` with exit code 2 where it is none for a file of this kind, or a file is there
///   that mlp-export did not write and `--force` is not given.
func outputPath(of kind: OutputKind, _ arguments: ParsedArguments) throws(CommandFailure) -> String
{
  guard let mark = kind.mark else {
    return try ModelOutput.path(Options.output, of: .model, arguments)
  }
  guard let value = arguments.optional(Options.output) else {
    throw CommandFailure(.usage, "--output FILE is missing: where should the \(kind.rawValue) go?")
  }
  let ending = kind.ending
  guard value.text.hasSuffix(ending), value.text != ending, !value.text.hasSuffix("/" + ending)
  else {
    throw value.unexpected("NAME\(ending)" + (kind == .c ? ": its header becomes NAME.h" : ""))
  }
  let own = OwnFile(found: "a file that mlp-export did not write", mark: mark)
  for path in files(of: kind, value.text) {
    try own.refuseOther(at: path, called: path, arguments)
    if path != value.text {
      try arguments.refuse(
        output: path, besides: Options.output, thatIsOneOf: [Options.source],
        [Options.architecture, Options.featureNames, Options.classes, Options.verify, .config])
    }
  }
  return value.text
}

/// The files that a kind of output has, the one that was named last.
private func files(of kind: OutputKind, _ target: String) -> [String] {
  kind == .c ? [target.dropLast() + "h", target] : [target]
}

/// Writes the model as `kind` says.
///
/// - Returns: how many bytes `target` has.
/// - Throws: `CommandFailure`, `FileError`.
func write(
  _ model: MultilayerPerceptron, as kind: OutputKind, to target: String, identity: ModelIdentity
) throws -> Int {
  let name = target.split(separator: "/").last.map { String($0.dropLast(kind.ending.count)) } ?? ""
  switch kind {
  case .model: return try failing(with: .failure) { try writeModel(model, to: target).byteCount }
  case .onnx:
    guard let file = ONNXModel(model, identity: "\(identity)") else {
      throw CommandFailure(
        .model,
        "found \(model.parameterCount) parameters, expected as many as fit into an ONNX file of "
          + "\(ONNXModel.largestByteCount) bytes")
    }
    let sink = try OutputSink(path: target)
    unsafe try sink.write(file.bytes.span.bytes)
    try sink.finish()
    return file.bytes.count
  case .swift:
    let code = SwiftSource(model, name: name, identity: "\(identity)")
    return try write(code.source, to: target)
  case .c:
    let code = CSource(model, name: name, identity: "\(identity)")
    // The header first: whoever sees the source has both.
    _ = try write([code.header], to: files(of: .c, target)[0])
    return try write(code.source, to: target)
  }
}

private func write(_ parts: [String], to path: String) throws -> Int {
  let sink = try OutputSink(path: path)
  for part in parts { try sink.write(part) }
  try sink.finish()
  return parts.reduce(0) { $0 + $1.utf8.count }
}
