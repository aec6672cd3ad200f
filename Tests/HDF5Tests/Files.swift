import Foundation
import HDF5
import HDF5Tree

/// A folder of its own for a test, removed with everything in it afterwards.
func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// The bytes of the file that `tree` makes.
func bytes(of tree: Group) throws -> Data {
  try withFolder { folder in
    let file = folder.appending(path: "tree.h5")
    try writeTree(tree, to: file.path)
    return try Data(contentsOf: file)
  }
}

/// What `command`, looked up in PATH, prints; throws what it says where it fails.
func output(of command: String, _ arguments: String...) throws -> String {
  let process = Process()
  let (out, err) = (Pipe(), Pipe())
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [command] + arguments
  process.standardOutput = out
  process.standardError = err
  try process.run()
  let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  let errors = String(decoding: err.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw CommandFailure(command: command, status: process.terminationStatus, errors: errors)
  }
  return text
}

/// A command that a test needs failed or is not installed.
struct CommandFailure: Error {
  let command: String
  let status: Int32
  let errors: String
}
