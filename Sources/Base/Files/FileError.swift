#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What went wrong with a file: which file, what was being done to it, and why it could not be.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// What was being done; the raw value reads after "cannot".
  public enum Operation: String, Sendable, CaseIterable {
    /// Opening the file, or creating the temporary one.
    case open
    /// Asking what kind of file it is and how large.
    case examine
    /// Following a symbolic link.
    case follow = "follow the link"
    /// Reading bytes.
    case read
    /// Marking the temporary file as in use.
    case lock
    /// Writing bytes.
    case write
    /// Cutting a file off behind what is to stay.
    case shorten
    /// Giving the new file the old one's owner or group.
    case setOwner = "set the owner of"
    /// Giving the new file the old one's permissions.
    case setPermissions = "set the permissions of"
    /// Bringing the bytes to the disk.
    case synchronise
    /// Putting the new file in the old one's place.
    case replace
    /// Opening the folder that the file is in.
    case openFolder = "open the folder of"
    /// Bringing the folder's entry to the disk.
    case synchroniseFolder = "synchronise the folder of"
    /// Removing the temporary file.
    case remove
  }

  /// Why it could not be done.
  public enum Reason: Equatable, Sendable {
    /// The system said no, with this `errno`.
    case system(CInt)
    /// The file is not what it has to be.
    case refused(found: String, expected: String)
  }

  /// The file's path as the caller gave it, or `standard input`, `standard output`.
  public let path: String

  /// What was being done.
  public let operation: Operation

  /// Why it could not be done.
  public let reason: Reason

  /// An error about the file at `path`.
  public init(path: String, operation: Operation, reason: Reason) {
    self.path = path
    self.operation = operation
    self.reason = reason
  }

  /// Whether the reader of a pipe has gone away (`EPIPE`), which ends a command quietly.
  public var isClosedPipe: Bool { reason == .system(EPIPE) }

  /// One line for a person.
  public var description: String { "\(path): \(withoutPath)" }

  /// The same for a message that says already which file it is about.
  package var withoutPath: String {
    switch reason {
    case .system(let code):
      "cannot \(operation.rawValue) it: \(unsafe String(cString: strerror(code)))"
    case .refused(let found, let expected): "found \(found), expected \(expected)"
    }
  }
}
