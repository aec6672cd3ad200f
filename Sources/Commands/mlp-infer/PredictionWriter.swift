import CSV
import CommandLineTools
import MLPModel
import MLPRuntime

/// Turns outputs into the rows that `mlp-infer` prints.
///
/// A classifier's `all` is the class's name, then one probability a class, named after the class.
struct PredictionWriter {
  private let kind: PredictionKind
  private let output: OutputDescription
  private let outputCount: Int
  private let digits: Int?

  /// A writer of `kind` for a model; for a task without classes `all` means `proba`.
  ///
  /// - Throws: `CommandFailure` where `kind` asks for a class and there are none.
  init(_ kind: PredictionKind, of model: Model, digits: Int?) throws(CommandFailure) {
    let hasClasses = model.output.task == .classification
    if !hasClasses, kind == .class || kind == .index {
      throw CommandFailure(
        .usage,
        "--predict \(kind.rawValue): the model's task is \(model.output.task.rawValue), "
          + "which has no single class; --predict proba prints its outputs")
    }
    self.kind = kind == .all && !hasClasses ? .proba : kind
    self.digits = digits
    output = model.output
    outputCount = model.outputCount
  }

  /// Whether the numbers wanted are the last layer's before its activation.
  var wantsLogits: Bool { kind == .logits }

  /// The names of the columns that ``append(_:to:)`` writes.
  var columns: [String] {
    switch kind {
    case .class: ["class"]
    case .index: ["index"]
    case .proba: output.labels
    case .logits: isBinary ? [output.labels[1]] : output.labels
    case .all: ["class"] + output.labels
    }
  }

  /// Appends one row's columns, for its outputs (or logits, where those are wanted).
  func append(_ row: Span<Float>, to record: inout RecordWriter) throws {
    if kind == .class || kind == .all {
      try record.append(output.decision(row).map { output.labels[$0] } ?? "")
    }
    if kind == .index {
      if let index = output.decision(row) {
        record.append(index)
      } else {
        try record.append("")
      }
    }
    guard kind != .class, kind != .index else { return }
    if isBinary, kind != .logits { record.append(1 - row[0], digits: digits) }
    record.append(row, digits: digits)
  }

  /// One output that stands for two classes.
  private var isBinary: Bool { output.task == .classification && outputCount == 1 }
}
