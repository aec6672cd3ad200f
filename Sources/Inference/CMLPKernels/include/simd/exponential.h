// Powers of two in double precision and what is made of them. These lines are the definition
// (SCHEMA.md, "Arithmetic version 1"), not an approximation of something else.
#ifndef MLP_SIMD_EXPONENTIAL_H
#define MLP_SIMD_EXPONENTIAL_H

#include "double_vector.h"

#define LOG2_E 0x1.71547652b82fep+0

// 2^(c x) = whole + part * slope, for |c x| <= 1000.
typedef struct {
  d16 whole, part, slope;
} power_parts;

// n = round(c x) to nearest, ties to even, by adding 1.5 * 2^52, which leaves n in the low bits;
// f = c x - n, |f| <= 1/2; whole = 2^n, part = 2^n f, slope = (2^f - 1) / f. The slope is a minimax
// polynomial of degree 5 (tools/sweep/fit.py): its relative error is below 2^-26.4.
INLINE power_parts power_of_two_parts(d16 x, double c) {
  d16 magic = dsplat(0x1.8p+52);
  d16 shifted = dfma(x, dsplat(c), magic);
  d16 f = dfma(x, dsplat(c), magic - shifted);
  d16 p = dsplat(0x1.4308fabc1a71dp-13);
  p = dfma(p, f, dsplat(0x1.5f07b4611a8bcp-10));
  p = dfma(p, f, dsplat(0x1.3b2b9fbd89640p-7));
  p = dfma(p, f, dsplat(0x1.c6af6e92be3f7p-5));
  p = dfma(p, f, dsplat(0x1.ebfbdec29c82cp-3));
  p = dfma(p, f, dsplat(0x1.62e4302eeb44dp-1));
  d16 whole = (d16)(((u16)shifted << 52) + (u16)dsplat(1));
  return (power_parts){whole, whole * f, p};
}

INLINE d16 power_of_two(d16 x, double c) {
  power_parts p = power_of_two_parts(x, c);
  return dfma(p.part, p.slope, p.whole);
}

// 2^(c x) - 1, without the cancellation near 0.
INLINE d16 power_of_two_minus_one(d16 x, double c) {
  power_parts p = power_of_two_parts(x, c);
  return dfma(p.part, p.slope, p.whole - dsplat(1));
}

// exp(z). Beyond 200 it overflows, beyond -200 it underflows.
INLINE v16 exponential(v16 z) {
  return narrow(power_of_two(widen(clamp(z, -200, 200)), LOG2_E));
}

// 1 / (1 + exp(-z)).
INLINE v16 logistic(v16 z) {
  return narrow(dsplat(1) / (dsplat(1) + power_of_two(widen(clamp(z, -200, 200)), -LOG2_E)));
}

// tanh |z| = t / (t + 2) with t = exp(2 |z|) - 1, and the sign of z. From |z| = 10 on it rounds to 1.
INLINE v16 hyperbolic_tangent(v16 z) {
  d16 t = power_of_two_minus_one(widen(at_most(20, absolute(z))), 2 * LOG2_E);
  return with_sign(narrow(t / (t + dsplat(2))), z);
}

#endif
