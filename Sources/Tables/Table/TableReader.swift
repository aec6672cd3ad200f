import CSV
import Files
import MLPModel

/// Whether the first record names the columns.
public enum HeaderMode: Sendable {
  /// It does, unless it looks like data, which is an error: nothing is guessed.
  case assumed
  /// It does.
  case present
  /// It is the first row.
  case absent
}

/// Reads a table's header, then its rows in blocks, in memory that does not grow with the table.
///
/// The table is text, or an array as NumPy saves it; either may be compressed with gzip. Which of them
/// it is its first bytes say, never its name.
public struct TableReader: ~Copyable {
  /// The table's columns.
  public let columns: Columns

  // One of the two.
  private var text: TextReader?
  private var array: ArrayReader?

  /// Opens the table at `path`, or standard input for `-`, and reads its header.
  ///
  /// - Parameters:
  ///   - dialect: how text is to be taken; an array has none.
  ///   - header: what the first record of text is; an array has no names.
  ///   - stop: what ends a wait for more of the table.
  ///   - onRead: called after every read with the bytes read so far, and the fraction of the whole that
  ///     they are; nil where nobody can know.
  /// - Throws: ``TableError``, `CSVError`, `NPYError` or `FileError`.
  public init(
    path: String, dialect: Dialect = .csv, header: HeaderMode = .assumed, stop: ReadStop? = nil,
    onRead: @escaping (Int, Double?) -> Void = { _, _ in }
  ) throws {
    let input = try InputFile(path: path, stop: stop)
    try self.init(
      file: input.name, path: path == "-" ? nil : path, dialect: dialect, header: header
    ) { bytes in
      let count = try input.read(into: &bytes)
      onRead(input.bytesRead, input.fractionRead)
      return count
    }
  }

  /// Reads the header of the table that `source` gives.
  ///
  /// - Parameter path: the file that `source` reads, for advice; nil where there is none.
  /// - Throws: as ``init(path:dialect:header:stop:)``, or what the source throws.
  public init(
    file: String, path: String? = nil, dialect: Dialect = .csv, header: HeaderMode = .assumed,
    source: @escaping ByteSource
  ) throws {
    let content = try TableContent(
      file: file, path: path, delimiter: dialect.delimiter, source)
    switch content.form {
    case .text:
      let reader = try TextReader(file: file, dialect, header, content.source)
      columns = reader.columns
      text = consume reader
      array = nil
    case .array:
      let reader = try ArrayReader(file: file, content.source)
      columns = reader.columns
      text = nil
      array = consume reader
    }
  }

  /// Reads the next rows, as many as there are at the moment; false at the end of the table.
  ///
  /// - Parameter rows: the block has at most that many, 1 or more. A caller limits them where a row takes more memory
  ///   than its bytes in the table.
  /// - Throws: what the source throws; there is no going on after it.
  public mutating func next(_ block: inout Block, atMost rows: Int = .max) throws -> Bool {
    if text != nil { return try text?.next(&block, atMost: rows) ?? false }
    return try array?.next(&block, atMost: rows) ?? false
  }

  /// What takes rows out of the blocks.
  ///
  /// - Parameters:
  ///   - map: where the features are.
  ///   - label: the position of the label's column, where labels are wanted.
  ///   - kept: the positions of columns to be copied.
  ///   - missing: what becomes of missing features. A missing label is an error always.
  ///   - missingTexts: the texts that are missing values in all columns; nil for those that the model has for each,
  ///     and in the label for those of any.
  ///   - policy: what becomes of rows that cannot be used.
  ///   - wantsGaps: whether the batches are to say which features have no number.
  public func parser(
    _ map: ColumnMap, label: Int? = nil, kept: [Int] = [], missing: MissingPolicy = .error,
    missingTexts: MissingTexts? = nil, onFault policy: RowPolicy = .fail,
    wantsGaps: Bool = false
  ) -> TableParser {
    let given = missingTexts.map(MissingValues.init)
    return parser(
      RowParser(
        columns: columns, features: given.map(map.with) ?? map, label: label, kept: kept,
        missing: missing,
        missingValues: OtherMissingValues(ofLabels: given ?? map.allMissing), policy: policy,
        wantsGaps: wantsGaps))
  }

  func parser(_ rows: RowParser) -> TableParser {
    TableParser(rows, text: text?.parser(rows), array: array?.parser(rows))
  }
}
