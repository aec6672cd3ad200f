import MLPModel
import Text

extension InputDescription {
  /// The texts that are missing values, each list with the columns that have it, in the order of the columns; none
  /// where all have the built-in one.
  public var missingValueLists: [(texts: MissingTexts, columns: [String])] {
    guard hasMissingTexts else { return [] }
    var places: [MissingTexts: Int] = [:]
    var lists: [(texts: MissingTexts, columns: [String])] = []
    for column in columns {
      let place = places[column.missing] ?? lists.count
      if place == lists.count {
        places[column.missing] = place
        lists.append((column.missing, []))
      }
      lists[place].columns.append(column.name)
    }
    return lists
  }

  /// The same for people, a list a line.
  public var missingValueLines: [String] {
    let lists = missingValueLists
    return lists.map { texts, columns in
      let text =
        texts.isBuiltIn
        ? "the built-in texts" : texts.texts.isEmpty ? "none" : ItemList(texts.texts).description
      return lists.count == 1 ? text : "\(text) in \(Excerpt.list(columns, limit: 8))"
    }
  }
}
