/// Finds a text of a list by its bytes, without making a string of it.
///
/// Open addressing over a polynomial of the bytes at a random point, modulo the prime 2^61 - 1. The author of the texts
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

  @inline(__always)
  private static func hash(_ text: Span<UInt8>, _ point: UInt64) -> Int {
    let bytes = unsafe text.bytes
    let count = bytes.byteCount
    // Below the prime before each step, and so below 2^62 with seven bytes more.
    var hash = UInt64(truncatingIfNeeded: count)
    var i = 0
    while count - i >= 8 {
      hash = step(hash, word(bytes, at: i) & 0xFF_FFFF_FFFF_FFFF, point)
      i += 7
    }
    if i < count { hash = step(hash, tail(bytes, from: i), point) }
    return Int(truncatingIfNeeded: hash)
  }

  /// (hash + part) · point, modulo the prime.
  @inline(__always)
  private static func step(_ hash: UInt64, _ part: UInt64, _ point: UInt64) -> UInt64 {
    let (high, low) = (hash &+ part).multipliedFullWidth(by: point)
    let sum = (low & prime) &+ (low >> 61 | high << 3)
    return sum >= prime ? sum &- prime : sum
  }

  /// The bytes from `start` on, of which there are 1 to 7, as a number.
  @inline(__always)
  private static func tail(_ bytes: RawSpan, from start: Int) -> UInt64 {
    let count = bytes.byteCount - start
    if bytes.byteCount >= 8 {
      return word(bytes, at: bytes.byteCount - 8) >> (8 * UInt64(truncatingIfNeeded: 8 - count))
    }
    // All bytes there are: loads that overlap give the same bits twice.
    func part<Part: FixedWidthInteger & BitwiseCopyable>(_ type: Part.Type, at i: Int) -> UInt64 {
      let part = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: i, as: Part.self)
      return UInt64(truncatingIfNeeded: part.littleEndian) << (8 * UInt64(truncatingIfNeeded: i))
    }
    if count >= 4 { return part(UInt32.self, at: 0) | part(UInt32.self, at: count - 4) }
    return part(UInt8.self, at: 0) | part(UInt8.self, at: count / 2)
      | part(UInt8.self, at: count - 1)
  }

  @inline(__always)
  private static func word(_ bytes: RawSpan, at i: Int) -> UInt64 {
    unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: i, as: UInt64.self).littleEndian
  }
}
