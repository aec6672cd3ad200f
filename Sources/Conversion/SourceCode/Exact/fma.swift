/// a b + c rounded once, to nearest with ties to even.
///
/// In integers, because only some CPUs have an instruction for it and only some programs are linked with the C
/// library's. With `-D FMA` the compiler's own is used; it is the instruction with `-Xcc -mfma` on x86-64, else a
/// call of the C library's (`-lm`).
///
/// The product has 106 bits; it begins at bit 125 or 124 of 128, c at bit 124. What an addend loses when it is
/// shifted right is kept as its last bit: that bit only tells "more than" from "equal" when the sum is rounded, as
/// where bits are lost, at least 70 bits stay below the 53 of the result.
private func fma(_ a: Double, _ b: Double, _ c: Double) -> Double {
  #if arch(arm64) || FMA
  return c.addingProduct(a, b)
  #else
  if !a.isFinite || !b.isFinite || a == 0 || b == 0 { return a * b + c }
  if !c.isFinite { return c + c }
  if c == 0 { return a * b }
  let x = unpacked(a)
  let y = unpacked(b)
  let z = unpacked(c)
  var (high, low) = (x.significand << 10).multipliedFullWidth(by: y.significand << 10)
  var (cHigh, cLow) = (z.significand << 8, 0 as UInt64)
  var exponent = x.exponent + y.exponent - 20
  let shift = exponent - (z.exponent - 72)
  if shift > 0 {
    (cHigh, cLow) = shiftedRight(cHigh, cLow, by: shift)
  } else {
    (high, low) = shiftedRight(high, low, by: -shift)
    exponent -= shift
  }

  var sign = (a.bitPattern ^ b.bitPattern) >> 63
  if sign == c.bitPattern >> 63 {
    let carry: Bool
    (low, carry) = low.addingReportingOverflow(cLow)
    high += cHigh + (carry ? 1 : 0)
  } else {
    if (high, low) < (cHigh, cLow) {
      swap(&high, &cHigh)
      swap(&low, &cLow)
      sign ^= 1
    }
    let borrow: Bool
    (low, borrow) = low.subtractingReportingOverflow(cLow)
    high -= cHigh + (borrow ? 1 : 0)
    if high == 0 && low == 0 { return 0 }
  }

  // 64 bits of it, the first one set and the last one for all that follow, times 2^(top - 63).
  var top = exponent + 127
  if high == 0 { (high, low, top) = (low, 0, top - 64) }
  let zeros = high.leadingZeroBitCount
  high = high << UInt64(zeros) | low >> UInt64(64 - zeros)
  if low << UInt64(zeros) != 0 { high |= 1 }
  top -= zeros

  // 53 bits stay, fewer of a subnormal number. A carry out of them is one of the exponent, up to infinity.
  if top > 1023 { return Double(bitPattern: sign << 63 | 0x7ff << 52) }
  let dropped = UInt64(top < -1022 ? min(65, 11 - 1022 - top) : 11)
  var bits = high >> dropped
  let rest = dropped > 64 ? 1 : high << (64 - dropped)
  if rest > 1 << 63 || rest == 1 << 63 && bits & 1 == 1 { bits += 1 }
  if top >= -1022 { bits += UInt64(top + 1022) << 52 }
  return Double(bitPattern: sign << 63 | bits)
  #endif
}

/// |x| = significand 2^exponent, with bit 52 of the significand set; x is finite and not 0.
private func unpacked(_ x: Double) -> (significand: UInt64, exponent: Int) {
  let exponent = Int(x.bitPattern >> 52 & 0x7ff)
  let fraction = x.bitPattern & 0xf_ffff_ffff_ffff
  if exponent > 0 { return (fraction | 1 << 52, exponent - 1075) }
  let zeros = fraction.leadingZeroBitCount - 11
  return (fraction << UInt64(zeros), -1074 - zeros)
}

/// The bits that are lost count as one behind the last.
private func shiftedRight(_ high: UInt64, _ low: UInt64, by count: Int) -> (UInt64, UInt64) {
  if count == 0 { return (high, low) }
  if count > 127 { return (0, 1) }
  if count >= 64 {
    let lost = low != 0 || high << UInt64(128 - count) != 0
    return (0, high >> UInt64(count - 64) | (lost ? 1 : 0))
  }
  let lost = low << UInt64(64 - count) != 0
  return (high >> UInt64(count), high << UInt64(64 - count) | low >> UInt64(count) | (lost ? 1 : 0))
}

/// The same for floats.
///
/// Their product is exact in double. Their sum in double is then rounded to odd, which leaves
/// enough to round it to float as if at once: S. Boldo, G. Melquiond, "Emulation of a FMA and correctly rounded
/// sums: proved algorithms using rounding to odd", IEEE Transactions on Computers 57 (2008). That matters only where
/// the nearest double lies between two floats half-way, which the first test sees, or the float is subnormal.
private func fma(_ a: Float, _ b: Float, _ c: Float) -> Float {
  #if arch(arm64) || FMA
  return c.addingProduct(a, b)
  #else
  let product = Double(a) * Double(b)
  let sum = product + Double(c)
  if sum.bitPattern & 0x1fff_ffff != 0x1000_0000 && sum.magnitude >= 0x1p-126 {
    return Float(sum)
  }
  // What the sum lost (D. Knuth, The Art of Computer Programming 2, 4.2.2, theorem C).
  let part = sum - product
  let lost = (product - (sum - part)) + (Double(c) - part)
  if sum.bitPattern & 1 == 1 || !(lost < 0 || lost > 0) { return Float(sum) }
  let isFarther = (lost > 0) == (sum > 0)
  return Float(Double(bitPattern: isFarther ? sum.bitPattern + 1 : sum.bitPattern - 1))
  #endif
}
