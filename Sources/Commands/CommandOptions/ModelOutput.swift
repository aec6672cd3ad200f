import CommandLineTools

/// Where a command puts a model file or a checkpoint.
public enum ModelOutput {
  /// `--force`.
  public static let force = Option(
    "force", help: "Overwrite FILE even if it is not a file that this command writes.")

  /// The path of the file to write, which a slip of the keyboard must not make a table's.
  ///
  /// - Parameters:
  ///   - output: the option that names it.
  ///   - content: what goes there, such as `model`.
  /// - Throws: `CommandFailure` with exit code 2 where there is no path, where it is `-`, or where a
  ///   file is there that is no model and `--force` is not given.
  public static func path(
    _ output: Option, of content: String, _ arguments: ParsedArguments
  ) throws(CommandFailure) -> String {
    guard let value = arguments.optional(output) else {
      throw CommandFailure(.usage, "--output FILE is missing: where should the \(content) go?")
    }
    // It is read back before it replaces anything, which a stream cannot be.
    if value.text == "-" { throw value.unexpected("a file, because a \(content) is no stream") }
    try OwnFile.model.refuseOther(at: value.text, called: value.text, arguments)
    return value.text
  }
}
