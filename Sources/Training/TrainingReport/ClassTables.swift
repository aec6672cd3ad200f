import Metrics

/// The most classes whose whole matrix a page has room for.
private let matrixLimit = 24

/// How often each class was taken for each: a table, or for many classes the commonest mistakes.
func confusionTable(_ confusion: ConfusionMatrix, _ labels: [String]) -> HTML {
  guard confusion.hasCells else {
    return "<p class=\"note\">\(labels.count.grouped) classes are too many for a matrix.</p>\n"
  }
  return labels.count > matrixLimit ? mistakes(confusion, labels) : matrix(confusion, labels)
}

private func matrix(_ confusion: ConfusionMatrix, _ labels: [String]) -> HTML {
  let isNarrow = labels.count > 5 && labels.contains { $0.count > 3 }
  func heading(_ label: String, _ scope: String) -> HTML {
    "<th scope=\"\(scope)\"><span title=\"\(label)\">\(label.shortened(to: 18))</span></th>"
  }
  let head = labels.map { heading($0, "col") }.joined()
  let rows = labels.indices.map { i -> HTML in
    let total = max(1, confusion.score(of: i).support)
    let cells = labels.indices.map { j -> HTML in
      let count = confusion[i, j]
      if count == 0 { return "<td class=\"none\">·</td>" }
      let share = (8 + 52 * Double(count) / Double(total)).fixed(0)
      return
        "<td class=\"\(i == j ? "right" : "wrong")\" style=\"--share:\(share)%\">\(count.grouped)</td>"
    }
    return "<tr>\(heading(labels[i], "row"))\(cells.joined())</tr>\n"
  }
  return """
    <p class="note">True class down, decided class across. A cell's depth is its share of the row.</p>
    <div class="wide"><table class="matrix\(isNarrow ? " upright" : "")">
    <tr><td></td>\(head)</tr>
    \(rows.joined())</table></div>

    """
}

private func mistakes(_ confusion: ConfusionMatrix, _ labels: [String]) -> HTML {
  var pairs: [(i: Int, j: Int)] = []
  for i in labels.indices {
    for j in labels.indices where i != j && confusion[i, j] > 0 { pairs.append((i, j)) }
  }
  let commonest = pairs.sorted {
    (-confusion[$0.i, $0.j], $0.i, $0.j) < (-confusion[$1.i, $1.j], $1.i, $1.j)
  }.prefix(20)
  let rows = commonest.map { pair -> HTML in
    """
    <tr><th scope="row">\(labels[pair.i].shortened(to: 40))</th>\
    <td>\(labels[pair.j].shortened(to: 40))</td><td>\(confusion[pair.i, pair.j].grouped)</td></tr>

    """
  }
  return """
    <p class="note">\(labels.count.grouped) classes are too many for a matrix: the commonest mistakes.</p>
    <div class="wide"><table class="figures">
    <tr><th scope="col">true class</th><th scope="col">taken for</th><th scope="col">rows</th></tr>
    \(rows.joined())</table></div>

    """
}

/// Precision, recall and F1 of every class, and their plain means.
func scoreTable(_ confusion: ConfusionMatrix, _ labels: [String]) -> HTML {
  let scores = labels.indices.map { confusion.score(of: $0) }
  func mean(_ value: (ClassScore) -> Double?) -> Double? {
    let known = scores.compactMap(value)
    return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
  }
  func row(
    _ name: String, _ precision: Double?, _ recall: Double?, _ f1: Double?, _ support: Int
  ) -> HTML {
    """
    <tr><th scope="row">\(name.shortened(to: 40))</th><td>\(precision.figure)</td>\
    <td>\(recall.figure)</td><td>\(f1.figure)</td><td>\(support.grouped)</td></tr>

    """
  }
  let rows = zip(labels, scores).map { row($0, $1.precision, $1.recall, $1.f1, $1.support) }
  let total = scores.reduce(0) { $0 + $1.support }
  return """
    <div class="wide"><table class="figures">
    <tr><th scope="col">class</th><th scope="col">precision</th><th scope="col">recall</th>\
    <th scope="col">F1</th><th scope="col">rows</th></tr>
    \(rows.joined())<tfoot>\(row("mean of classes", mean(\.precision), mean(\.recall), mean(\.f1), total))</tfoot>
    </table></div>

    """
}
