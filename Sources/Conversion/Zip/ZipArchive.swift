import Deflate
import Storage
import Text

/// A zip archive (PKWARE's APPNOTE 6.3.10), of the plain form that writers of models make: whole, in one
/// file, entries stored or deflated one behind the other without a gap.
///
/// All records are checked when it is opened: signatures, sizes, that both records of an entry agree, that
/// every byte of the file belongs to exactly one of them. Paths mean nothing: names are names.
public struct ZipArchive: Sendable {
  /// The most entries that an archive may have.
  public static let entryLimit = 1024

  /// The entries in the order of the directory.
  package let entries: [ZipEntry]
  private let file: AlignedBytes

  /// The archive that `file` holds.
  ///
  /// - Throws: ``ZipError``.
  public init(_ file: AlignedBytes) throws(ZipError) {
    self.file = file
    entries = try file.withBytes { bytes throws(ZipError) in try directory(of: bytes) }
  }

  /// Whether `bytes` begin as an archive with entries does.
  public static func isArchive(_ bytes: RawSpan) -> Bool {
    bytes.integer(UInt32.self, at: 0) == ZipEntry.localSignature
  }

  /// The bytes of the entry of that name; nil where there is none.
  ///
  /// - Throws: ``ZipError``.
  public func contents(of name: String) throws(ZipError) -> AlignedBytes? {
    guard let entry = entries.first(where: { $0.name == name }) else { return nil }
    return try file.withBytes { bytes throws(ZipError) in
      let data = bytes.extracting(entry.data)
      let contents: AlignedBytes
      do {
        contents = try AlignedBytes(count: entry.size) { contents in
          if entry.isDeflated { try inflate(data, into: &contents) } else { contents.copy(data) }
        }
      } catch is BadDeflate {
        throw ZipError(name, .data)
      } catch {
        throw ZipError(name, .memory)
      }
      guard contents.withBytes(crc32(of:)) == entry.checksum else {
        throw ZipError(name, .checksum)
      }
      return contents
    }
  }
}

/// The entries that the directory at the end of an archive lists.
private func directory(of file: RawSpan) throws(ZipError) -> [ZipEntry] {
  let end = file.byteCount - 22
  guard file.integer(UInt32.self, at: end) == 0x0605_4B50,
    let disk = file.integer(UInt16.self, at: end + 4),
    let firstDisk = file.integer(UInt16.self, at: end + 6),
    let countHere = file.integer(UInt16.self, at: end + 8),
    let count = file.integer(UInt16.self, at: end + 10),
    let size = file.integer(UInt32.self, at: end + 12),
    let start = file.integer(UInt32.self, at: end + 16),
    file.integer(UInt16.self, at: end + 20) == 0
  else { throw ZipError(nil, .endRecord) }
  guard count != .max, size != .max, start != .max else { throw ZipError(nil, .form(.zip64)) }
  guard disk == 0, firstDisk == 0, countHere == count else { throw ZipError(nil, .form(.split)) }
  guard count <= ZipArchive.entryLimit else { throw ZipError(nil, .entries(Int(count))) }
  guard Int(start) + Int(size) == end else {
    throw ZipError(nil, .place(found: Int(start) + Int(size), expected: end))
  }

  var entries: [ZipEntry] = []
  var names: Set<TextKey> = []
  var offset = Int(start)
  for _ in 0..<count {
    let entry = try ZipEntry(directoryRecordAt: &offset, in: file)
    guard names.insert(TextKey(entry.name)).inserted else {
      throw ZipError(entry.name, .duplicateName)
    }
    entries.append(entry)
  }
  guard offset == end else { throw ZipError(nil, .place(found: offset, expected: end)) }

  // Whatever their order in the directory, they lie one behind the other.
  var expected = 0
  for entry in entries.sorted(by: { $0.start < $1.start }) {
    guard entry.start == expected else {
      throw ZipError(entry.name, .place(found: entry.start, expected: expected))
    }
    expected = entry.data.upperBound
  }
  guard expected == Int(start) else {
    throw ZipError(nil, .place(found: Int(start), expected: expected))
  }

  let limit = 4 * file.byteCount + 64 << 20
  guard entries.reduce(0, { $0 + $1.size }) <= limit else {
    throw ZipError(nil, .size(limit: limit))
  }
  return entries
}
