import CommandLineTools
import Files
import MLPTraining

/// What a run says about its epochs to programs: JSON lines, each written as its epoch ends.
///
/// The module's README lists the fields.
final class EpochLog {
  private var file: LineFile?

  /// A log to the file at `path`; nil for none.
  ///
  /// Of a log that is there stay the lines of the first `epochs` epochs, those that a resumed run does
  /// not train again, so that an interrupted run ends with the log of one that was not.
  ///
  /// - Parameters:
  ///   - path: a file, a pipe or device, or `-`.
  ///   - epochs: how many are over.
  ///   - replacesAnything: whether a file that is no log may be replaced.
  /// - Throws: `CommandFailure` with exit code 2 for a file that is no log, `FileError`.
  init(path: String?, after epochs: Int, replacesAnything: Bool) throws {
    file = try path.map { path in
      try LineFile(path: path) { bytes in
        guard let kept = Self.keptBytes(bytes, after: epochs) else {
          if replacesAnything { return 0 }
          throw CommandFailure(
            .usage,
            "--log \(path): found a file that is no log of a run, expected one or none; "
              + "--force replaces it")
        }
        return kept
      }
    }
  }

  /// Adds the line of an epoch.
  func append(_ report: EpochReport, isBest: Bool) throws {
    try append(.object(Self.members(report) + [.init("best", .bool(isBest))]))
  }

  /// Adds a line.
  ///
  /// A reader who went away (`--log - | head`) ends the log and not the run, whose checkpoint is
  /// still to be written.
  func append(_ line: JSON) throws {
    do throws(FileError) {
      try file?.append(line.text)
    } catch  where error.isClosedPipe {
      file = nil
    }
  }

  /// An epoch as the members of a JSON object, its number first.
  static func members(_ report: EpochReport) -> [JSON.Member] {
    [
      .init("epoch", .integer(report.epoch)), .init("loss", .number(report.loss)),
      .init("accuracy", report.accuracy.map { .number($0) } ?? .null),
      .init("validation_loss", report.validationLoss.map { .number($0) } ?? .null),
      .init("validation_accuracy", report.validationAccuracy.map { .number($0) } ?? .null),
    ]
  }

  /// How many bytes of a log are lines of the first `epochs` epochs; nil where it is no log.
  private static func keptBytes(_ bytes: [UInt8], after epochs: Int) -> Int? {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // The first line may be torn.
    guard let first = lines.first,
      beginnings.contains(where: { first.starts(with: $0) || $0.starts(with: first) })
    else { return nil }
    // What is behind the last line end is no whole line.
    return lines.dropLast().prefix { epoch(of: $0).map { $0 <= epochs } ?? false }
      .reduce(0) { $0 + $1.count + 1 }
  }

  /// How a line begins: of an epoch, or the one behind the last.
  private static let beginnings = [#"{"epoch":"#, #"{"end":"#].map { Array($0.utf8) }

  private static func epoch(of line: ArraySlice<UInt8>) -> Int? {
    guard line.starts(with: beginnings[0]) else { return nil }
    let digits = line.dropFirst(beginnings[0].count).prefix { $0 != UInt8(ascii: ",") }
    return Int(String(decoding: digits, as: UTF8.self))
  }
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
