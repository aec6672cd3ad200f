import Foundation

#if canImport(Testing)
import Testing
#endif

/// A Python that has h5py and NumPy, which some tests need.
public struct Python: Sendable {
  /// What runs it; nil where none was found.
  let command: String?

  /// The one that MLP_PYTHON names, whatever it has, or none where that is empty; where it is not set, the first of the
  /// repository's environment and the PATH's `python3` that has both.
  init() {
    if let named = ProcessInfo.processInfo.environment["MLP_PYTHON"] {
      command = named.isEmpty ? nil : named
    } else {
      command = [repository(".venv/bin/python"), "python3"].first {
        (try? output(of: $0, ["-c", "import h5py, numpy"])) != nil
      }
    }
  }
}

/// The Python of the tests.
public let python = Python()

/// What `python` prints; where there is none the test is skipped.
public func output(of python: Python, _ arguments: [String]) throws -> String {
  guard let command = python.command else {
    #if canImport(Testing) && compiler(>=6.3)
    // What Testing itself says of a test with arguments is that it passed.
    FileHandle.standardError.write(
      Data("skipped: \(Test.current?.name ?? "a test"): \(NoPython())\n".utf8))
    try Test.cancel("\(NoPython())")
    #else
    throw NoPython()
    #endif
  }
  return try output(of: command, arguments)
}

/// No Python that a test needs was found.
struct NoPython: Error, CustomStringConvertible {
  var description: String {
    "found no Python with h5py and NumPy: run tools/setup test, or name one in MLP_PYTHON"
  }
}
