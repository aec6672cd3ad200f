/// What a regression predicts against what is true, and what is left over.
func regressionCharts(_ output: RunReport.ValueOutput) -> HTML {
  let pairs = zip(output.expected, output.predicted).map { (x: $0, y: Double($1)) }
  let shown = pairs.thinned(to: 1000)
  let all = Axis(shown.flatMap { [$0.x, $0.y] })
  let against = Plot(x: all, y: all)
  let ends = [all.ticks.first, all.ticks.last].compactMap { $0?.value }.map { (x: $0, y: $0) }
  let left = figure(
    against.svg(
      "Predicted against actual", x: "actual", y: "predicted",
      content: against.line(ends, "ideal") + against.dots(shown, "valid faint", radius: 2.5)),
    caption: "Predicted against actual\(thinning(shown.count, of: pairs.count))")

  let residuals = shown.map { (x: $0.y, y: $0.y - $0.x) }
  let over = Plot(x: Axis(residuals.map(\.x)), y: Axis(residuals.map(\.y) + [0]))
  let zero = [over.x.ticks.first, over.x.ticks.last].compactMap { $0?.value }.map {
    (x: $0, y: 0.0)
  }
  let right = figure(
    over.svg(
      "Residuals", x: "predicted", y: "predicted − actual",
      content: over.line(zero, "ideal") + over.dots(residuals, "valid faint", radius: 2.5)),
    caption: "Residuals: what is left should have no shape")
  return "<div class=\"pair\">\n\(left)\(right)</div>\n"
}

private func thinning(_ shown: Int, of count: Int) -> HTML {
  shown == count ? "" : " (\(shown.grouped) of \(count.grouped) rows)"
}
