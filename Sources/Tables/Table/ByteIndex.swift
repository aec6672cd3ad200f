/// Finds a text of a list by its bytes, without making a string of it.
///
/// Open addressing over a polynomial of the bytes at a random point, modulo the prime 2^61 - 1. Whoever wrote the texts
/// does not know the point, which each index chooses anew: two given texts of n bytes collide with a probability of
/// about n/7 · 2^-61, and so no file makes many of them share a slot.
struct ByteIndex: Sendable {
  /// The texts one after the other.
  private let bytes: [UInt8]
  /// Where each ends.
  private let ends: [Int]
  /// A text's index plus 1 in the first free slot from its hash on, a power of two of them; 0 is free.
  private let slots: [UInt32]
  private let point: UInt64

  private static let prime: UInt64 = 1 << 61 - 1

  /// An index of `texts`, UTF-8; of equal ones the first counts.
  ///
  /// - Complexity: O(bytes). Memory: their bytes, and 16 to 24 for each.
  init(_ texts: some Collection<String>) {
    var bytes: [UInt8] = []
    var ends: [Int] = []
    ends.reserveCapacity(texts.count)
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      ends.append(bytes.count)
    }
    (self.bytes, self.ends) = (bytes, ends)
    point = .random(in: 1 << 32..<Self.prime)
    var size = 8
    while size < 2 * ends.count { size *= 2 }
    var slots = [UInt32](repeating: 0, count: size)
    for index in ends.indices {
      let text = bytes.span.extracting((index == 0 ? 0 : ends[index - 1])..<ends[index])
      var slot = Self.hash(text, point) & (size - 1)
      var isKnown = false
      while slots[slot] != 0, !isKnown {
        let other = Int(slots[slot]) - 1
        isKnown = text.isEqual(
          to: bytes.span.extracting((other == 0 ? 0 : ends[other - 1])..<ends[other]))
        if !isKnown { slot = (slot + 1) & (size - 1) }
      }
      if !isKnown { slots[slot] = UInt32(index + 1) }
    }
    self.slots = slots
  }

  /// How many texts there are.
  var count: Int { ends.count }

  /// The index of `text`; nil for none.
  ///
  /// - Complexity: O(bytes of the text).
  func index(of text: Span<UInt8>) -> Int? {
    var slot = Self.hash(text, point) & (slots.count - 1)
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      let start = index == 0 ? 0 : ends[index - 1]
      if text.isEqual(to: bytes.span.extracting(start..<ends[index])) { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private static func hash(_ text: Span<UInt8>, _ point: UInt64) -> Int {
    // Below the prime before each step, and so below 2^62 with seven bytes more.
    var hash = UInt64(text.count)
    var i = 0
    while i < text.count {
      var part: UInt64 = 0
      let end = min(i + 7, text.count)
      while i < end {
        part = part << 8 | UInt64(text[i])
        i += 1
      }
      let (high, low) = (hash + part).multipliedFullWidth(by: point)
      let sum = (low & prime) + (low >> 61 | high << 3)
      hash = sum >= prime ? sum - prime : sum
    }
    return Int(truncatingIfNeeded: hash)
  }
}
