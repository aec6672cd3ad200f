extension [UInt8] {
  /// Appends the elements of `bytes`, in one copy.
  ///
  /// - Complexity: O(`bytes.count`).
  public mutating func append(copying bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// The elements of `bytes`.
  ///
  /// - Complexity: O(`bytes.count`).
  public init(copying bytes: Span<UInt8>) {
    self = []
    append(copying: bytes)
  }
}
