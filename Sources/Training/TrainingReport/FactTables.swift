import MLPModel

extension RunReport {
  /// The run's settings, as the model's provenance tells them.
  var settings: [(name: String, value: HTML)] {
    model.provenance.entries.map {
      ($0.key.split(separator: "_").joined(separator: " "), HTML($0.value.description))
    }
  }

  var modelFacts: [(name: String, value: HTML)] {
    [
      ("identity", HTML(identity)), ("task", HTML(model.output.task.rawValue)),
      ("parameters", model.parameterCount.grouped),
      ("temperature", HTML(Double(model.output.temperature).figure)),
    ] + missingValues
  }

  /// The texts that are missing values, a list for the columns that have it.
  private var missingValues: [(name: String, value: HTML)] {
    guard model.input.hasMissingTexts else { return [] }
    var lists: [MissingTexts] = []
    var seen: Set<MissingTexts> = []
    for column in model.input.columns where seen.insert(column.missing).inserted {
      lists.append(column.missing)
    }
    return lists.map { ("missing values", HTML($0.texts.joined(separator: ", "))) }
  }

  var layerTable: HTML {
    let rows = model.layers.enumerated().map { k, layer -> HTML in
      """
      <tr><th scope="row">\(k + 1)</th><td>\(layer.inputCount.grouped)</td>\
      <td>\(layer.outputCount.grouped)</td><td>\(layer.activation.tag)</td>\
      <td>\(layer.parameterCount.grouped)</td></tr>

      """
    }
    return """
      <div class="wide"><table class="figures">
      <tr><th scope="col">layer</th><th scope="col">inputs</th><th scope="col">outputs</th>\
      <th scope="col">activation</th><th scope="col">parameters</th></tr>
      \(rows.joined())</table></div>

      """
  }

  /// Rows, classes and features.
  var dataTables: HTML {
    let rows = [
      (name: "training rows", value: data.trainingRows.grouped),
      (name: "validation rows", value: data.validationRows.grouped),
      (name: "features", value: model.inputCount.grouped),
    ]
    return "\(factList(rows))<div class=\"beside\">\n\(classTable)\(featureTable)</div>\n"
  }

  private var classTable: HTML {
    guard !data.rowsOfClasses.isEmpty else { return "" }
    let rows = zip(model.output.labels, data.rowsOfClasses).map { label, count -> HTML in
      """
      <tr><th scope="row">\(label.shortened(to: 40))</th>\
      <td>\(count.training.grouped)</td><td>\(count.validation.grouped)</td></tr>

      """
    }
    return folded(
      "Rows of each class", open: rows.count <= 24,
      """
      <table class="figures">
      <tr><th scope="col">class</th><th scope="col">training</th><th scope="col">validation</th></tr>
      \(rows.joined())</table>
      """)
  }

  private var featureTable: HTML {
    let limit = 1000
    let features = model.input.features
    let rows = features.prefix(limit).map { feature -> HTML in
      let range =
        feature.range.map {
          (feature.rawText($0.lowerBound), feature.rawText($0.upperBound))
        } ?? ("–", "–")
      return """
        <tr><th scope="row">\(feature.name.shortened(to: 60))</th>\
        <td>\(range.0)</td><td>\(range.1)</td><td>\(feature.rawText(feature.offset))</td>\
        <td>\(feature.scale)</td></tr>

        """
    }
    let rest = features.count - rows.count
    let more: HTML = rest > 0 ? "<p class=\"note\">and \(rest.grouped) more</p>" : ""
    return folded(
      "Features: range in the training rows, and how they are scaled", open: rows.count <= 12,
      """
      <table class="figures">
      <tr><th scope="col">feature</th><th scope="col">minimum</th><th scope="col">maximum</th>\
      <th scope="col">offset</th><th scope="col">scale</th></tr>
      \(rows.joined())</table>\(more)
      """)
  }

  private func folded(_ title: String, open: Bool, _ table: HTML) -> HTML {
    let state: HTML = open ? " open=\"open\"" : ""
    return """
      <details\(state)>
      <summary>\(title)</summary>
      <div class="wide">\(table)</div>
      </details>

      """
  }
}
