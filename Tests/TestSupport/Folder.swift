import Foundation

/// A folder of a test's own, removed with everything in it when nobody holds it any more.
public final class Folder: CustomStringConvertible, Sendable {
  public let path: String

  /// The path, for `"\(folder)/name"`.
  public var description: String { path }

  public init() throws {
    // Tests put the path into lines of a shell, unquoted.
    let temporary = FileManager.default.temporaryDirectory.path
    let isPlain = temporary.utf8.allSatisfy { byte in
      byte < 0x80
        && (Character(UnicodeScalar(byte)).isLetter || "0123456789/._-".utf8.contains(byte))
    }
    path = (isPlain ? temporary : "/tmp") + "/mlp-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  public static func / (folder: Folder, name: String) -> String { folder.path + "/" + name }

  /// What is in the folder, sorted.
  public var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  /// Writes the file `name` and returns its path.
  @discardableResult
  public func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
    try Data(bytes).write(to: URL(filePath: self / name))
    return self / name
  }

  /// Writes the file `name` and returns its path.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    try write(text.utf8, to: name)
  }

  /// What the file `name` holds.
  public func bytes(of name: String) throws -> [UInt8] { try TestSupport.bytes(at: self / name) }

  /// What the file `name` holds.
  public func text(of name: String) throws -> String {
    String(decoding: try bytes(of: name), as: UTF8.self)
  }
}

/// Calls `body` with a folder that is there as long as it runs.
public func withFolder<R>(_ body: (Folder) throws -> R) throws -> R {
  let folder = try Folder()
  return try withExtendedLifetime(folder) { try body(folder) }
}

/// What the file at `path` holds.
public func bytes(at path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(filePath: path)))
}
