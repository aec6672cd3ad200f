import CommandLineTools
import Files

/// Refuses an output that is one of the files a command reads: a slip of the keyboard must cost neither
/// a table nor a model.
///
/// - Throws: `CommandFailure` with exit code 2.
public func refuse(
  output: ArgumentValue, thatIsOneOf sources: [ArgumentValue?]
) throws(CommandFailure) {
  if output.text == "-" { return }  // Standard output, even where a file is called so.
  for case .some(let source) in sources where isSameFile(output.text, source.text) {
    throw CommandFailure(
      .usage,
      "\(output.label) \(output.text): found the \(source.label) itself, expected another file")
  }
}
