import Storage

/// Finds texts of a list, and whether any stands there twice.
///
/// Canonically equivalent texts are one. A table of hashes in one block of memory, which may fail to be had: loading a model makes one for each list of
/// names. The hashes have a key of the process, so that no file can make them collide.
public struct TextIndex: Sendable, Equatable {
  /// The texts.
  public let texts: TextList
  /// The position of the first text that is one before it again; nil where each stands once.
  public let firstRepeated: Int?

  /// Slots of eight bytes, a power of two: half of the hash, and the text's position and 1; 0 where empty.
  private let slots: AlignedBytes

  /// An index of `texts`; of equal ones the first counts.
  ///
  /// - Throws: `OutOfMemory`.
  /// - Complexity: O(bytes of the texts), whatever they are (as of ``TextKey``). Memory: 12 to 24 bytes a text.
  public init(_ texts: TextList) throws(OutOfMemory) {
    var count = 4
    while count < texts.count + texts.count / 2 { count *= 2 }
    var firstRepeated: Int?
    do {
      slots = try AlignedBytes(count: 8 * count) { slots in
        for i in texts.indices {
          texts.withBytes(at: i) { text in
            // What is no UTF-8 is no text, and never found.
            _ = withCanonicalBytes(of: text) { text in
              let hash = hash(of: text)
              switch find(text, hash, in: slots.bytes, texts) {
              case .text: firstRepeated = firstRepeated ?? i
              case .empty(let slot):
                slots.storeBytes(
                  of: UInt64(hash >> 32) << 32 | UInt64(i + 1), toByteOffset: 8 * slot,
                  as: UInt64.self)
              }
            }
          }
        }
      }
    } catch {
      throw OutOfMemory(byteCount: 8 * count)
    }
    self.texts = texts
    self.firstRepeated = firstRepeated
  }

  /// The position of the text that `text` is; nil for none.
  ///
  /// - Complexity: O(bytes of the text).
  public func index(of text: String) -> Int? { unsafe index(of: text.utf8.span.bytes) }

  /// The position of the text whose bytes, UTF-8, are `text`; nil for none.
  ///
  /// - Complexity: O(bytes of the text). Allocates nothing where no character is U+0300 or above.
  public func index(of text: RawSpan) -> Int? {
    guard !texts.isEmpty else { return nil }
    return withCanonicalBytes(of: text) { text in
      slots.withBytes { slots in
        if case .text(let i) = find(text, hash(of: text), in: slots, texts) { i } else { nil }
      }
    } ?? nil
  }

  /// Whether the texts are equal.
  public static func == (a: TextIndex, b: TextIndex) -> Bool { a.texts == b.texts }
}

private enum Found {
  case text(Int)
  case empty(slot: Int)
}

private func hash(of text: RawSpan) -> UInt64 {
  var hasher = Hasher()
  unsafe text.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  return UInt64(truncatingIfNeeded: hasher.finalize())
}

/// The text of `texts` that the canonical bytes `text` stand for, or the slot where it would be.
private func find(
  _ text: RawSpan, _ hash: UInt64, in slots: RawSpan, _ texts: TextList
) -> Found {
  let mask = slots.byteCount / 8 - 1
  var slot = Int(truncatingIfNeeded: hash) & mask
  while let entry = slots.integer(UInt64.self, at: 8 * slot), entry != 0 {
    let i = Int(entry & 0xFFFF_FFFF) - 1
    if entry >> 32 == hash >> 32,
      texts.withBytes(at: i, { $0.isEqual(to: text) || $0.isCanonically(text) })
    {
      return .text(i)
    }
    slot = (slot + 1) & mask
  }
  return .empty(slot: slot)
}

extension RawSpan {
  /// Whether the canonical bytes of this text are `canonical`.
  fileprivate func isCanonically(_ canonical: RawSpan) -> Bool {
    withCanonicalBytes(of: self) { $0.isEqual(to: canonical) } ?? false
  }
}
