import MLPSchema
import Storage
import Text

/// A column of a table, as messages call it.
public struct Column: Sendable, Equatable, CustomStringConvertible {
  /// Where it is, from 0.
  public let position: Int
  /// Its name in the header; nil where there is no header or the name is empty.
  public let name: String?

  /// `column "age" (#3)`, or `column #3` without a name; counted from 1.
  public var description: String {
    name.map { "column \(Excerpt($0)) (#\(position + 1))" } ?? "column #\(position + 1)"
  }

  /// What the command line may call it by: its name, or `#3` without one and where it is longer than a model's name
  /// may be.
  public var reference: String {
    guard let name, name.utf8.count <= Limits.nameByteCount else { return "#\(position + 1)" }
    return name
  }
}

extension Column {
  /// The column as a message names it in an option: by its name or, where that is long or there is none, by its place.
  public var advice: String {
    guard let name, name.utf8.count <= 200 else { return "#\(position + 1)" }
    return name
  }
}

/// The columns of a table: how many, and their names where it has a header.
public struct Columns: Sendable, Equatable {
  /// What the table is called in messages.
  public let file: String
  /// How many columns there are, without the empty one that a delimiter at the end of lines makes.
  public let count: Int
  /// The header's names without blanks around them, `count` of them; nil without a header.
  public let names: [String]?
  /// What rows are counted by in messages.
  let numbering: RowNumbering

  /// Finds a name where it stands first.
  private let index: TextIndex?
  /// All positions of the names that stand there more than once, by the first.
  private let repeated: [Int: [Int]]

  /// Columns of a table.
  ///
  /// - Throws: `OutOfMemory`.
  init(
    file: String, count: Int, names: [String]?, numbering: RowNumbering = .lines
  ) throws(OutOfMemory) {
    self.file = file
    self.count = count
    self.names = names
    self.numbering = numbering
    guard let names else {
      (index, repeated) = (nil, [:])
      return
    }
    // What is longer is no name of a model's, and called by its place.
    let short =
      names.contains { $0.utf8.count > Limits.nameByteCount }
      ? names.map { $0.utf8.count > Limits.nameByteCount ? "" : $0 } : names
    let index = try TextIndex(TextList(short))
    var repeated: [Int: [Int]] = [:]
    if index.firstRepeated != nil {
      for (position, name) in short.enumerated() {
        if let first = index.index(of: name), first != position {
          repeated[first, default: [first]].append(position)
        }
      }
    }
    (self.index, self.repeated) = (index, repeated)
  }

  /// The column at `position`, from 0.
  public subscript(position: Int) -> Column {
    guard let names, names.indices.contains(position), !names[position].isEmpty else {
      return Column(position: position, name: nil)
    }
    return Column(position: position, name: names[position])
  }

  /// The position, from 0, of the column called `reference`: a name of the header, or else `#N`,
  /// counted from 1.
  ///
  /// - Throws: ``TableError`` where there is no such column, or two of that name.
  public func position(of reference: String) throws(TableError) -> Int {
    let found = positions(named: reference)
    if found.count > 1 { throw error(.duplicateName(reference, found)) }
    if let position = found.first { return position }
    if let number = Self.number(reference), (1...count).contains(number) { return number - 1 }
    if let name = names?.first(where: { $0.isSplit(into: reference) }) {
      throw error(.splitName(reference, whole: name))
    }
    let nearest = names.flatMap { reference.nearest(in: $0) }
    throw error(.noSuchColumn(reference, nearest: nearest, count: count, hasHeader: names != nil))
  }

  /// The positions, from 0 and ascending, of the columns that have this name in the header; none for a name that is
  /// longer than a model's may be.
  func positions(named name: String) -> [Int] {
    guard name.utf8.count <= Limits.nameByteCount, let first = index?.index(of: name) else {
      return []
    }
    return repeated[first] ?? [first]
  }

  /// The N of `#N`; nil for other text.
  private static func number(_ reference: String) -> Int? {
    reference.utf8.first == UInt8(ascii: "#")
      ? Int(String(reference.unicodeScalars.dropFirst())) : nil
  }

  func error(_ fault: TableError.Fault, line: Int? = nil, column: Int? = nil) -> TableError {
    TableError(
      file: file, line: line, column: column.map { self[$0] }, fault: fault, numbering: numbering)
  }
}

extension String {
  /// Whether the text, taken for a list, is `item` and others.
  fileprivate func isSplit(into item: String) -> Bool {
    guard unicodeScalars.contains(","), utf8.count > item.utf8.count else { return false }
    return (try? ItemList(parsing: self))?.texts.contains { $0.utf8.elementsEqual(item.utf8) }
      ?? false
  }
}

/// What messages count the rows of a table by.
enum RowNumbering: Sendable {
  /// The line of a text that a row begins on.
  case lines
  /// The row of an array, from 1.
  case rows
}

/// Names of features whose table had no header, `#1`, `#2` and so on.
///
/// A model with such names is matched by position, because no other table has them.
public enum PositionalNames {
  /// The names of `count` features.
  public static func names(_ count: Int) -> [String] { (0..<count).map { "#\($0 + 1)" } }

  /// Whether `names` are those of features without names.
  public static func matches(_ names: some Sequence<String>) -> Bool {
    names.enumerated().allSatisfy { $1 == "#\($0 + 1)" }
  }
}
