import CommandLineTools
import Files
import MLPTraining

/// What a run says about its epochs: JSON lines for programs, one line of text for people.
final class EpochLog {
  private var sink: OutputSink?

  /// A log to the file at `path`; nil for none.
  init(path: String?) throws {
    sink = try path.map { try OutputSink(path: $0) }
  }

  /// Adds a line for an epoch.
  ///
  /// A reader who went away (`--log - | head`) ends the log and not the run, whose checkpoint is
  /// still to be written.
  func append(_ report: EpochReport) throws {
    do throws(FileError) {
      try sink?.write(Self.json(report).text + "\n")
      try sink?.flush()
    } catch  where error.isClosedPipe {
      sink = nil
    }
  }

  /// An epoch as a JSON object.
  static func json(_ report: EpochReport) -> JSON {
    [
      "epoch": .integer(report.epoch), "loss": .number(report.loss),
      "accuracy": report.accuracy.map { .number($0) } ?? .null,
      "validation_loss": report.validationLoss.map { .number($0) } ?? .null,
      "validation_accuracy": report.validationAccuracy.map { .number($0) } ?? .null,
    ]
  }

  /// Puts the log in its place.
  func finish() throws { try sink?.finish() }
}

extension EpochReport {
  /// The epoch for people: `loss 0.1234, accuracy 0.9500`, then the same of the validation rows.
  var text: String {
    var text = "loss \(loss.short)"
    if let accuracy { text += ", accuracy \(accuracy.short)" }
    if let validationLoss { text += "; validation loss \(validationLoss.short)" }
    if let validationAccuracy { text += ", accuracy \(validationAccuracy.short)" }
    return text
  }
}

extension Double {
  /// Four digits behind the point, enough to watch a number move; small numbers in full.
  var short: String {
    guard isFinite, abs(self) >= 0.001, abs(self) < 1e9 else { return description }
    let tenThousandths = Int((abs(self) * 10_000).rounded())
    let digits = String(tenThousandths % 10_000)
    let padded = String(repeating: "0", count: 4 - digits.count) + digits
    return (self < 0 ? "-" : "") + "\(tenThousandths / 10_000).\(padded)"
  }
}
