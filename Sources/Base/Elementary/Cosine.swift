/// cos(π `x`) for x from 0 to 1, within 2^-52; the same bits on every machine.
///
/// By cos(π x) = -cos(π (1 - x)) and = sin(π (1/2 - x)) it comes down to angles of π / 4 at most, where
/// the Taylor polynomials of degree 16 and 17 leave less than 2^-56.
public func cosineOfPi(_ x: Double) -> Double {
  if x > 0.5 { return -cosineOfPi(1 - x) }
  let pi = 0x1.921fb54442d18p+1
  if x > 0.25 {
    let y = pi * (0.5 - x)
    let z = y * y
    var p = 1.0 / 355_687_428_096_000
    p = p * z - 1.0 / 1_307_674_368_000
    p = p * z + 1.0 / 6_227_020_800
    p = p * z - 1.0 / 39_916_800
    p = p * z + 1.0 / 362_880
    p = p * z - 1.0 / 5_040
    p = p * z + 1.0 / 120
    p = p * z - 1.0 / 6
    return y + y * z * p
  }
  let y = pi * x
  let z = y * y
  var p = 1.0 / 20_922_789_888_000
  p = p * z - 1.0 / 87_178_291_200
  p = p * z + 1.0 / 479_001_600
  p = p * z - 1.0 / 3_628_800
  p = p * z + 1.0 / 40_320
  p = p * z - 1.0 / 720
  p = p * z + 1.0 / 24
  p = p * z - 0.5
  return 1 + z * p
}
