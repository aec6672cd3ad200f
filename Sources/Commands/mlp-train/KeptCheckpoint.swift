import CommandLineTools
import Files
import MLPModel
import MLPWriter
import Text

/// Runs `body`, which checks before the first epoch that the run can be written.
///
/// - Throws: `CommandFailure` with exit code 3 where the table makes no model file, 1 where the place is at
///   fault.
func failingToWrite(_ body: () throws -> Void) throws(CommandFailure) {
  do {
    try body()
  } catch {
    let isAboutTable = error is InvalidModel || (error as? WriteError)?.isAboutPlace == false
    throw CommandFailure(
      isAboutTable ? .input : .failure,
      isAboutTable ? "\(error); no model file can hold that, and nothing was trained" : "\(error)")
  }
}

/// Writes a checkpoint to `path`, or, where that cannot be written, to a new folder somewhere else, so that a run
/// is not lost with its disk.
///
/// - Parameters:
///   - path: the file.
///   - options: what a resumed run has to be told of its tables again, with a blank behind it.
///   - write: writes it to a path.
/// - Throws: `CommandFailure` with exit code 1, also where the checkpoint is kept elsewhere: it says where.
func writeCheckpoint(
  to path: String, resumedWith options: String, _ write: (String) throws -> Void
) throws(CommandFailure) {
  do {
    try write(path)
  } catch let error as WriteError where error.isAboutPlace {
    throw CommandFailure(.failure, "\(error); \(keep(for: path, options, write))")
  } catch {
    throw CommandFailure(.failure, "\(error)")
  }
}

/// Writes the checkpoint for `path` to the first other folder that takes it, and says which.
private func keep(
  for path: String, _ options: String, _ write: (String) throws -> Void
) -> String {
  let parents = otherFolders(for: path)
  for parent in parents {
    guard let folder = try? makePrivateFolder(in: parent, prefix: "mlp-train-") else { continue }
    let file = "\(folder)/checkpoint.h5"
    if (try? write(file)) != nil {
      return "the run is kept in \(file): to continue, give the table with "
        + "\(options)\(ShellOption("--resume", file)) -o FILE"
    }
    removeEmptyFolder(folder)
  }
  return "no other folder takes the run either (\(parents.joined(separator: ", "))), and it is lost"
}
