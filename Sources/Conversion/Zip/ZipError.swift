import Text

/// Why a file is not the zip archive that this package takes, or an entry not what it says it is.
public struct ZipError: Error, Equatable, CustomStringConvertible {
  /// The entry's name; nil where it is about the archive as a whole.
  public let entry: String?
  /// What is wrong.
  public let reason: Reason

  /// What can be wrong.
  public enum Reason: Sendable, Equatable {
    /// There is no end record at the end: cut short, appended to, with a comment, or no archive.
    case endRecord
    /// A form of archive that is not taken.
    case form(Form)
    /// A record that does not start with its signature, or is not all in the file.
    case record(String, offset: Int)
    /// More entries than ``ZipArchive/entryLimit``.
    case entries(Int)
    /// Two entries of that name.
    case duplicateName
    /// A name that is empty, longer than 255 bytes, or no text.
    case name
    /// The entry's two records contradict each other.
    case contradiction
    /// The entry does not start where the one before it ends: a hole, an overlap, bytes that belong to none.
    case place(found: Int, expected: Int)
    /// More bytes in all entries than an archive of that size can be expected to hold.
    case size(limit: Int)
    /// The compressed data are damaged, or give another number of bytes than stated.
    case data
    /// The bytes have another CRC-32 than stated.
    case checksum
    /// There is no memory for it.
    case memory
  }

  /// Forms of archive and entry that are not taken.
  public enum Form: String, Sendable, Equatable {
    /// Over several files.
    case split = "an archive in several parts"
    /// With sizes of 64 bits.
    case zip64 = "zip64 records"
    /// Only readable with a password.
    case encrypted = "encrypted data"
    /// With sizes behind the data.
    case streamed = "sizes behind the data"
    /// Compressed by another method than deflate.
    case method = "a compression other than deflate"
    /// With a feature that no writer of models uses.
    case feature = "flags of an unknown feature"
  }

  init(_ entry: String?, _ reason: Reason) {
    self.entry = entry
    self.reason = reason
  }

  /// One line for a person.
  public var description: String {
    let place = entry.map { "entry \(Excerpt($0))" } ?? "zip archive"
    return switch reason {
    case .endRecord:
      "\(place): found no end record at the end of the file, expected a whole zip archive without a "
        + "comment"
    case .form(let form):
      "\(place): found \(form.rawValue), expected entries that are stored or deflated, as Keras writes them"
    case .record(let name, let offset): "\(place): found no \(name) at byte \(offset)"
    case .entries(let count):
      "\(place): found \(count) entries, expected at most \(ZipArchive.entryLimit)"
    case .duplicateName: "\(place): found twice, expected different names"
    case .name: "\(place): found a name that is no text of 1 to 255 bytes"
    case .contradiction: "\(place): found two records of it that contradict each other"
    case .place(let found, let expected):
      "\(place): found at byte \(found), expected at \(expected), where what is before it ends"
    case .size(let limit):
      "\(place): found more than the \(limit) bytes that an archive of this size may hold"
    case .data: "\(place): found compressed data that are damaged or of another size than stated"
    case .checksum: "\(place): found bytes with another CRC-32 than stated; the file is damaged"
    case .memory: "\(place): found no memory for it"
    }
  }
}
