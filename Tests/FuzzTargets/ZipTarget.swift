import Deflate
import Mutants
import Storage
import Zip

extension FuzzTarget {
  /// A zip archive: every byte of it belongs to one record or to the data of one entry.
  static let zip = FuzzTarget("zip") { bytes in
    let file = try AlignedBytes(count: bytes.count) { $0.copy(bytes.span.bytes) }
    let archive: ZipArchive
    do throws(ZipError) {
      archive = try ZipArchive(file)
    } catch {
      try checkLine("\(error)")
      return
    }
    var end = 0
    for entry in archive.entries.sorted(by: { $0.start < $1.start }) {
      try require(
        entry.start == end && entry.data.lowerBound > end && entry.data.upperBound <= bytes.count,
        "entry \(entry.name) has the bytes \(entry.start) to \(entry.data), expected them from \(end)"
      )
      end = entry.data.upperBound
      do {
        guard let contents = try archive.contents(of: entry.name) else {
          throw Finding("entry \(entry.name) has no contents")
        }
        guard contents.count == entry.size, contents.withBytes(crc32(of:)) == entry.checksum else {
          throw Finding("entry \(entry.name) is not what the directory says")
        }
      } catch let error as ZipError {
        switch error.reason {
        case .data, .checksum: try checkLine("\(error)")
        default: throw Finding("an entry that was accepted is refused: \(error)")
        }
      }
    }
    try require(
      archive.entries.reduce(0) { $0 + $1.size } <= 4 * bytes.count + 64 << 20,
      "entries of more bytes than are allowed")
  }
}
