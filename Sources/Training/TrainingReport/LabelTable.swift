import MLPModel
import Metrics

/// How well a model tells which labels apply.
struct LabelScores {
  /// Of each label: the first class is that it does not apply, the second that it does.
  private(set) var labels: [ClassificationMetrics]
  /// Rows all of whose labels are right.
  private var wholeRows = 0

  /// The scores of rows [rows, labels], row-major.
  init(_ rows: LabelledLogits, _ output: OutputDescription) {
    let count = output.labels.count
    var labels = [ClassificationMetrics](
      repeating: ClassificationMetrics(classCount: 2), count: count)
    var wholeRows = 0
    var rightInRow = 0
    rows.forEachRow(temperature: output.temperature) { i, p in
      let expected = rows.classes[i]
      let predicted = p[1] > 0.5 ? 1 : 0
      labels[i % count].add(
        expected: expected, predicted: predicted, probability: Float(p[expected]))
      rightInRow = (i % count == 0 ? 0 : rightInRow) + (expected == predicted ? 1 : 0)
      if rightInRow == count { wholeRows += 1 }
    }
    self.labels = labels
    self.wholeRows = wholeRows
  }

  /// The share of all labels of all rows that are right; nil without rows.
  var accuracy: Double? { mean(\.accuracy) }
  /// The mean loss of a label; nil without rows.
  var logLoss: Double? { mean(\.logLoss) }
  /// The share of rows all of whose labels are right; nil without rows.
  var exactMatch: Double? {
    guard let rows = labels.first?.rowCount, rows > 0 else { return nil }
    return Double(wholeRows) / Double(rows)
  }

  /// The plain mean over the labels that have it; all have as many rows.
  private func mean(_ value: (ClassificationMetrics) -> Double?) -> Double? {
    let known = labels.compactMap(value)
    return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
  }
}

/// Accuracy, precision, recall and F1 of every label.
func labelTable(_ scores: LabelScores, _ names: [String]) -> String {
  let rows = zip(names, scores.labels).map { name, metrics in
    let applies = metrics.confusion.score(of: 1)
    return "<tr><th scope=\"row\">\(name.shortened(to: 40).escaped)</th>"
      + "<td>\(metrics.accuracy.figure)</td><td>\(applies.precision.figure)</td>"
      + "<td>\(applies.recall.figure)</td><td>\(applies.f1.figure)</td>"
      + "<td>\(applies.support.grouped)</td></tr>\n"
  }
  return """
    <p class="note">Each label by itself: precision, recall and F1 of saying that it applies.</p>
    <div class="wide"><table class="figures">
    <tr><th scope="col">label</th><th scope="col">accuracy</th><th scope="col">precision</th>\
    <th scope="col">recall</th><th scope="col">F1</th><th scope="col">rows with it</th></tr>
    \(rows.joined())</table></div>

    """
}
