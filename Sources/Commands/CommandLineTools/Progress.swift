import Text

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How far a long task is, on standard error: at most ten times a second on a terminal, once a
/// second in a log, and for nothing where it is not shown.
///
/// Not safe to share between threads.
public final class Progress {
  private let console: Console
  private let label: String
  private let unit: String
  private let total: Int?
  private let now: () -> Double
  private let start: Double
  private var next: Double

  /// A task that begins now.
  ///
  /// - Parameters:
  ///   - label: what is being done.
  ///   - unit: what is counted, such as `rows`.
  ///   - total: how many there are, where that is known.
  public convenience init(_ label: String, unit: String, total: Int?, on console: Console) {
    self.init(label, unit: unit, total: total, on: console, now: monotonicSeconds)
  }

  init(
    _ label: String, unit: String, total: Int?, on console: Console, now: @escaping () -> Double
  ) {
    self.label = label
    self.unit = unit
    self.total = total
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
  /// - Parameter text: what else to show, such as the loss; evaluated only when it is shown.
  public func update(_ done: Int, _ text: @autoclosure () -> String = "") {
    guard console.progressStyle != .none else { return }
    let time = now()
    guard time >= next else { return }
    next = time + (console.progressStyle == .line ? 0.1 : 1)
    let line = progressLine(
      label: label, unit: unit, done: done, total: total, seconds: time - start)
    let extra = text()
    console.drawProgress((extra.isEmpty ? line : line + "  " + extra).printable)
  }

  /// Takes the line away; so does dropping the object.
  public func finish() { console.eraseProgress() }
}

/// The line that is shown, such as `label  [####----]  50%  120 rows/s  0:12 left`.
func progressLine(
  label: String, unit: String, done: Int, total: Int?, seconds: Double
) -> String {
  let rate = seconds > 0 ? Double(done) / seconds : 0
  var parts = [label]
  if let total, total > 0 {
    let fraction = min(1, max(0, Double(done) / Double(total)))
    let filled = Int(fraction * 20)
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled)
    parts.append("[\(bar)]")
    parts.append("\(Int(fraction * 100))%")
  } else {
    parts.append("\(done) \(unit)")
  }
  if rate > 0 {
    parts.append("\(shortNumber(rate)) \(unit)/s")
    if let total, total > done { parts.append("\(clockTime(Double(total - done) / rate)) left") }
  }
  return parts.joined(separator: "  ")
}

/// A number in at most five characters: `3.2`, `120`, `45k`, `6.1M`.
func shortNumber(_ value: Double) -> String {
  let (scaled, suffix) =
    switch value {
    case 1e9...: (value / 1e9, "G")
    case 1e6...: (value / 1e6, "M")
    case 1e3...: (value / 1e3, "k")
    default: (value, "")
    }
  let rounded = scaled < 10 ? (scaled * 10).rounded() / 10 : scaled.rounded()
  let text = rounded < 10 ? "\(rounded)" : "\(Int(min(rounded, 99_999)))"
  return text + suffix
}

/// A duration as `m:ss` or `h:mm:ss`.
func clockTime(_ seconds: Double) -> String {
  let whole = Int(min(seconds.rounded(.up), 359_999))
  func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  let minutes = whole / 60 % 60
  return whole < 3600
    ? "\(minutes):\(padded(whole % 60))"
    : "\(whole / 3600):\(padded(minutes)):\(padded(whole % 60))"
}

private func monotonicSeconds() -> Double {
  var time = timespec()
  _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
