import Text

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Where a path or an open stream leads, to tell whether two of them are one file, whatever they are called.
public struct FilePlace: Sendable {
  private enum Place {
    /// A file, by its device and number there.
    case file(device: UInt64, number: UInt64)
    /// Nothing yet: a name in a folder.
    case name([UInt8], device: UInt64, folder: UInt64)
  }

  private let place: Place?
  /// The folder of the path, links followed, and the name in it; nil for a stream.
  private let folder: Place?
  private let name: String

  /// Where `path` leads, symbolic links followed, also one that dangles.
  public init(path: String) {
    let calls = SystemCalls()
    var (path, links) = (path, 0)
    while links < 40, let next = try? Target.link(at: path, path, calls) {
      path = Target.destination(next, of: path)
      links += 1
    }
    let (parent, name) = split(path)
    self.name = name
    if let status = try? calls.status(at: parent, parent) {
      folder = .file(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    } else {
      folder = nil
    }
    if let status = try? calls.status(at: path, path) {
      place = Self.place(status)
    } else if case .file(let device, let number)? = folder, !name.isEmpty {
      place = .name(name.pathBytes, device: device, folder: number)
    } else {
      place = nil
    }
  }

  /// Where the open file `descriptor` leads.
  public init(descriptor: CInt) {
    (folder, name) = (nil, "")
    place = (try? SystemCalls().status(of: descriptor, "")).flatMap(Self.place)
  }

  /// Nothing is lost in a pipe or a device that two options name, such as /dev/null.
  private static func place(_ status: stat) -> Place? {
    status.isRegularFile
      ? .file(device: UInt64(status.st_dev), number: UInt64(status.st_ino)) : nil
  }

  /// Whether both lead to one regular file, or would as soon as it is there.
  public func isSame(as other: FilePlace) -> Bool {
    switch (place, other.place) {
    case (.file(let device, let number)?, .file(let otherDevice, let otherNumber)?):
      device == otherDevice && number == otherNumber
    case (
      .name(let name, let device, let folder)?, .name(let other, let otherDevice, let otherFolder)?
    ):
      name == other && device == otherDevice && folder == otherFolder
    default: false
    }
  }

  /// Whether saving `target` would take a file here for a temporary one that an earlier save has left, and remove it.
  public func isTemporary(of target: FilePlace) -> Bool {
    guard case .file(let device, let number)? = folder,
      case .file(let otherDevice, let otherNumber)? = target.folder
    else { return false }
    return device == otherDevice && number == otherNumber
      && Temporary.isName(name, ofTarget: target.name)
  }
}
