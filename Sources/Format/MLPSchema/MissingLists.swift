import HDF5Tree
import MLPModel
import Text

/// The texts that are missing values, as a file has them: each list once, and which of them each column has.
struct MissingLists {
  /// The lists, in the order in which the columns use them.
  private(set) var lists: [MissingTexts] = []
  /// For each column the place of its list.
  private(set) var ofColumns: [Int] = []

  /// The lists of a model's columns; nil where all have the built-in one.
  ///
  /// - Complexity: O(columns).
  init?(of input: InputDescription) {
    guard input.hasMissingTexts else { return nil }
    var places: [MissingTexts: Int] = [:]
    for column in input.columns {
      let list = column.missing
      let place = places[list] ?? lists.count
      if place == lists.count {
        lists.append(list)
        places[list] = place
      }
      ofColumns.append(place)
    }
  }

  /// The list of each column.
  var perColumn: [MissingTexts] { ofColumns.map { lists[$0] } }

  // MARK: - In a file

  /// The lists that a file has, in the one form of SCHEMA.md, "Missing values".
  ///
  /// - Throws: ``SchemaError`` for any other form.
  init(_ node: Node, columnCount: Int) throws(SchemaError) {
    func fail(_ name: String, _ found: String, _ expected: String) throws(SchemaError) -> Never {
      throw SchemaError(.missing, at: node.place(name), found: found, expected: expected)
    }
    let sizes = try required(
      node.optionalIntegers(Name.listSizes, count: nil, limit: Limits.missingListCount),
      "a dataset", at: node.place(Name.listSizes))
    if let size = sizes.first(where: { $0 < 0 || $0 > Limits.missingTextCount }) {
      throw SchemaError(
        .limit, at: node.place(Name.listSizes), found: "\(size)",
        expected: "0 to \(Limits.missingTextCount)")
    }
    let texts = try node.optionalNames(Name.texts) ?? []
    guard sizes.reduce(0, +) == texts.count else {
      try fail(
        Name.texts, texts.isEmpty ? "nothing" : "\(texts.count) texts",
        "\(sizes.reduce(0, +)) texts, the sum of the sizes")
    }
    var rest = texts[...]
    for size in sizes {
      do throws(InvalidModel) {
        lists.append(try MissingTexts(exactly: Array(rest.prefix(Int(size)))))
      } catch {
        try fail(Name.texts, error.found, error.expected)
      }
      rest = rest.dropFirst(Int(size))
    }
    guard Set(lists).count == lists.count else {
      try fail(Name.texts, "two lists with the same texts", "each list once")
    }
    guard lists.count > 1 else {
      if lists[0].isBuiltIn {
        try fail(Name.texts, "the built-in texts for all columns", "others, or no part")
      }
      guard !node.group.members.contains(where: { $0.name == Name.columnLists }) else {
        try fail(Name.columnLists, "a member", "nothing: all columns have the one list")
      }
      ofColumns = [Int](repeating: 0, count: columnCount)
      return
    }
    let places = try required(
      node.optionalIntegers(Name.columnLists, count: columnCount), "a dataset",
      at: node.place(Name.columnLists))
    var used: Int64 = 0
    for (column, place) in places.enumerated() {
      guard place >= 0, place <= used, place < lists.count else {
        try fail(
          Name.columnLists, "\(place) at element \(column)",
          "0 to \(min(used, Int64(lists.count) - 1)): lists in the order of their first columns")
      }
      if place == used { used += 1 }
    }
    guard used == lists.count else {
      try fail(Name.columnLists, "no column of list \(used)", "one at least")
    }
    ofColumns = places.map { Int($0) }
  }

  /// The group of a file.
  ///
  /// - Throws: ``SchemaError`` where there is no memory for it.
  func group(at path: ObjectPath) throws(SchemaError) -> Group {
    var group = GroupBuilder(path)
    try group.add(Name.listSizes, lists.map { Int64($0.texts.count) })
    let texts = lists.flatMap(\.texts)
    if !texts.isEmpty { try group.add(Name.texts, TextList(texts)) }
    if lists.count > 1 { try group.add(Name.columnLists, ofColumns.map { Int64($0) }) }
    return group.group
  }
}
