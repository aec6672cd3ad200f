extension ForeignFormat {
  /// The format of a file that is given as a model; nil where it may be one that is read here.
  ///
  /// - Parameter head: the first 64 KiB, or all where there is less.
  /// - Complexity: O(head).
  public init?(modelFile head: Span<UInt8>) {
    func has(_ text: String, at offset: Int) -> Bool {
      let bytes = Array(text.utf8)
      return head.count >= offset + bytes.count
        && bytes.indices.allSatisfy { head[offset + $0] == bytes[$0] }
    }
    if has("TFL3", at: 4) {
      self = .tfLite
    } else if Self.isONNX(head) {
      self = .onnx
    } else if head.count > 1, head[0] == 0x78, [0x01, 0x5E].contains(head[1]) {
      self = .zlib  // Text in a table: `x^`.
    } else if case .format(let format) = Self.recognize(head, isWhole: true) {
      // Archives and HDF5 files are Keras's, until their reader says what they lack.
      if [.zip, .hdf5, .modelFile].contains(format) { return nil }
      self = format
    } else if let format = ForeignFormat(text: head, delimiter: UInt8(ascii: ",")) {
      self = format == .jsonLines ? .json : format
    } else {
      return nil
    }
  }

  /// Whether a protocol buffer begins with a version of ONNX's and another of its fields: producer, domain, text,
  /// graph or operators.
  private static func isONNX(_ head: Span<UInt8>) -> Bool {
    head.count > 2 && head[0] == 0x08 && (1...64).contains(head[1])
      && [0x12, 0x1A, 0x22, 0x32, 0x3A, 0x42].contains(head[2])
  }

  /// The format of a folder that is given as a model.
  ///
  /// - Parameter hasFile: whether the folder has a file of that name.
  public init?(modelFolder hasFile: (String) -> Bool) {
    guard hasFile("saved_model.pb") else { return nil }
    self = .savedModel
  }
}
