/// Texts as C wants them, at addresses that stay as long as this does.
@safe final class CStrings: @unchecked Sendable {
  private let bytes: UnsafeMutableBufferPointer<CChar>
  private let starts: [Int]

  /// Copies the texts, each with a zero behind it.
  init(_ texts: [String]) {
    var starts: [Int] = []
    starts.reserveCapacity(texts.count)
    var count = 0
    for text in texts {
      starts.append(count)
      count += text.utf8.count + 1
    }
    self.starts = starts
    unsafe bytes = .allocate(capacity: count)
    var end = 0
    for text in texts {
      for byte in text.utf8 {
        unsafe bytes[end] = CChar(bitPattern: byte)
        end += 1
      }
      unsafe bytes[end] = 0
      end += 1
    }
  }

  deinit { unsafe bytes.deallocate() }

  /// The address of a text; nil where there is none.
  subscript(index: Int) -> UnsafePointer<CChar>? {
    guard starts.indices.contains(index), let base = unsafe bytes.baseAddress else { return nil }
    return unsafe UnsafePointer(base + starts[index])
  }
}
