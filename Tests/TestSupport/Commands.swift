import Foundation

/// What `command`, looked up in PATH, prints; throws what it says where it fails.
public func output(of command: String, _ arguments: [String]) throws -> String {
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
    throw CommandFailed(command: command, status: process.terminationStatus, errors: errors)
  }
  return text
}

/// A command that a test needs failed or is not installed.
public struct CommandFailed: Error {
  let command: String
  let status: Int32
  let errors: String
}

/// The Python that has h5py and NumPy.
public let python = ProcessInfo.processInfo.environment["MLP_PYTHON"] ?? "python3"

/// The path of a file of the repository, such as `fixtures/data/iris.csv`.
public func repository(_ file: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: file).path
}
