// exp and what is made of it. Only add, multiply, fma, divide, compare-and-select and integer
// operations, in this order, in every tier: these lines are the definition (SCHEMA.md, "Arithmetic
// version 1"), not an approximation of something else.
#ifndef MLP_SIMD_EXPONENTIAL_H
#define MLP_SIMD_EXPONENTIAL_H

#include "vector.h"

// n = round(x / ln 2) to nearest, ties to even, as a float, by adding and taking off 1.5 * 2^23;
// r = x - n ln 2 in two steps, ln 2 split so that n * LN2_HIGH is exact (Cody and Waite).
#define LOG2_E 0x1.715476p+0f
#define LN2_HIGH 0x1.62e400p-1f
#define LN2_LOW 0x1.7f7d1cp-20f
#define ROUND_MAGIC 0x1.8p+23f

// exp(r) - 1 - r over |r| <= ln(2)/2, divided by r^2: a minimax polynomial of degree 4, by Horner.
INLINE v16 exp_tail(v16 r) {
  v16 p = splat(0x1.6a2434p-10f);
  p = fma16(p, r, splat(0x1.1239e2p-7f));
  p = fma16(p, r, splat(0x1.5558f2p-5f));
  p = fma16(p, r, splat(0x1.555492p-3f));
  p = fma16(p, r, splat(0x1.fffffcp-2f));
  return p;
}

// 2^n for n = -126 ... 127.
INLINE v16 power_of_two(i16 n) { return from_bits((n + 127) << 23); }

// exp(x): infinity above 88.72284, gradual underflow to zero below; NaN stays NaN.
INLINE v16 exponential(v16 x) {
  x = select16(x > splat(89.0f), splat(89.0f), x);
  x = select16(x < splat(-104.0f), splat(-104.0f), x);
  v16 shifted = fma16(x, splat(LOG2_E), splat(ROUND_MAGIC));
  i16 n = bits(shifted) - bits(splat(ROUND_MAGIC));
  v16 nf = shifted - splat(ROUND_MAGIC);
  v16 r = fma16(nf, splat(-LN2_HIGH), x);
  r = fma16(nf, splat(-LN2_LOW), r);
  v16 p = fma16(exp_tail(r), r * r, r) + splat(1);
  // Two exact steps and one rounding: n itself may lie outside the range of a float's exponent.
  i16 half = n >> 1;
  return p * power_of_two(half) * power_of_two(n - half);
}

// exp(x) - 1 for x in [-104, 44], without the cancellation near 0.
INLINE v16 exponential_minus_one(v16 x) {
  v16 shifted = fma16(x, splat(LOG2_E), splat(ROUND_MAGIC));
  i16 n = bits(shifted) - bits(splat(ROUND_MAGIC));
  v16 nf = shifted - splat(ROUND_MAGIC);
  v16 r = fma16(nf, splat(-LN2_HIGH), x);
  r = fma16(nf, splat(-LN2_LOW), r);
  v16 p = fma16(exp_tail(r), r * r, r);
  n = n < (i16)-126 ? (i16)-126 : n;
  v16 scale = power_of_two(n);
  return fma16(p, scale, scale - splat(1));
}

// 1 / (1 + exp(-x)) without overflow: the exponential is of -|x|.
INLINE v16 logistic(v16 x) {
  v16 e = exponential(-absolute(x));
  return select16(x < splat(0), e, splat(1)) / (splat(1) + e);
}

// tanh |x| = t / (t + 2) with t = exp(2 |x|) - 1; 1 from |x| = 9.5 on, where it rounds to 1.
INLINE v16 hyperbolic_tangent(v16 x) {
  v16 a = absolute(x);
  a = select16(a > splat(9.5f), splat(9.5f), a);
  v16 t = exponential_minus_one(a + a);
  v16 y = t / (t + splat(2));
  return from_bits(bits(y) | (bits(x) & (i16)(int32_t)0x80000000));
}

#endif
