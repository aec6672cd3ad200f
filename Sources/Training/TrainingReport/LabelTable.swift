import MLPModel
import Metrics

extension LabelMetrics {
  /// Of rows [rows, labels], row-major, whose second class is that a label applies.
  init(_ rows: LabelledLogits, _ output: OutputDescription) {
    let count = output.labels.count
    self.init(labelCount: count)
    var probabilities: [Float] = []
    rows.forEachRow(temperature: output.temperature) { i, p in
      probabilities.append(Float(p[1]))
      guard probabilities.count == count else { return }
      add(
        expected: rows.classes[(i + 1 - count)...i].map { $0 == 1 },
        predicted: probabilities.map { $0 > output.threshold }, probabilities: probabilities.span)
      probabilities.removeAll(keepingCapacity: true)
    }
  }
}

/// Precision, recall and F1 of every label.
func labelTable(_ metrics: LabelMetrics, _ names: [String]) -> HTML {
  let rows = zip(names, metrics.scores).map { name, score -> HTML in
    """
    <tr><th scope="row">\(name.shortened(to: 40))</th><td>\(score.precision.figure)</td>\
    <td>\(score.recall.figure)</td><td>\(score.f1.figure)</td>\
    <td>\(score.support.grouped)</td></tr>

    """
  }
  return """
    <p class="note">Each label by itself: precision, recall and F1 of saying that it applies.</p>
    <div class="wide"><table class="figures">
    <tr><th scope="col">label</th><th scope="col">precision</th><th scope="col">recall</th>\
    <th scope="col">F1</th><th scope="col">rows with it</th></tr>
    \(rows.joined())</table></div>

    """
}
