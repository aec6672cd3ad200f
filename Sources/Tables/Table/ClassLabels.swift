import CSV
import Text

/// The classes of a classifier, in the order of its outputs.
public struct ClassLabels: Sendable, Equatable {
  /// The classes' names.
  public let names: [String]

  private let labels: LabelIndex

  /// The classes of a model, in its order; of two equal names the first counts.
  public init(names: [String]) {
    self.names = names
    labels = LabelIndex(names)
  }

  /// The distinct labels of a column, sorted: by value where all are finite numbers, else by their
  /// Unicode scalars.
  ///
  /// Different texts of exactly the same number (`1`, `1.0`) are one class then, named by the shortest.
  ///
  /// - Complexity: O(n + k log k) for n labels of k classes.
  public init(of labels: TextCells) {
    self.init(sorting: labels.distinct)
  }

  init(sorting distinct: [String]) {
    // In this order a shorter spelling comes first.
    let texts = distinct.sorted { a, b in
      let (a, b) = (a.utf8, b.utf8)
      return a.count == b.count ? a.lexicographicallyPrecedes(b) : a.count < b.count
    }
    let values = texts.compactMap { ExactDecimal($0) }
    if values.count == texts.count {
      let named = Dictionary(zip(values, texts)) { shortest, _ in shortest }
      self.init(names: named.sorted { $0.key < $1.key }.map(\.value))
    } else {
      self.init(names: texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
  }

  /// The index of the class that `label` names: by its text, or by its value where all classes are
  /// numbers; nil for none.
  public func index(of label: String) -> Int? { labels.index(of: label) }
}

extension TextCells {
  /// The different texts, in the order of their first cells.
  var distinct: [String] {
    var seen: Set<TextKey> = []
    return (0..<count).compactMap { i in
      let text = self[i]
      return seen.insert(TextKey(text)).inserted ? text : nil
    }
  }
}
