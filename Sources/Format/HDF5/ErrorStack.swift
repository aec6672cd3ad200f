import CHDF5

extension HDF5Error {
  /// The failure of `call`, with the text that the library itself gives as its innermost reason.
  ///
  /// To be made right after the call: the next one clears the library's error stack.
  static func library(_ call: String, object: String) -> HDF5Error {
    var innermost = (text: "it gives no reason", isMemory: false)
    unsafe withUnsafeMutablePointer(to: &innermost) { innermost in
      // Upward is from the innermost record outwards.
      _ = unsafe H5Ewalk2(
        hid_t(H5E_DEFAULT), H5E_WALK_UPWARD,
        { depth, record, innermost in
          if depth == 0, let text = unsafe record?.pointee.desc {
            unsafe innermost?.assumingMemoryBound(to: (text: String, isMemory: Bool).self).pointee =
              (String(cString: text), chdf5_is_memory(record))
          }
          return 0
        }, innermost)
    }
    return HDF5Error(
      object: object,
      reason: innermost.isMemory
        ? .memory : .library(call: call, message: essence(of: innermost.text)))
  }

  /// The operating system's words where the text quotes them: what stands around them is the time,
  /// addresses and counts, over several lines.
  private static func essence(of text: String) -> String {
    guard let start = text.firstRange(of: "error message = '")?.upperBound,
      let end = text[start...].firstIndex(of: "'")
    else { return text }
    return String(text[start..<end])
  }
}

/// Throws where the result of `call` says that it failed.
func check(_ result: herr_t, _ call: String, object: String) throws(HDF5Error) {
  guard result >= 0 else { throw .library(call, object: object) }
}
