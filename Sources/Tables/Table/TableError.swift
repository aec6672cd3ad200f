import Deflate
import MLPSchema
import Text

/// A table that cannot be used: which file, line and column, what is wrong, and what to do.
public struct TableError: Error, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Fault: Error, Equatable {
    /// There is not even a header.
    case noRecords
    /// There is a header and nothing under it.
    case noRows
    /// There is one column, and it has another dialect's delimiter inside.
    case otherDelimiter(String, mayBeHeader: Bool)
    /// The header row looks like a row of data.
    case headerLooksLikeData
    /// Two columns have the name, at these positions from 0, and one of them is needed.
    case duplicateName(String, [Int])
    /// An array of float32 has a column whose feature is relative to an origin.
    case narrowNumbers
    /// No column is called so.
    case noSuchColumn(String, nearest: String?, count: Int, hasHeader: Bool)
    /// No column is called so, but one is whose name has commas and was taken apart at them.
    case splitName(String, whole: String)
    /// Names that the model needs and the header lacks, and those that the header has instead.
    case missingColumns([String], of: Int, unexpected: [String])
    /// Columns are to be matched by name and there is no header.
    case noNames
    /// Columns are matched by position and their number, those of labels and weights left
    /// out, is another.
    case columnCount(found: Int, expected: Int, others: Int)
    /// A feature's column, at this position from 0, has no name in the header.
    case unnamedFeature(Int)
    /// The name of a feature's column has so many bytes, more than a model may have.
    case longFeatureName(Int)
    /// The name of a label's column has so many bytes, more than a model may have.
    case longLabelName(Int)
    /// The name of this level's feature, column and level, has so many bytes, more than a model may have.
    case longLevelName(String, Int)
    /// The columns make so many features, more than a model may have.
    case manyFeatures(Int)
    /// There are so many columns of text, more than a model may have.
    case manyCategories(Int)
    /// The label's column has so many classes, more than a model may have.
    case manyClasses(Int)
    /// A column was chosen twice.
    case alreadyUsed
    /// No column is left for the features.
    case noFeatures
    /// A column of text is none of the features.
    case categoryIsNoFeature
    /// No feature's column has a value in any row.
    case noValues
    /// Two features have this name: a level's, and another column's.
    case sameFeatures(String)
    /// All rows have this one label.
    case oneClass(String)
    /// A value, shown here, is not what its column needs.
    case value(String, ValueFault)
    /// The compressed table cannot be read.
    case gzip(GzipError)
    /// The file is of a format that is no table, with what to do about it.
    case otherFormat(String, advice: String)
    /// Text to be shown has a zero byte in it.
    case zeroByte
    /// Text to be shown is not UTF-8.
    case notUTF8
  }

  /// What the table is called in messages.
  public let file: String
  /// The physical line that the row begins on, or the row of an array, from 1; nil for a fault of the
  /// whole table.
  public let line: Int?
  /// The column, where the fault has one.
  public let column: Column?
  /// What is wrong.
  public let fault: Fault

  private let numbering: RowNumbering

  init(
    file: String, line: Int?, column: Column?, fault: Fault, numbering: RowNumbering = .lines
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.fault = fault
    self.numbering = numbering
  }

  /// The same place with another fault.
  func with(_ fault: Fault) -> TableError {
    TableError(file: file, line: line, column: column, fault: fault, numbering: numbering)
  }

  /// One line for a person.
  public var description: String {
    let place = line.map { numbering == .lines ? "\(file):\($0)" : "\(file): row \($0)" } ?? file
    guard let column else { return "\(place): \(fault)" }
    let advice =
      fault.isColumns
      ? "; leave the column out with \(ShellOption("--ignore", items: [column.advice]))" : ""
    return "\(place): \(column): \(fault)\(advice)"
  }
}

extension TableError.Fault {
  /// Whether the column can be left out for it.
  fileprivate var isColumns: Bool {
    switch self {
    case .unnamedFeature, .longFeatureName, .longLevelName: true
    case .value(_, let fault): fault.isColumns
    default: false
    }
  }
}

extension TableError.Fault: CustomStringConvertible {
  /// What was found, what was expected, and what to do.
  public var description: String {
    switch self {
    case .noRecords:
      "found an empty table, expected rows"
    case .noRows:
      "found no rows under the header, expected some"
    case .otherDelimiter(let delimiter, let mayBeHeader):
      """
      found one column with \(delimiter == "tab" ? "tabs" : "'\(delimiter)'") inside, expected \
      several; give \(ShellOption("--delimiter", delimiter))\(mayBeHeader ? ", or --header if it is one column" : "")
      """
    case .headerLooksLikeData:
      """
      found numbers, expected a header; give --no-header if the first row is data, or --header if \
      it names the columns
      """
    case .narrowNumbers:
      """
      found float32 numbers, expected float64 or integers: the model's feature is relative to an origin, and float32 \
      does not tell its raw values apart; save the numbers as they were before they became float32
      """
    case .duplicateName(let name, let positions):
      """
      found \(positions.count) columns named \(Excerpt(name)) \
      (\(positions.prefix(10).map { "#\($0 + 1)" }.joined(separator: ", "))\(positions.count > 10 ? ", …" : "")), \
      expected one; rename the others
      """
    case .noSuchColumn(let name, let nearest, let count, let hasHeader):
      """
      found no column \(Excerpt(name)), expected \(hasHeader ? "a name in the header or " : "")#1 \
      to #\(count)\(nearest.map { "; did you mean \(Excerpt($0))?" } ?? "")
      """
    case .splitName(let name, let whole):
      """
      found no column \(Excerpt(name)), expected a name in the header; a name with a comma goes in \
      quotes: \(whole.utf8.count > 500 ? "of \(Excerpt(whole))" : ItemList([whole]).description.shellWord)
      """
    case .missingColumns(let names, let count, let unexpected):
      Self.missingColumns(names, of: count, unexpected)
    case .noNames:
      "found no header, expected one to match columns by name; give --match position"
    case .columnCount(let found, let expected, let others):
      """
      found \(found) \(found == 1 ? "column" : "columns")\(others == 0 ? "" : others == 1 ? " beside the label" : " beside labels and weights"), expected \(expected), one for \
      each feature of the model
      """
    case .unnamedFeature:
      "found no name in the header, expected one; name it, or give --no-header if the first row is data"
    case .longFeatureName(let count):
      "found a name of \(count) bytes, expected at most \(Limits.nameByteCount); shorten it"
    case .longLabelName(let count):
      """
      found a name of \(count) bytes, expected at most \(Limits.nameByteCount) for an output of a model; \
      shorten it in the header
      """
    case .longLevelName(let level, let count):
      """
      found the level \(Excerpt(level)), whose input, the column's name and the level, has a name of \
      \(count) bytes, expected at most \(Limits.nameByteCount); shorten the column's name in the header
      """
    case .manyFeatures(let count):
      """
      found columns that make \(count) inputs, expected at most \(Limits.width); choose some with \
      --features or leave some out with --ignore
      """
    case .manyCategories(let count):
      """
      found \(count) columns of text, expected at most \(Limits.categoryCount); leave some out with --ignore
      """
    case .manyClasses(let count):
      "found \(count) classes, expected at most \(Limits.width); give another --label"
    case .alreadyUsed:
      """
      found twice among the label, the features and what to ignore, expected once; give each column \
      once
      """
    case .noFeatures:
      "found no columns beside the label and those to ignore, expected features"
    case .categoryIsNoFeature:
      """
      found it named as categorical and not among the features, expected one of them; leave it out of \
      --categorical
      """
    case .noValues:
      "found no value in any column beside the label, expected some"
    case .sameFeatures(let name):
      """
      found two features called \(Excerpt(name)), a level of a column of text and another column, \
      expected different names; rename the column
      """
    case .oneClass(let name):
      "found only the label \(Excerpt(name)), expected two classes or more"
    case .value(let value, let fault):
      "found \(Excerpt(value)), expected \(fault)"
    case .gzip(let error):
      error.description
    case .otherFormat(let name, let advice):
      "found \(name), expected a table of text or npy, plain or in gzip; \(advice)"
    case .zeroByte:
      "found a zero byte, expected text; save the table as UTF-8"
    case .notUTF8:
      "found bytes that are not UTF-8, expected text; save the table as UTF-8"
    }
  }

  private static func missingColumns(
    _ names: [String], of count: Int, _ unexpected: [String]
  ) -> String {
    let near = names.prefix(3).compactMap { name in
      name.nearest(in: unexpected).map { "\(Excerpt($0)) for \(Excerpt(name))" }
    }
    let missing = "found no column for \(names.count) of the model's \(count) features"
    let instead = unexpected.isEmpty ? "" : "; not in the model: \(Excerpt.list(unexpected))"
    let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"
    // As importers call the features of a source without names.
    if names.count == count, names.indices.allSatisfy({ names[$0] == "x\($0)" }) {
      return
        "\(missing): \(Excerpt.list(names))\(instead); the model came without names, which "
        + "mlp-export --feature-names gives it"
    }
    let doubt =
      names.count == count && near.isEmpty
      ? "; is the first line the header (--no-header), and the delimiter right (--delimiter)?" : ""
    return "\(missing): \(Excerpt.list(names))\(instead)\(hint)\(doubt)"
  }
}
