/// Philox4x32-10: a counter-based generator, so that any draw can be had without those before it.
///
/// Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. SCHEMA.md,
/// "Random numbers", names it: the same seed gives the same bits everywhere. The key is the seed; the
/// counter is (draw, stream): draws are blocks of four words, streams keep purposes apart.
public struct Philox: Sendable {
  private let key: (UInt32, UInt32)
  private let stream: UInt64
  private var block: UInt64 = 0
  private var words: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
  private var left = 0

  /// The draws of `stream` under `seed`, from the first on.
  public init(seed: UInt64, stream: UInt64) {
    key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.stream = stream
  }

  /// The next 32 bits.
  public mutating func next() -> UInt32 {
    if left == 0 {
      words = Philox.encrypt(
        (
          UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32),
          UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32)
        ), key)
      block &+= 1
      left = 4
    }
    left -= 1
    switch left {
    case 3: return words.0
    case 2: return words.1
    case 1: return words.2
    default: return words.3
    }
  }

  /// A float in [0, 1): the high 24 bits of the next word times 2^-24.
  public mutating func unitFloat() -> Float { Float(next() >> 8) * 0x1p-24 }

  /// A whole number in 0..<`bound`, each as likely: multiply and reject (Lemire 2019, arXiv:1805.10941).
  ///
  /// - Precondition: `bound` is at least 1.
  public mutating func below(_ bound: UInt32) -> UInt32 {
    let threshold = (0 &- bound) % bound
    while true {
      let product = UInt64(next()) &* UInt64(bound)
      if UInt32(truncatingIfNeeded: product) >= threshold { return UInt32(product >> 32) }
    }
  }

  /// The cipher itself: ten rounds.
  static func encrypt(
    _ counter: (UInt32, UInt32, UInt32, UInt32), _ key: (UInt32, UInt32)
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let a = c.0.multipliedFullWidth(by: 0xD251_1F53)
      let b = c.2.multipliedFullWidth(by: 0xCD9E_8D57)
      c = (b.high ^ c.1 ^ k.0, b.low, a.high ^ c.3 ^ k.1, a.low)
      k = (k.0 &+ 0x9E37_79B9, k.1 &+ 0xBB67_AE85)
    }
    return c
  }
}

extension Array {
  /// Shuffles in place: Fisher and Yates from the last element down, with draws `below` i + 1.
  ///
  /// - Complexity: O(`count`). At most 2^32 elements.
  @inlinable
  public mutating func shuffle(using generator: inout Philox) {
    guard count > 1 else { return }
    for i in stride(from: count - 1, to: 0, by: -1) {
      swapAt(i, Int(generator.below(UInt32(truncatingIfNeeded: i + 1))))
    }
  }
}
