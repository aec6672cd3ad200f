import CommandLineTools
import MLPReader

/// Where a command puts a model file or a checkpoint.
public enum ModelOutput {
  /// `--force`.
  public static let force = Option(
    "force", help: "Overwrite FILE even if it is not a file that this command writes.")

  /// The path of the file to write, which a slip of the keyboard must not make a table's.
  ///
  /// - Parameters:
  ///   - output: the option that names it.
  ///   - content: what goes there.
  /// - Throws: `CommandFailure` with exit code 2 where there is no path, where it is `-`, or where another
  ///   file is there, also a model in the place of a checkpoint or the other way round, and `--force` is not given.
  public static func path(
    _ output: Option, of content: Content, _ arguments: ParsedArguments
  ) throws(CommandFailure) -> String {
    guard let value = arguments.optional(output) else {
      throw CommandFailure(
        .usage, "--output FILE is missing: where should the \(content.rawValue) go?")
    }
    // It is read back before it replaces anything, which a stream cannot be.
    if value.text == "-" {
      throw value.unexpected("a file, because a \(content.rawValue) is no stream")
    }
    try OwnFile.model.refuseOther(at: value.text, called: value.text, arguments)
    // A file that is damaged has nothing to lose.
    if !arguments.isGiven(force),
      let found = (try? readModel(path: value.text)).map(Content.init(of:)), found != content
    {
      throw CommandFailure(
        .usage,
        "\(value.text): found a \(found.rawValue), expected a \(content.rawValue) or none; --force replaces it"
      )
    }
    return value.text
  }

  /// What a model file is to its user.
  public enum Content: String, Sendable {
    /// Without training state.
    case model
    /// With the training state.
    case checkpoint

    init(of file: ModelFile) { self = file.training == nil ? .model : .checkpoint }
  }
}
