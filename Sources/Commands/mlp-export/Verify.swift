import CommandLineTools
import CommandOptions
import Comparison
import LayerChain
import MLPImport
import MLPModel
import MLPRuntime

/// Holds every layer of an export against its source's, on rows that are made up for each; nothing where the
/// source is a model file.
///
/// - Throws: `CommandFailure` where a layer is not the source's.
func checkLayers(
  of model: MultilayerPerceptron, against source: ImportedModel, _ console: Console
) throws {
  guard let steps = source.steps else { return }
  do {
    let rows = try compareLayers(
      of: model, with: try ReferenceChain(steps, of: model))
    console.detail(
      "each layer gives what the source's does, on \(counted(rows, "synthetic row")) from 1e-6 to 1e6 and at its own "
        + "limits")
  } catch let difference as LayerDifference {
    throw CommandFailure(
      .model,
      "\(source.file.name): \(difference.description.printable); what was made of it is not this model"
    )
  } catch {
    throw CommandFailure(.model, "\(source.file.name): \("\(error)".printable)")
  }
}

/// Runs the rows of a table through an export and through its source, and says how far they are apart.
///
/// - Throws: `CommandFailure`: exit code 5 where a class changed or one side has no number.
func verify(
  _ model: MultilayerPerceptron, against source: ImportedModel, on data: ArgumentValue,
  _ arguments: ParsedArguments, _ console: Console
) throws -> SourceComparison {
  let original = try OriginalModel(source)
  let table = try InputTable(data.text, arguments)
  var export = try ModelRows(
    model, called: "the export", in: table, threads: try ThreadOptions.count(arguments))
  var comparison = SourceComparison(model.output)
  let width = model.outputCount
  let rows = try forEachBlock(of: table, atMost: export.rowsAtOnce, "verify", on: console) {
    block in
    try export.run(&block, logits: true)
    for row in 0..<export.batch.rowCount {
      let features = row * model.inputCount..<(row + 1) * model.inputCount
      let expected = try original.logits(of: export.batch.features.span.extracting(features))
      comparison.add(
        source: expected.span,
        export: export.logits.span.extracting(row * width..<(row + 1) * width),
        line: export.batch.lines[row])
    }
    return export.batch.rowCount
  }
  if rows == 0 {
    throw CommandFailure(
      .input, "\(table.columns.file): found no rows under the header, expected some")
  }
  console.note("\(table.columns.file): \(comparison.line(about: original.name))")
  if let place = comparison.firstChanged {
    throw CommandFailure(
      .gate,
      "--verify: found another class in \(comparison.changedCount) of \(rows) rows, the first in line \(place.line), "
        + "expected none; nothing was written (without --verify it would be)")
  }
  if let size = comparison.absolute?.size, size == .infinity {
    throw CommandFailure(.gate, "--verify: found a logit that only one side has as a number")
  }
  return comparison
}

/// What an export was made of, at work.
private enum OriginalModel {
  /// A network of Keras or in safetensors, unfolded.
  case chain(ReferenceChain)
  /// A model file or a checkpoint.
  case model(Session)

  init(_ source: ImportedModel) throws {
    let model = source.file.model
    if let steps = source.steps {
      self = .chain(
        try failing(with: .model) { try ReferenceChain(steps, of: model) })
    } else {
      self = .model(try failing(with: .model) { try Session(Model(model)) })
    }
  }

  var name: String {
    switch self {
    case .chain: "the source's own layers in double precision"
    case .model: "the source in the same runtime"
    }
  }

  func logits(of row: Span<Float>) throws -> [Double] {
    switch self {
    case .chain(let chain): return chain.logits(of: row.indices.map { Double(row[$0]) })
    case .model(let session):
      var logits = [Float](repeating: 0, count: session.model.outputCount)
      var span = logits.mutableSpan
      try session.predictLogits(row, into: &span)
      return logits.map(Double.init)
    }
  }
}

extension SourceComparison {
  /// What came of it, for a person.
  func line(about source: String) -> String {
    let rows = counted(rowCount, "row")
    let changed =
      changedCount == 0 ? "no class changed" : "another class in \(changedCount) of them"
    guard let absolute, let relative else {
      return "\(rows) beside \(source): the same logits, to the bit"
    }
    return
      "\(rows) beside \(source): logits differ by at most \(absolute.size.brief) (line "
      + "\(absolute.place.line)), relative to the row's largest by \(relative.size.brief) (line "
      + "\(relative.place.line)); \(changed)"
  }

  var json: JSON {
    func difference(_ found: Difference?) -> JSON {
      guard let found else { return ["difference": .number(0), "row": .null, "line": .null] }
      return [
        "difference": .number(found.size), "row": .integer(found.place.number),
        "line": .integer(found.place.line),
      ]
    }
    return [
      "rows": .integer(rowCount), "absolute": difference(absolute),
      "relative": difference(relative), "changed": .integer(changedCount),
    ]
  }
}

extension Double {
  /// Two significant digits, which is what a rounding error is worth: `2.1e-07`.
  fileprivate var brief: String {
    guard isFinite, self > 0 else { return description }
    var (digits, exponent) = (self, 0)
    while digits >= 9.95 { (digits, exponent) = (digits / 10, exponent + 1) }
    while digits < 0.995 { (digits, exponent) = (digits * 10, exponent - 1) }
    let tenths = Int((digits * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)e\(exponent)"
  }
}
