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
  /// A log that is there keeps the lines of the epochs in `history`, which a resumed run does not train again. An
  /// interrupted run therefore ends with the log of one that was not.
  ///
  /// - Parameters:
  ///   - path: a file, a pipe or device, or `-`.
  ///   - history: the epochs that are over.
  ///   - replacesAnything: whether another file may be replaced.
  /// - Throws: `CommandFailure` with exit code 2 for a file that is no log, or the log of another run; `FileError`.
  init(path: String?, after history: [EpochReport], replacesAnything: Bool) throws {
    file = try path.map { path in
      try LineFile(path: path) { bytes in
        do throws(OtherFile) {
          return try Self.keptBytes(bytes, after: history)
        } catch {
          if replacesAnything { return 0 }
          throw CommandFailure(
            .usage,
            "--log \(path): found \(error.rawValue), expected the log of this run or no file; "
              + "--force replaces it")
        }
      }
    }
  }

  /// Why a file is not the log of a run.
  private enum OtherFile: String, Error {
    case noLog = "a file that is no log of a run"
    case otherRun = "the log of another run"
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

  /// How many bytes of a log are lines of the epochs in `history`.
  ///
  /// - Throws: ``OtherFile`` where it is no log, or says something else of one of them. A new run replaces any log.
  private static func keptBytes(
    _ bytes: [UInt8], after history: [EpochReport]
  ) throws(OtherFile) -> Int {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // The first line may be torn.
    guard let first = lines.first,
      beginnings.contains(where: { first.starts(with: $0) || $0.starts(with: first) })
    else { throw .noLog }
    var count = 0
    // What is behind the last line end is no whole line.
    for (line, report) in zip(lines.dropLast(), history) where line.starts(with: beginnings[0]) {
      // Without the brace behind the last member, because more members follow.
      guard line.starts(with: JSON.object(members(report)).text.utf8.dropLast()) else {
        throw .otherRun
      }
      count += line.count + 1
    }
    return count
  }

  /// How a line begins: of an epoch, or the one behind the last.
  private static let beginnings = [#"{"epoch":"#, #"{"end":"#].map { Array($0.utf8) }
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
