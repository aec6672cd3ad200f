import CommandLineTools
import Files
import HDF5Tree

/// Refuses to replace a file that is no HDF5 file: a slip of the keyboard must not cost a table.
///
/// - Throws: `CommandFailure` with exit code 2.
func refuseToReplace(_ path: String) throws(CommandFailure) {
  guard let bytes = try? readFile(path, atMost: .max), bytes.count > 0 else { return }
  if bytes.withBytes(superblockOffset) == nil {
    throw CommandFailure(
      .usage,
      "\(path): found a file that is no model, expected a model or none; --force replaces it")
  }
}
