/// The square root rounded to nearest, digit by digit: the standard library's calls the C library's, which not every
/// program is linked with.
private func squareRoot(_ x: Double) -> Double {
  if x < 0 { return .nan }
  if x == 0 || !x.isFinite { return x }
  // x = digits 2^exponent: 53 or 54 bits, and an exponent that can be halved.
  var (digits, exponent) = unpacked(x)
  if exponent % 2 != 0 { (digits, exponent) = (digits << 1, exponent - 1) }
  // root^2 + rest is what the pairs of digits so far say, at last 54 of them: one bit more than stays. It is never
  // half-way, because the square of an odd root is odd and the pairs behind the digits are 0.
  var (root, rest): (UInt64, UInt64) = (0, 0)
  for _ in 0..<54 {
    rest = rest << 2 | digits >> 52 & 3
    digits <<= 2
    let next = root << 2 | 1
    root <<= 1
    if rest >= next { (root, rest) = (root | 1, rest - next) }
  }
  return Double(bitPattern: (root + 1) >> 1 + UInt64(exponent / 2 - 26 + 1074) << 52)
}
