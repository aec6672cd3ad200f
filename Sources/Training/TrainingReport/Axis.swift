import Elementary

/// How numbers become places along a line from 0 to 1, with round numbers marked.
struct Axis {
  /// What is marked, and how it is written.
  let ticks: [(value: Double, label: String)]
  private let low: Double
  private let high: Double
  private let isLogarithmic: Bool

  /// An axis that has room for all finite `values`.
  ///
  /// - Parameter mayBeLogarithmic: whether powers of ten may be marked where the values, all of them
  ///   above 0, span more than a factor of 50.
  init(_ values: [Double], mayBeLogarithmic: Bool = false) {
    let finite = values.filter(\.isFinite)
    let least = finite.min() ?? 0
    let most = finite.max() ?? 1
    if mayBeLogarithmic, least > 0, most / least > 50 {
      self.init(decadesFrom: least, to: most)
    } else {
      // A constant has room on both sides.
      let room = most > least ? 0 : max(abs(most) / 10, 1e-6)
      self.init(from: least - room, to: most + room)
    }
  }

  /// An axis from the round number below `least` to the one above `most`.
  init(from least: Double, to most: Double) {
    let step = Self.roundStep((most - least) / 5)
    let first = (least / step + 1e-9).rounded(.down)
    let last = (most / step - 1e-9).rounded(.up)
    let places = step >= 1 ? 0 : Int((-Self.decimalLogarithm(step) - 1e-9).rounded(.up))
    let isSmall = places > 6 || abs(most) >= 1e7
    ticks = (0...Int(min(20, max(1, last - first)))).map { i in
      let value = (first + Double(i)) * step
      return (value, isSmall ? "\(Float(value))" : value.fixed(places))
    }
    (low, high) = (first * step, max(last, first + 1) * step)
    isLogarithmic = false
  }

  private init(decadesFrom least: Double, to most: Double) {
    low = Self.decimalLogarithm(least)
    high = Self.decimalLogarithm(most)
    isLogarithmic = true
    let exponents = Int(low.rounded(.down))...Int(high.rounded(.down))
    let every = 1 + exponents.count / 7
    var ticks: [(value: Double, label: String)] = []
    for exponent in exponents where exponent.isMultiple(of: every) {
      let power = exponential(Double(exponent) * logarithm(10))
      for digit in exponents.count > 4 ? [1] : [1, 2, 5] {
        let value = Double(digit) * power
        guard value >= least * (1 - 1e-9), value <= most * (1 + 1e-9) else { continue }
        let isShort = (-4...5).contains(exponent)
        ticks.append((value, isShort ? value.fixed(max(0, -exponent)) : "\(digit)e\(exponent)"))
      }
    }
    self.ticks = ticks
  }

  /// Where a value lies: 0 at the beginning of the axis, 1 at its end.
  func place(of value: Double) -> Double {
    let value = isLogarithmic ? Self.decimalLogarithm(value) : value
    return (value - low) / (high - low)
  }

  /// The least of 1, 2 and 5 times a power of ten that is not below `step`.
  private static func roundStep(_ step: Double) -> Double {
    guard step > 0, step.isFinite else { return 1 }
    let power = exponential(decimalLogarithm(step).rounded(.down) * logarithm(10))
    // Powers below 1 are divided by, so that ticks are the nearest numbers to what they say.
    let exact = power < 1 ? 1 / (1 / power).rounded() : power.rounded()
    return exact * ([1, 2, 5].first { $0 * exact >= step * (1 - 1e-9) } ?? 10)
  }

  private static func decimalLogarithm(_ value: Double) -> Double {
    logarithm(value) / logarithm(10)
  }
}
