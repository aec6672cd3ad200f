import CNumberText

// Numbers as a table writes them. This file alone speaks to `CNumberText`.

/// Why text is not a number of the type asked for.
public enum NumberTextError: Error, Equatable {
  /// It is empty, no decimal number, or goes on after one.
  case malformed
  /// It is a finite number, too large for the type.
  case overflow
}

extension Float {
  /// The float nearest to the decimal number that is all of `text`, ties to even.
  ///
  /// `1`, `-0.5`, `.5`, `1.`, `+1e-3`, with spaces or tabs around; also `inf`, `infinity` and `nan`
  /// in any case, which the caller has to judge. Neither hexadecimal nor digit separators.
  ///
  /// - Throws: ``NumberTextError``.
  /// - Complexity: O(`text.count`).
  public init(text: Span<UInt8>) throws(NumberTextError) {
    self = 0
    try check(
      unsafe text.withUnsafeBytes {
        unsafe number_text_read_float($0.baseAddress, $0.count, &self)
      })
  }
}

extension Double {
  /// The double nearest to the decimal number that is all of `text`; see `Float.init(text:)`.
  ///
  /// - Throws: ``NumberTextError``.
  /// - Complexity: O(`text.count`).
  public init(text: Span<UInt8>) throws(NumberTextError) {
    self = 0
    try check(
      unsafe text.withUnsafeBytes {
        unsafe number_text_read_double($0.baseAddress, $0.count, &self)
      })
  }
}

private func check(_ status: CInt) throws(NumberTextError) {
  guard status == NUMBER_TEXT_OK.rawValue else {
    throw status == NUMBER_TEXT_OVERFLOW.rawValue ? .overflow : .malformed
  }
}

extension [UInt8] {
  /// Appends `number` as text: the shortest that reads back the same float, or with `digits`
  /// significant digits (1 to 17, outside them the nearest); NaN is `nan`, infinity `inf`, `-inf`.
  public mutating func append(number: Float, digits: Int? = nil) {
    append(addingCapacity: Int(NUMBER_TEXT_CAPACITY)) { output in
      unsafe output.append { unsafe number_text_write_float(number, digitCount(digits), $0) }
    }
  }

  /// Appends `numbers` as text, each as a float of its own, with `delimiter` between
  /// them.
  mutating func append(numbers: Span<Float>, delimiter: UInt8, digits: Int?) {
    append(addingCapacity: numbers.count * Int(NUMBER_TEXT_CAPACITY + 1)) { output in
      unsafe numbers.withUnsafeBufferPointer { numbers in
        unsafe output.append {
          unsafe number_text_write_floats(
            numbers.baseAddress, numbers.count, CChar(bitPattern: delimiter), digitCount(digits), $0
          )
        }
      }
    }
  }

  /// Appends `number` as text, as for a float; the shortest text may be longer for a double.
  public mutating func append(number: Double, digits: Int? = nil) {
    append(addingCapacity: Int(NUMBER_TEXT_CAPACITY)) { output in
      unsafe output.append { unsafe number_text_write_double(number, digitCount(digits), $0) }
    }
  }
}

extension OutputSpan<UInt8> {
  fileprivate mutating func append(_ write: (UnsafeMutablePointer<CChar>) -> Int) {
    unsafe withUnsafeMutableBufferPointer { buffer, count in
      guard let start = buffer.baseAddress else { return }
      unsafe (start + count).withMemoryRebound(to: CChar.self, capacity: buffer.count - count) {
        unsafe count += write($0)
      }
    }
  }
}

private func digitCount(_ digits: Int?) -> CInt {
  digits.map { CInt(min(17, max(1, $0))) } ?? 0
}
