import Metrics

/// How often the classifier was right when it said how sure it was, before and after the temperature.
func calibrationCharts(_ rows: LabelledLogits, temperature: Float) -> HTML {
  let before = ReliabilityCurve(rows, temperature: 1)
  guard temperature != 1 else {
    return "<div class=\"pair\">\n\(chart(before, "Calibration"))</div>\n"
  }
  let after = ReliabilityCurve(rows, temperature: temperature)
  return "<div class=\"pair\">\n" + chart(before, "Before: temperature 1")
    + chart(after, "After: temperature \(Double(temperature).figure)") + "</div>\n"
}

private func chart(_ curve: ReliabilityCurve, _ name: String) -> HTML {
  let plot = Plot(x: Axis(from: 0, to: 1), y: Axis(from: 0, to: 1))
  let most = curve.bins.map(\.count).max() ?? 1
  var content = plot.line([(0, 0), (1, 1)], "ideal")
  for (b, bin) in curve.bins.enumerated() where bin.count > 0 {
    let (low, high) = (Double(b) / 15, Double(b + 1) / 15)
    let title: HTML =
      "\(bin.count.grouped) rows, confidence \(bin.confidence.percent), right \(bin.accuracy.percent)"
    content += plot.bar(
      (low, 0), (high, 0.25 * Double(bin.count) / Double(most)), "count", title: title)
  }
  let points = curve.bins.compactMap { bin in
    bin.confidence.flatMap { confidence in bin.accuracy.map { (x: confidence, y: $0) } }
  }
  content += plot.line(points, "valid thin")
  for bin in curve.bins {
    guard let confidence = bin.confidence, let accuracy = bin.accuracy else { continue }
    // Its area is its rows: a bin of few says little.
    let radius = 2 + 5 * (Double(bin.count) / Double(most)).squareRoot()
    content += plot.dots([(confidence, accuracy)], "valid", radius: radius)
  }
  let svg = plot.svg(name, x: "confidence", y: "share that was right", content: content)
  return figure(
    svg,
    caption: """
      \(name) · expected calibration error <strong>\(curve.expectedError.figure)</strong>
      """)
}
