/// e^x, within one unit in the last place; the same bits on every machine.
///
/// With n = round(x / ln 2) and r = x - n ln 2, |r| <= ln(2) / 2, it is 2^n times the Taylor
/// polynomial of degree 13 at r, whose rest is below 2^-57. Infinity above 709.78, gradual underflow to zero
/// below -708.39; NaN gives NaN.
public func exponential(_ x: Double) -> Double {
  guard x <= 709.79 else { return x.isNaN ? x : .infinity }
  guard x >= -745.2 else { return 0 }
  // Adding 1.5 * 2^52 rounds to a whole number; ln 2 is split so that n * high is exact.
  let n = (x * 0x1.71547652b82fep+0 + 0x1.8p52) - 0x1.8p52
  let r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33
  var p = 1.0 / 6_227_020_800
  p = p * r + 1.0 / 479_001_600
  p = p * r + 1.0 / 39_916_800
  p = p * r + 1.0 / 3_628_800
  p = p * r + 1.0 / 362_880
  p = p * r + 1.0 / 40_320
  p = p * r + 1.0 / 5_040
  p = p * r + 1.0 / 720
  p = p * r + 1.0 / 120
  p = p * r + 1.0 / 24
  p = p * r + 1.0 / 6
  p = p * r + 0.5
  let whole = Int(n)
  // In two steps, because 2^n itself may lie outside the range of an exponent.
  return (1 + (r + r * r * p)) * powerOfTwo(whole >> 1) * powerOfTwo(whole - (whole >> 1))
}

/// 2^`n` for n from -1022 to 1023.
func powerOfTwo(_ n: Int) -> Double { Double(bitPattern: UInt64(n + 1023) << 52) }
