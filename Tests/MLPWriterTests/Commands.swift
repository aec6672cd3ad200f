import Foundation

/// A folder of its own for a test, removed at its end.
func withFolder<R>(_ body: (String) throws -> R) throws -> R {
  let folder = NSTemporaryDirectory() + "mlp-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// Runs a command and returns what it wrote to standard output; throws where it fails.
func run(_ command: String, _ arguments: [String]) throws -> String {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [command] + arguments
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw CommandFailed(command: command, status: process.terminationStatus)
  }
  return String(decoding: data, as: UTF8.self)
}

/// A command that ended with another status than 0; what it had to say is on standard error.
struct CommandFailed: Error {
  let command: String
  let status: Int32
}

/// The Python that has h5py and NumPy.
let python = ProcessInfo.processInfo.environment["MLP_PYTHON"] ?? "python3"

/// A file beside this one.
func path(beside name: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(name).path
}

/// A file of the repository's fixtures.
func fixture(_ name: String) -> String {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("fixtures/\(name)").path
}
