import Foundation

/// What `command`, looked up in PATH, prints; throws what it says where it fails.
public func output(of command: String, _ arguments: [String]) throws -> String {
  try withFolder { folder in
    // A file, because two pipes would have to be read side by side.
    try folder.write("", to: "errors")
    let process = Process()
    let out = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    // Signals may be ignored, and standard input closed, where the tests run.
    process.arguments = ["--default-signal", command] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = out
    process.standardError = FileHandle(forWritingAtPath: folder / "errors")
    try process.run()
    let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CommandFailed(
        command: command, status: process.terminationStatus, errors: try folder.text(of: "errors"))
    }
    return text
  }
}

/// A command that a test needs failed or is not installed.
public struct CommandFailed: Error {
  let command: String
  let status: Int32
  let errors: String
}

/// The path of a file of the repository, such as `fixtures/data/iris.csv`.
public func repository(_ file: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: file).path
}
