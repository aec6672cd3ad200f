import CommandLineTools
import Files
import HDF5Tree

/// Where a command puts a model file or a checkpoint.
public enum ModelOutput {
  /// `--force`.
  public static let force = Option(
    "force", help: "Write although FILE exists and is no model file.")

  /// The path of the file to write, which a slip of the keyboard must not make a table's.
  ///
  /// - Parameters:
  ///   - output: the option that names it.
  ///   - content: what goes there, such as `model`.
  /// - Throws: `CommandFailure` with exit code 2 where there is no path, where it is `-`, or where a
  ///   file is there that is no HDF5 file and `--force` is not given.
  public static func path(
    _ output: Option, of content: String, _ arguments: ParsedArguments
  ) throws(CommandFailure) -> String {
    guard let value = arguments.optional(output) else {
      throw CommandFailure(.usage, "--output FILE is missing: where should the \(content) go?")
    }
    // It is read back before it replaces anything, which a stream cannot be.
    if value.text == "-" { throw value.unexpected("a file, because a \(content) is no stream") }
    if !arguments.isGiven(force), isOther(value.text) {
      throw CommandFailure(
        .usage,
        "\(value.text): found a file that is no model, expected a model or none; "
          + "--force replaces it")
    }
    return value.text
  }

  /// Whether a file with something in it is there that is no HDF5 file.
  private static func isOther(_ path: String) -> Bool {
    guard let bytes = try? readFile(path, atMost: .max), bytes.count > 0 else { return false }
    return bytes.withBytes(superblockOffset) == nil
  }
}
