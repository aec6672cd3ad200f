import MLPModel
import Metrics

extension RunReport {
  /// The page: HTML that is also well-formed XML, with its style and its charts inside, and no script.
  public var html: String { page.source }

  /// What every page begins with.
  public static var mark: String { beginning.source }

  private static let beginning: HTML = """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <title>Training report</title>

    """

  private var page: HTML {
    let shape = ([model.inputCount] + model.layers.map(\.outputCount)).map(\.grouped)
      .joined(separator: " → ")
    let sections = [
      section("Learning", epochs.isEmpty ? "" : epochCharts(epochs, best: bestEpoch)),
      evaluationSections,
      section("Data", dataTables),
      section("Settings", factList(settings)),
      section("Model", factList(modelFacts) + layerTable),
    ]
    return """
      \(Self.beginning)<style>
      \(style)</style>
      </head>
      <body>
      <main>
      <header>
      <h1>Training report</h1>
      <p>\(subject) by a network \(shape), trained \(ending).</p>
      </header>
      \(tiles)\(sections.joined())</main>
      </body>
      </html>

      """
  }

  /// What is learned.
  private var subject: String {
    let task =
      switch model.output.task {
      case .classification: "Classification"
      case .regression: "Regression"
      case .multiLabel: "Labels"
      }
    return model.provenance["label_column"].map { "\(task) of \($0)" } ?? task
  }

  private func section(_ title: String, _ content: HTML) -> HTML {
    content.isEmpty ? "" : "<section>\n<h2>\(title)</h2>\n\(content)</section>\n"
  }

  /// The few numbers that are looked for first.
  private var tiles: HTML {
    var facts: [(name: HTML, value: HTML)] = [
      ("best epoch", bestEpoch.map { $0.grouped } ?? "none")
    ]
    switch evaluation {
    case .classes(let rows):
      let metrics = ClassificationMetrics(rows, temperature: model.output.temperature)
      facts.append(("accuracy", HTML(metrics.accuracy.percent)))
      facts.append(("log-loss", HTML(metrics.logLoss.figure)))
      let curve = ReliabilityCurve(rows, temperature: model.output.temperature)
      facts.append(("calibration error", HTML(curve.expectedError.figure)))
    case .labels(let rows):
      let metrics = LabelMetrics(rows, model.output)
      facts.append(("rows with all right", HTML(metrics.accuracy.percent)))
      facts.append(("macro F1", HTML(metrics.scores.macroF1.figure)))
      facts.append(("log-loss of a label", HTML(metrics.logLoss.figure)))
      let curve = ReliabilityCurve(rows, temperature: model.output.temperature)
      facts.append(("calibration error", HTML(curve.expectedError.figure)))
    case .values(let outputs):
      for output in outputs.prefix(3) {
        let metrics = RegressionMetrics(output)
        let name: HTML = outputs.count > 1 ? " of \(output.name.shortened(to: 16))" : ""
        facts.append(("RMSE\(name)", HTML(metrics.rmse.figure)))
        facts.append(("MAE\(name)", HTML(metrics.mae.figure)))
        facts.append(("R²\(name)", HTML(metrics.r2.figure)))
      }
    }
    let tiles = facts.map {
      "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>\n" as HTML
    }
    let caution =
      data.validationRows > 0
      ? "which also chose the best epoch: expect a little less of new rows."
      : "which it has learned by heart: give validation rows to know how good it is."
    return """
      <dl class="tiles">
      \(tiles.joined())</dl>
      <p class="note">On the \(judgedRows), \(caution)</p>

      """
  }

  private var evaluationSections: HTML {
    switch evaluation {
    case .classes(let rows):
      let metrics = ClassificationMetrics(rows, temperature: model.output.temperature)
      let labels = Array(model.output.labels)
      return section(
        "Classes",
        """
        <div class="beside">
        <div>
        \(confusionTable(metrics.confusion, labels))</div>
        <div>
        \(scoreTable(metrics.confusion, labels))</div>
        </div>

        """)
        + section("Calibration", calibration(rows, of: "rows"))
    case .labels(let rows):
      let labels = Array(model.output.labels)
      return section("Labels", labelTable(LabelMetrics(rows, model.output), labels))
        + section("Calibration", calibration(rows, of: "labels"))
    case .values(let outputs):
      return outputs.map {
        section("Predictions of \($0.name)", regressionCharts($0))
      }.joined()
    }
  }

  private func calibration(_ rows: LabelledLogits, of things: String) -> HTML {
    let temperature = model.output.temperature
    return """
      <p class="note">Of the \(things) of which the model is 80 % sure, 80 % should be right: then the \
      curve follows the dashed line. Bars show how many there are. \
      \(temperature == 1
        ? "No temperature was applied."
        : "Logits are divided by the temperature, found on the same rows; the most probable class stays.")</p>
      \(calibrationCharts(rows, temperature: temperature))
      """
  }
}

extension ClassificationMetrics {
  /// Of a classifier at a temperature.
  public init(_ rows: LabelledLogits, temperature: Float) {
    self.init(classCount: rows.classCount)
    let decisions = rows.decisions
    rows.forEachRow(temperature: temperature) { row, p in
      let expected = rows.classes[row]
      add(expected: expected, predicted: decisions[row], probability: Float(p[expected]))
    }
  }
}

extension RegressionMetrics {
  /// Of one output.
  init(_ output: RunReport.ValueOutput) {
    self.init()
    for (expected, predicted) in zip(output.expected, output.predicted) {
      add(expected: expected, predicted: predicted)
    }
  }
}
