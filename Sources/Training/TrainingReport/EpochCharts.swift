import MLPTraining

/// The curves of loss and accuracy over the epochs, side by side.
func epochCharts(_ epochs: [EpochReport], best: Int?) -> HTML {
  let shown = epochs.thinned(to: 800)
  let hasValidation = epochs.contains { $0.validationLoss != nil }
  let validation: HTML = hasValidation ? "<span class=\"key valid\"></span>validation" : ""
  let chosen: HTML = best == nil ? "" : "<span class=\"key best\"></span>best epoch"
  let keys: HTML =
    "<p class=\"keys\"><span class=\"key train\"></span>training\(validation)\(chosen)</p>\n"
  let loss = curves(
    shown, best: best, "Loss", \.loss, \.validationLoss, mayBeLogarithmic: true)
  guard epochs.contains(where: { $0.accuracy != nil }) else {
    return "\(keys)<div class=\"pair\">\n\(loss)</div>\n"
  }
  let accuracy = curves(
    shown, best: best, "Accuracy", \.accuracy, \.validationAccuracy, mayBeLogarithmic: false)
  return "\(keys)<div class=\"pair\">\n\(loss)\(accuracy)</div>\n"
}

private func curves(
  _ epochs: [EpochReport], best: Int?, _ name: String,
  _ training: (EpochReport) -> Double?, _ validation: (EpochReport) -> Double?,
  mayBeLogarithmic: Bool
) -> HTML {
  func points(_ value: (EpochReport) -> Double?) -> [(x: Double, y: Double)] {
    epochs.compactMap { epoch in value(epoch).map { (Double(epoch.epoch), $0) } }
  }
  let (trained, validated) = (points(training), points(validation))
  let numbers = epochs.map { Double($0.epoch) }
  let plot = Plot(
    x: Axis(from: (numbers.first ?? 1) - 1, to: max(numbers.last ?? 1, 5)),
    y: Axis((trained + validated).map(\.y), mayBeLogarithmic: mayBeLogarithmic))
  let svg = plot.svg(
    "\(name) by epoch", x: "epoch", y: name.lowercased(),
    content: (best.map { plot.upright(at: Double($0), "best") } ?? "")
      + plot.line(trained, "train") + plot.line(validated, "valid"))
  return figure(svg, caption: HTML(name))
}
