import CommandLineTools
import Files
import MLPSchema
import Storage

/// A kind of file that a command writes, known by its first bytes: where a file of another kind is, such as a table, only
/// `--force` replaces it.
public struct OwnFile: Sendable {
  private let found: String
  private let expected: String
  private let isOwn: @Sendable ([UInt8]) -> Bool

  /// - Parameters:
  ///   - found: what another file is, as `a file that is no model`.
  ///   - expected: what it has to be, as `a model or none`.
  ///   - isOwn: whether a file with these first bytes, one at least and 64 KiB at most, is one.
  public init(
    found: String, expected: String = "one or none", isOwn: @escaping @Sendable ([UInt8]) -> Bool
  ) {
    self.found = found
    self.expected = expected
    self.isOwn = isOwn
  }

  /// A kind whose files all begin with `mark`.
  public init(found: String, expected: String = "one or none", mark: [UInt8]) {
    // A save that was cut short may have less of it.
    self.init(found: found, expected: expected) { $0.starts(with: mark) || mark.starts(with: $0) }
  }

  /// A model file or a checkpoint.
  public static let model = OwnFile(
    found: "a file that is no model", expected: "a model or none", mark: Seal.magic)

  /// Refuses a regular file of another kind with something in it, unless `--force` is given.
  ///
  /// - Throws: `CommandFailure` with exit code 2.
  public func refuseOther(
    at value: ArgumentValue, _ arguments: ParsedArguments
  ) throws(CommandFailure) {
    try refuseOther(at: value.text, called: "\(value.label) \(value.text)", arguments)
  }

  /// The same for the file at `path`, which messages call `name`.
  public func refuseOther(
    at path: String, called name: String, _ arguments: ParsedArguments
  ) throws(CommandFailure) {
    // What goes to standard output replaces nothing, and `-` is that, whatever file has the name.
    if path == "-" || SystemCalls.descriptor(named: path) != nil { return }
    if arguments.isGiven(ModelOutput.force) { return }
    var head: [UInt8] = []
    // No more than the head is read.
    _ = try? readFile(path, atMost: .max) { bytes, _ in
      head = unsafe bytes.withUnsafeBytes { unsafe Array($0) }
      return false
    }
    guard head.isEmpty || isOwn(head) else {
      throw CommandFailure(
        .usage, "\(name): found \(found), expected \(expected); --force replaces it")
    }
  }
}
