#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How long something takes, for people.
public struct Stopwatch {
  private let start = monotonicSeconds()

  /// Starts it.
  public init() {}

  /// What was done since it started, such as `30 rows in 0.02 s, 1.5k rows/s`.
  public func text(_ count: Int, _ unit: String) -> String {
    let seconds = monotonicSeconds() - start
    let hundredths = Int((seconds * 100).rounded(.up))
    let fraction = hundredths % 100
    return "\(count) \(unit) in \(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) s, "
      + "\(shortNumber(Double(count) / max(seconds, 1e-9))) \(unit)/s"
  }
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

/// The seconds of a clock that is never set.
func monotonicSeconds() -> Double {
  var time = timespec()
  _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
