import Text

/// How far a long task is, on standard error: at most ten times a second on a terminal, once a
/// second in a log, and for nothing where it is not shown.
///
/// Not safe to share between threads.
public final class Progress {
  private let console: Console
  private let label: String
  private let unit: String
  private let now: () -> Double
  private let start: Double
  private var first: (done: Int, fraction: Double)?
  private var next: Double

  /// A task that begins now.
  ///
  /// - Parameters:
  ///   - label: what is being done.
  ///   - unit: what is counted, such as `rows`.
  public convenience init(_ label: String, unit: String, on console: Console) {
    self.init(label, unit: unit, on: console, now: monotonicSeconds)
  }

  init(_ label: String, unit: String, on console: Console, now: @escaping () -> Double) {
    self.label = label
    self.unit = unit
    self.console = console
    self.now = now
    start = console.progressStyle == .none ? 0 : now()
    next = start
  }

  deinit {
    console.eraseProgress()
  }

  /// Shows that `done` units are done, if it is time to.
  ///
  /// - Parameters:
  ///   - fraction: how much of the whole that is, from 0 to 1; nil where nobody can know.
  ///   - text: what else to show, such as the loss; evaluated only when it is shown.
  public func update(_ done: Int, of fraction: Double?, _ text: @autoclosure () -> String = "") {
    guard console.progressStyle != .none else { return }
    let time = now()
    // What a resumed run did before tells nothing of its speed.
    let begun = first ?? (done, fraction ?? 0)
    first = begun
    guard time >= next else { return }
    next = time + (console.progressStyle == .line ? 0.1 : 1)
    let seconds = time - start
    let rate = seconds > 0 ? Double(done - begun.done) / seconds : 0
    let secondsLeft = fraction.flatMap { fraction in
      fraction > begun.fraction
        ? max(0, 1 - fraction) * seconds / (fraction - begun.fraction) : nil
    }
    console.drawProgress(
      ProgressStatus(
        label: label, unit: unit, done: done, fraction: fraction, rate: rate,
        secondsLeft: secondsLeft, text: text()))
  }

  /// Takes the line away; so does dropping the object.
  public func finish() { console.eraseProgress() }
}

/// How far a task is at one time.
struct ProgressStatus {
  var label: String
  var unit: String
  var done: Int
  /// From 0 to 1; nil where the whole is not known.
  var fraction: Double?
  /// Units in a second; 0 where that is not known.
  var rate: Double
  var secondsLeft: Double?
  var text = ""

  /// The line that is shown, such as
  /// `label  [####----]  50%  1.2k rows  120 rows/s  0:12 left  loss 0.1`; where it is wider than
  /// `width`, without the bar, then without the count, then cut.
  func line(width: Int) -> String {
    let whole = line(hasBar: true, hasCount: true)
    if whole.count <= width { return whole }
    let plain = line(hasBar: false, hasCount: true)
    return plain.count <= width
      ? plain : String(line(hasBar: false, hasCount: false).prefix(max(0, width)))
  }

  private func line(hasBar: Bool, hasCount: Bool) -> String {
    var parts = [label]
    if let fraction {
      let fraction = min(1, max(0, fraction))
      let filled = Int(fraction * 20)
      let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled)
      if hasBar { parts.append("[\(bar)]") }
      parts.append("\(Int(fraction * 100))%")
    }
    if hasCount || fraction == nil {
      parts.append("\(done < 1000 ? "\(done)" : shortNumber(Double(done))) \(unit)")
    }
    if rate > 0 { parts.append("\(shortNumber(rate)) \(unit)/s") }
    if let secondsLeft { parts.append("\(clockTime(secondsLeft)) left") }
    if !text.isEmpty { parts.append(text) }
    return parts.joined(separator: "  ")
  }
}
