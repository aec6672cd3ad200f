import CommandLineTools
import CommandOptions
import MLPKernels
import MLPModel
import MLPReader
import Text

/// The model to write: the source's, without training state, with new verification rows, and with the texts of
/// missing values that the command line gives.
func export(_ file: ModelFile, _ arguments: ParsedArguments) throws -> MultilayerPerceptron {
  switch try arguments.value(of: Options.from).text {
  case "checkpoint" where file.training == nil:
    throw CommandFailure(
      .model, "\(file.name): found a model without training state, expected a checkpoint")
  case "model" where file.training != nil:
    throw CommandFailure(
      .model, "\(file.name): found a checkpoint, expected a model without training state")
  default: break
  }
  let rows = try arguments.value(of: Options.verificationRows).integer(in: 0...1024)
  let meta = try facts(arguments.values(of: Options.meta))
  let hasRanges = !arguments.isGiven(Options.noRanges)
  let missing = try TableOptions.missingTexts(arguments)
  let source = try named(file.model, arguments)
  return try failing(with: .model) {
    var input = hasRanges ? source.input : source.input.withoutRanges
    var provenance = source.provenance
    if let missing {
      input = input.with(missing: input.columns.map { _ in missing })
      provenance = provenance.withoutMissingTexts
    }
    let model = try MultilayerPerceptron(
      input: input, layers: source.layers, output: source.output,
      provenance: Provenance(entries: provenance.entries.replacing(with: meta)))
    // The rows' seed is fixed: exporting twice gives the same file.
    return rows == 0
      ? model : try model.with(verification: model.verificationRows(rows, seed: 0))
  }
}

/// The facts that `arguments` state, each key once.
private func facts(_ arguments: [ArgumentValue]) throws(CommandFailure) -> [Provenance.Entry] {
  var facts: [Provenance.Entry] = []
  for argument in arguments {
    let fact = try fact(argument)
    if let earlier = facts.firstIndex(where: { $0.key == fact.key }) {
      throw argument.unexpected(
        "another key: there is \(Excerpt(arguments[earlier].text, limit: 80)) already")
    }
    facts.append(fact)
  }
  return facts
}

/// The fact that `KEY=VALUE` states.
private func fact(_ argument: ArgumentValue) throws(CommandFailure) -> Provenance.Entry {
  let parts = argument.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
  guard parts.count == 2, !parts[0].isEmpty else {
    throw argument.unexpected("KEY=VALUE")
  }
  return Provenance.Entry(String(parts[0]), .text(String(parts[1])))
}

extension [Provenance.Entry] {
  /// The facts with those of `others` in place of the ones of the same keys, new ones last.
  fileprivate func replacing(with others: [Provenance.Entry]) -> [Provenance.Entry] {
    var entries = self
    for entry in others {
      entries.removeAll { $0.key == entry.key }
      entries.append(entry)
    }
    return entries
  }
}
