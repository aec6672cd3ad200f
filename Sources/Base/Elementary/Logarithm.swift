/// The natural logarithm of `x`, within one unit in the last place; the same bits on every machine.
///
/// With x = 2^k (1 + f), 1 + f between sqrt(1/2) and sqrt(2), and s = f / (2 + f), ln(1 + f) is
/// 2 artanh(s) = f - f²/2 + s (f²/2 + R), R = 2 s² / 3 + 2 s⁴ / 5 + ..., ten terms of it, whose rest
/// is below 2^-56. -infinity for 0, NaN below 0.
public func logarithm(_ x: Double) -> Double {
  guard x > 0 else { return x == 0 ? -.infinity : .nan }
  guard x < .infinity else { return x }
  let isSubnormal = x < 0x1p-1022
  let bits = (isSubnormal ? x * 0x1p54 : x).bitPattern
  var exponent = Int(bits >> 52) - (isSubnormal ? 1023 + 54 : 1023)
  var m = Double(bitPattern: bits & 0xF_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
  if m > 0x1.6a09e667f3bcdp+0 {
    m *= 0.5
    exponent += 1
  }
  let k = Double(exponent)
  let f = m - 1
  let s = f / (2 + f)
  let z = s * s
  var rest = 2.0 / 21
  rest = rest * z + 2.0 / 19
  rest = rest * z + 2.0 / 17
  rest = rest * z + 2.0 / 15
  rest = rest * z + 2.0 / 13
  rest = rest * z + 2.0 / 11
  rest = rest * z + 2.0 / 9
  rest = rest * z + 2.0 / 7
  rest = rest * z + 2.0 / 5
  rest = rest * z + 2.0 / 3
  let half = 0.5 * f * f
  // ln 2 is split so that k * high is exact; small numbers are added first.
  let low = half - (s * (half + rest * z) + k * 0x1.a39ef35793c76p-33)
  return k * 0x1.62e42feep-1 - (low - f)
}

/// ln(1 + `x`) for x >= 0, without losing the digits of a small x.
///
/// What 1 + x rounds away is put back as a first-order correction.
public func logarithmOfOnePlus(_ x: Double) -> Double {
  let u = 1 + x
  guard u < .infinity else { return logarithm(u) }
  return logarithm(u) + (x - (u - 1)) / u
}
