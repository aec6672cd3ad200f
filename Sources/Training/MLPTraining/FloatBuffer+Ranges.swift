import MLPKernels

// Parts of a buffer. Threads that write different parts of one buffer do not disturb each other.

extension FloatBuffer {
  /// Calls `body` with the floats of `range`.
  func withSpan<R>(_ range: Range<Int>, _ body: (Span<Float>) -> R) -> R {
    withSpan { body($0.extracting(range)) }
  }

  /// Calls `body` with the floats of `range`, to be written.
  func withMutableSpan<R>(_ range: Range<Int>, _ body: (inout MutableSpan<Float>) -> R) -> R {
    withMutableSpan { all in
      var part = all._mutatingExtracting(range)
      return body(&part)
    }
  }
}

extension Range<Int> {
  /// Where these rows lie in a table with `stride` floats a row.
  func rows(of stride: Int) -> Range<Int> { lowerBound * stride..<upperBound * stride }

  /// Part `index` of `parts` of 0..<`count`, all about as long.
  static func part(_ index: Int, of parts: Int, _ count: Int) -> Range<Int> {
    count * index / parts..<count * (index + 1) / parts
  }
}
