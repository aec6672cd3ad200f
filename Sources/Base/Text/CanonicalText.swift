import Storage
@_spi(_Unicode) import Swift

// Canonically equivalent texts are one name. Swift compares and hashes strings so too, but sorts the marks
// of each character by insertion: a name of nothing but marks takes the square of its length.

/// Calls `body` with the bytes that stand for `text`, UTF-8, and all texts that are canonically equivalent to it.
///
/// They are its normal form NFC. nil where `text` is not UTF-8.
///
/// - Complexity: O(n log n) in the length of a run of marks, O(bytes) in everything else. Without a copy
///   where no character is U+0300 or above.
func withCanonicalBytes<R>(of text: RawSpan, _ body: (RawSpan) -> R) -> R? {
  if text.isBelowMarks { return body(text) }
  let string = unsafe text.withUnsafeBytes { unsafe String(validating: $0, as: UTF8.self) }
  return string.map { string in
    let canonical = string.canonical
    return unsafe body(canonical.utf8.span.bytes)
  }
}

extension RawSpan {
  /// Whether all bytes are of characters below U+0300: none is changed by NFC.
  ///
  /// The first byte of U+0300 is 0xCC, that of every later character no smaller.
  fileprivate var isBelowMarks: Bool {
    unsafe withUnsafeBytes { bytes in
      var largest: UInt8 = 0
      for i in 0..<bytes.count { largest = unsafe max(largest, bytes[i]) }
      return largest < 0xCC
    }
  }
}

extension String {
  /// The text in the normal form NFC.
  var canonical: String {
    if unsafe utf8.span.bytes.isBelowMarks { return self }
    var canonical = ""
    // The standard library takes this many marks in no time in any order, and others that are in order.
    let text = utf8.count <= 64 ? self : withMarksInOrder
    for scalar in text._nfc { canonical.unicodeScalars.append(scalar) }
    return canonical
  }

  /// The canonical decomposition, NFD.
  private var withMarksInOrder: String {
    var ordered = String.UnicodeScalarView()
    // A run of marks, each with its combining class and place: by class, those of one class as they were.
    var marks: [(order: Int, scalar: Unicode.Scalar)] = []
    func flush() {
      marks.sort { $0.order < $1.order }
      for mark in marks { ordered.append(mark.scalar) }
      marks.removeAll(keepingCapacity: true)
    }
    for scalar in unicodeScalars {
      for part in String(scalar)._nfd {
        let combiningClass = Int(part.properties.canonicalCombiningClass.rawValue)
        if combiningClass == 0 {
          flush()
          ordered.append(part)
        } else {
          marks.append((combiningClass << 48 | marks.count, part))
        }
      }
    }
    flush()
    return String(ordered)
  }
}

extension String {
  /// Whether more than 512 marks follow each other, more than any name has (``TextKey/nameByteLimit``): the standard
  /// library takes the square of their number to compare them.
  ///
  /// - Complexity: O(bytes).
  public var hasTooManyMarks: Bool {
    if unsafe utf8.span.bytes.isBelowMarks { return false }
    var count = 0
    for scalar in unicodeScalars {
      count = scalar.properties.canonicalCombiningClass.rawValue == 0 ? 0 : count + 1
      if count > TextKey.nameByteLimit / 2 { return true }
    }
    return false
  }
}
