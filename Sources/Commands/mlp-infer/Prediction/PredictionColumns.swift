import CommandLineTools
import MLPModel
import MLPRuntime
import RowFormats
import Text

/// Turns a row's outputs into the fields that `mlp-infer` prints.
///
/// A classifier's `all` is the class's name, then one probability a class, named after the class.
struct PredictionColumns {
  private let content: Content
  private let decision: Decision
  private let labels: TextList
  /// One output that stands for two classes.
  private let isBinary: Bool

  private enum Content: Equatable {
    case kind(PredictionKind)
    /// The likeliest classes, the likeliest first, each with its probability.
    case top(Int)
  }

  /// The fields that the command line asks for; for a regression `all` means `proba`.
  ///
  /// - Parameter holdsText: whether names can be written; else `proba` is what nobody has to ask for.
  /// - Throws: `CommandFailure` with exit code 2 for what the model has not, or the form cannot hold.
  init(
    _ arguments: ParsedArguments, of model: Model, holdsText: Bool
  ) throws(CommandFailure) {
    let task = model.output.task
    decision = try Decision(arguments, of: model)
    labels = model.output.labels
    isBinary = decision.isBinary
    if let value = arguments.optional(Options.topK) {
      content = .top(try Self.count(value, arguments, of: labels.count, task, holdsText))
    } else {
      let value = try arguments.value(of: Options.predict)
      var kind: PredictionKind = try value.choice()
      if kind == .all, task == .regression || !holdsText && !arguments.isGiven(Options.predict) {
        kind = .proba
      }
      content = .kind(kind)
      try Self.check(kind, value, task, holdsText)
    }
    if arguments.isGiven(Options.threshold), !holdsDecision {
      throw CommandFailure(
        .usage, "--threshold: found nothing to decide, expected --predict class, index or all")
    }
  }

  private static func count(
    _ value: ArgumentValue, _ arguments: ParsedArguments, of classCount: Int, _ task: Task,
    _ holdsText: Bool
  ) throws(CommandFailure) -> Int {
    if arguments.isGiven(Options.predict) {
      throw CommandFailure(.usage, "--top-k and --predict: give one of them")
    }
    guard task != .regression else {
      throw CommandFailure(.usage, "--top-k: the model is a regression, which has no classes")
    }
    guard holdsText else {
      throw CommandFailure(
        .usage, "--top-k: classes are names, which an array of numbers cannot hold")
    }
    return try value.integer(in: 1...classCount)
  }

  private static func check(
    _ kind: PredictionKind, _ value: ArgumentValue, _ task: Task, _ holdsText: Bool
  ) throws(CommandFailure) {
    let asked = "\(value.label) \(kind.rawValue)"
    if task == .regression && kind == .class || task != .classification && kind == .index {
      throw CommandFailure(
        .usage,
        "\(asked): the model's task is \(task.rawValue), which has no single class; "
          + "--predict proba prints its outputs")
    }
    if !holdsText, kind == .class || kind == .all {
      throw CommandFailure(
        .usage,
        "\(asked): a class is a name, which an array of numbers cannot hold; give --predict index, "
          + "proba or logits")
    }
  }

  /// Whether the numbers wanted are the last layer's before its activation.
  var wantsLogits: Bool { content == .kind(.logits) }

  private var holdsDecision: Bool {
    [.class, .index, .all].map(Content.kind).contains(content)
  }

  /// The names of the fields that ``append(_:to:)`` writes.
  var names: [String] {
    let decided = decision.isMultiLabel ? "labels" : "class"
    switch content {
    case .kind(.class): return [decided]
    case .kind(.index): return ["index"]
    case .kind(.proba): return Array(labels)
    case .kind(.logits): return isBinary ? [labels[1]] : Array(labels)
    case .kind(.all): return [decided] + labels
    case .top(let count): return (1...count).flatMap { ["class_\($0)", "proba_\($0)"] }
    }
  }

  /// Appends one row's fields, for its outputs (or logits, where those are wanted).
  func append(_ row: Span<Float>, to rows: inout some RowWriter) throws {
    switch content {
    case .kind(.class): try appendDecision(row, to: &rows)
    case .kind(.index): rows.append(index: decision.index(row))
    case .kind(.proba): appendProbabilities(row, to: &rows)
    case .kind(.logits): rows.append(numbers: row)
    case .kind(.all):
      try appendDecision(row, to: &rows)
      appendProbabilities(row, to: &rows)
    case .top(let count): try appendTop(count, row, to: &rows)
    }
  }

  private func appendDecision(_ row: Span<Float>, to rows: inout some RowWriter) throws {
    if decision.isMultiLabel {
      try rows.append(names: decision.indices(row)?.map { labels[$0] })
    } else {
      try rows.append(name: decision.index(row).map { labels[$0] })
    }
  }

  private func appendProbabilities(_ row: Span<Float>, to rows: inout some RowWriter) {
    if isBinary { rows.append(number: 1 - row[0]) }
    rows.append(numbers: row)
  }

  /// The most bytes, about, of a row's fields.
  var byteCount: Int {
    let longest = labels.indices.reduce(0) { max($0, labels.byteCount(at: $1)) }
    return switch content {
    case .kind(.index): 16
    case .kind(.class), .kind(.all):
      24 * labels.count
        + (decision.isMultiLabel
          ? labels.indices.reduce(0) { $0 + labels.byteCount(at: $1) + 1 } : longest)
    case .kind(.proba), .kind(.logits): 24 * labels.count
    case .top(let count): count * (24 + longest)
    }
  }

  /// Appends the `count` most probable classes; of equal ones the first comes first, as in a decision.
  ///
  /// - Complexity: O(c) for c classes, where `count` is small, else O(c log c).
  private func appendTop(
    _ count: Int, _ row: Span<Float>, to rows: inout some RowWriter
  ) throws {
    func probability(_ j: Int) -> Float { isBinary ? j == 0 ? 1 - row[0] : row[0] : row[j] }
    guard labels.indices.allSatisfy({ !probability($0).isNaN }) else {
      for _ in 0..<count {
        try rows.append(name: nil)
        rows.append(number: .nan)
      }
      return
    }
    func isBefore(_ a: Int, _ b: Int) -> Bool {
      let (p, q) = (probability(a), probability(b))
      return p > q || p == q && a < b
    }
    var last: Int?
    let ranked = count > 16 ? labels.indices.sorted(by: isBefore) : []
    for place in 0..<count {
      let j: Int?
      if count > 16 {
        j = ranked[place]
      } else {
        var best: Int?
        for j in labels.indices where last.map({ isBefore($0, j) }) ?? true {
          if best.map({ isBefore(j, $0) }) ?? true { best = j }
        }
        j = best
      }
      guard let j else { return }
      try rows.append(name: labels[j])
      rows.append(number: probability(j))
      last = j
    }
  }
}
