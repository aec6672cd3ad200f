extension [UInt8] {
  /// Appends the bytes of `integer`, the lowest first.
  mutating func append<T: FixedWidthInteger>(littleEndian integer: T) {
    for shift in stride(from: 0, to: T.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: integer >> T(shift)))
    }
  }
}
