// The standard normal distribution in double precision, as GELU needs it. These lines are the
// definition (SCHEMA.md, "Arithmetic version 1").
#ifndef MLP_SIMD_NORMAL_DISTRIBUTION_H
#define MLP_SIMD_NORMAL_DISTRIBUTION_H

#include "exponential.h"

// P(X > x) for 0 <= x <= 14.5: exp(-x^2 / 2) times a rational function, minimax among those of
// degrees 4 and 5 (tools/sweep/fit.py), whose relative error is below 2^-27.3.
INLINE d16 normal_tail(d16 x) {
  d16 p = dsplat(0x1.0dc3f78040d06p-8);
  p = dfma(p, x, dsplat(0x1.4cddd7ef7b29ep-5));
  p = dfma(p, x, dsplat(0x1.7743d3af077d5p-3));
  p = dfma(p, x, dsplat(0x1.c0d048ac4aa02p-2));
  p = dfma(p, x, dsplat(0x1.00000019617cbp-1));
  d16 q = dsplat(0x1.5218d404d9f31p-7);
  q = dfma(q, x, dsplat(0x1.a13679a36f3fdp-4));
  q = dfma(q, x, dsplat(0x1.e0bcb3b2dbd9cp-2));
  q = dfma(q, x, dsplat(0x1.33d729e6fada0p+0));
  q = dfma(q, x, dsplat(0x1.acaa5502a7687p+0));
  q = dfma(q, x, dsplat(1));
  return power_of_two(x * x, -0.5 * LOG2_E) * (p / q);
}

// 2 sqrt(2 / pi), and 0.044715 times it.
#define LOGIT_SLOPE 0x1.9884533d43651p+0
#define LOGIT_CUBE 0x1.2444f2a4d8b4bp-4

// About ln(P(X <= x) / P(X > x)): twice the argument of tanh in GELU's approximation.
INLINE d16 normal_logit(d16 x) {
  return x * dfma(x * x, dsplat(LOGIT_CUBE), dsplat(LOGIT_SLOPE));
}

#endif
