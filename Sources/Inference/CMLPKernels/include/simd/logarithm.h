// Logarithms in double precision, by ln((1 + s) / (1 - s)) = 2 artanh(s). These lines are the
// definition (SCHEMA.md, "Arithmetic version 1").
#ifndef MLP_SIMD_LOGARITHM_H
#define MLP_SIMD_LOGARITHM_H

#include "double_vector.h"

// 2 artanh(s) for |s| <= 1/3: s times a minimax polynomial of degree 4 in s^2 (tools/sweep/fit.py),
// whose relative error is below 2^-27.9.
INLINE d16 twice_artanh(d16 s) {
  d16 v = s * s;
  d16 p = dsplat(0x1.208bd0ad97778p-2);
  p = dfma(p, v, dsplat(0x1.1e510ad3469e7p-2));
  p = dfma(p, v, dsplat(0x1.99dae69c61e5bp-2));
  p = dfma(p, v, dsplat(0x1.5554df3a11af8p-1));
  p = dfma(p, v, dsplat(0x1.0000001102a47p+1));
  return p * s;
}

// ln(1 + x) for 0 <= x <= 1.
INLINE d16 logarithm_of_one_plus(d16 x) { return twice_artanh(x / (x + dsplat(2))); }

// ln(x) for normal x: x = 2^k m with m between sqrt(1/2) and sqrt(2), and s = (m - 1) / (m + 1).
INLINE d16 logarithm(d16 x) {
  l16 k = ((l16)x - (l16)dsplat(0x1.6a09e667f3bcdp-1)) >> 52;
  d16 m = (d16)((u16)x - ((u16)k << 52));
  // k + 1.5 * 2^52, made of its bits.
  d16 shifted = (d16)(k + (l16)dsplat(0x1.8p+52));
  d16 y = dfma(shifted - dsplat(0x1.8p+52), dsplat(0x1.62e42fefa39efp-1),
               twice_artanh((m - dsplat(1)) / (m + dsplat(1))));
  return dselect(x == x, y, x);
}

#endif
