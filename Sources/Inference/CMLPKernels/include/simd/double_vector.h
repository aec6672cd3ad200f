// Vectors of sixteen doubles: where a function is made of more than a few float operations, it is
// computed in double precision and rounded to float once. The compiler maps one to two zmm registers,
// four ymm, or eight NEON registers.
#ifndef MLP_SIMD_DOUBLE_VECTOR_H
#define MLP_SIMD_DOUBLE_VECTOR_H

#include <stddef.h>

#include "vector.h"

typedef double d16 __attribute__((ext_vector_type(16)));
typedef int64_t l16 __attribute__((ext_vector_type(16)));
typedef uint64_t u16 __attribute__((ext_vector_type(16)));

// Exact.
INLINE d16 widen(v16 v) { return __builtin_convertvector(v, d16); }

// One rounding to nearest, to subnormal floats too; infinity where the magnitude is too large.
INLINE v16 narrow(d16 v) { return __builtin_convertvector(v, v16); }

INLINE d16 dsplat(double x) { return (d16)x; }

INLINE d16 dfma(d16 a, d16 b, d16 c) { return __builtin_elementwise_fma(a, b, c); }

INLINE d16 dsqrt(d16 v) { return __builtin_elementwise_sqrt(v); }

INLINE d16 dselect(l16 mask, d16 yes, d16 no) { return mask ? yes : no; }

INLINE d16 dabsolute(d16 v) { return (d16)((l16)v & INT64_MAX); }

// v, low where it is below, high where it is above; NaN stays NaN.
INLINE d16 dclamp(d16 v, double low, double high) {
  v = dselect(v < dsplat(low), dsplat(low), v);
  return dselect(v > dsplat(high), dsplat(high), v);
}

// Lanes 0..count-1 of v, zero in the others.
INLINE d16 dfirst_lanes(d16 v, int64_t count) {
  return dselect(__builtin_convertvector(lane_numbers(), l16) < (l16)count, v, dsplat(0));
}

// The sum of the first `lanes` lanes in the order of fold_lanes, in lane 0; the lanes behind hold +0,
// which changes no sum of these.
INLINE d16 dfold(d16 v, size_t lanes) {
  if (lanes > 8) v += __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
  if (lanes > 4) v += __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11);
  v += __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
  v += __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
  return v;
}

#endif
