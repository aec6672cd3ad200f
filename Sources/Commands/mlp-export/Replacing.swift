import CommandLineTools
import Files

/// Refuses to replace a file that is no HDF5 file: a slip of the keyboard must not cost a table.
///
/// - Throws: `CommandFailure` with exit code 2.
func refuseToReplace(_ path: String) throws(CommandFailure) {
  guard let bytes = try? readFile(path, atMost: .max), bytes.count > 0 else { return }
  let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  let isHDF5 = bytes.withBytes { bytes in
    [0, 512].contains { start in
      signature.enumerated().allSatisfy { bytes.integer(UInt8.self, at: start + $0) == $1 }
    }
  }
  if !isHDF5 {
    throw CommandFailure(
      .usage,
      "\(path): found a file that is no model, expected a model or none; --force replaces it")
  }
}
