/// What the elements of an array are: little-endian numbers that a float can stand for.
public enum NPYElement: String, Sendable, CaseIterable {
  case float32 = "<f4"
  case float64 = "<f8"
  case int8 = "|i1"
  case uint8 = "|u1"
  case int16 = "<i2"
  case uint16 = "<u2"
  case int32 = "<i4"
  case uint32 = "<u4"
  case int64 = "<i8"
  case uint64 = "<u8"

  /// Bytes of an element.
  public var byteCount: Int { Int(rawValue.dropFirst(2)) ?? 1 }

  /// The float nearest to the element at `offset`; infinity where that is beyond all floats.
  ///
  /// - Precondition: `offset` and ``byteCount`` are inside the bytes.
  public func float(in bytes: Span<UInt8>, at offset: Int) -> Float {
    switch self {
    case .float32: Float(bitPattern: UInt32(word(bytes, offset, 4)))
    case .float64: Float(Double(bitPattern: word(bytes, offset, 8)))
    case .int8, .int16, .int32, .int64: Float(signed(bytes, offset))
    case .uint8, .uint16, .uint32, .uint64: Float(word(bytes, offset, byteCount))
    }
  }

  /// The double nearest to the element at `offset`: the element itself, but for integers beyond 2^53.
  ///
  /// - Precondition: as for ``float(in:at:)``.
  public func double(in bytes: Span<UInt8>, at offset: Int) -> Double {
    switch self {
    case .float32: Double(Float(bitPattern: UInt32(word(bytes, offset, 4))))
    case .float64: Double(bitPattern: word(bytes, offset, 8))
    case .int8, .int16, .int32, .int64: Double(signed(bytes, offset))
    case .uint8, .uint16, .uint32, .uint64: Double(word(bytes, offset, byteCount))
    }
  }

  /// The element at `offset` as the shortest text that says which it is; `nan` for NaN.
  ///
  /// - Precondition: as for ``float(in:at:)``.
  public func number(in bytes: Span<UInt8>, at offset: Int) -> NPYNumber {
    switch self {
    case .float32: .float(Float(bitPattern: UInt32(word(bytes, offset, 4))))
    case .float64: .double(Double(bitPattern: word(bytes, offset, 8)))
    case .int8, .int16, .int32, .int64: .integer("\(signed(bytes, offset))")
    case .uint8, .uint16, .uint32, .uint64: .integer("\(word(bytes, offset, byteCount))")
    }
  }

  private func word(_ bytes: Span<UInt8>, _ offset: Int, _ count: Int) -> UInt64 {
    var word: UInt64 = 0
    for i in 0..<count { word |= UInt64(bytes[offset + i]) << UInt64(8 * i) }
    return word
  }

  /// The element with its sign.
  private func signed(_ bytes: Span<UInt8>, _ offset: Int) -> Int64 {
    let unused = UInt64(64 - 8 * byteCount)
    return Int64(bitPattern: word(bytes, offset, byteCount) << unused) >> Int64(unused)
  }
}

/// An element without loss.
public enum NPYNumber: Sendable, Equatable {
  case float(Float)
  case double(Double)
  /// An integer in decimal.
  case integer(String)
}
