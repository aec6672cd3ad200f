import CommandLineTools
import Files
import NPY

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Where the rows of a run go.
protocol RowOutput: AnyObject {
  /// Writes whole rows, as a `RowWriter` has them.
  func write(_ rows: RawSpan) throws
  /// Writes what is left to write after `rowCount` rows.
  func finish(rowCount: Int) throws
}

/// Rows of text under a header.
final class TextOutput: RowOutput {
  private let sink: OutputSink
  private var header: [UInt8]

  /// Text that goes to `sink`, under `header`.
  init(_ sink: OutputSink, header: [UInt8]) {
    self.sink = sink
    self.header = header
  }

  func write(_ rows: RawSpan) throws {
    // Not before, so that nothing is written where not even the first rows can be.
    try writeHeader()
    try sink.write(rows)
    // At once, for whoever waits at the other end while the table trickles in.
    try sink.flush()
  }

  func finish(rowCount: Int) throws {
    try writeHeader()
    try sink.finish()
  }

  private func writeHeader() throws {
    let bytes = header
    unsafe try sink.write(bytes.span.bytes)
    header.removeAll()
  }
}

/// An array for NumPy, whose header says how many rows follow.
///
/// In a file the header is written anew at the end. A pipe gets all when all is known: until then the
/// numbers are in a file without a name, in the folder that `TMPDIR` says or `/tmp`.
final class ArrayOutput: RowOutput {
  private let sink: OutputSink
  private let columnCount: Int
  private let cache: FloatCache?
  private var hasHeader = false

  /// An array of that many columns that goes to `sink`.
  ///
  /// - Throws: `FileError`.
  init(_ sink: OutputSink, columnCount: Int) throws {
    self.sink = sink
    self.columnCount = columnCount
    cache = sink.isWhole ? nil : try FloatCache(folder: Self.temporaryFolder)
  }

  func write(_ rows: RawSpan) throws {
    if let cache { return try cache.append(bytes: rows) }
    if !hasHeader { try writeHeader(rowCount: 0) }
    try sink.write(rows)
  }

  func finish(rowCount: Int) throws {
    if let cache {
      try writeHeader(rowCount: rowCount)
      try cache.map().withSpan { unsafe try sink.write($0.bytes) }
    } else {
      if !hasHeader { try writeHeader(rowCount: 0) }
      let header = NPYHeader.float32(rows: rowCount, columns: columnCount)
      unsafe try sink.writeOver(header.span.bytes)
    }
    try sink.finish()
  }

  private func writeHeader(rowCount: Int) throws {
    let header = NPYHeader.float32(rows: rowCount, columns: columnCount)
    unsafe try sink.write(header.span.bytes)
    hasHeader = true
  }

  private static var temporaryFolder: String {
    environmentPath("TMPDIR") ?? "/tmp"
  }
}
