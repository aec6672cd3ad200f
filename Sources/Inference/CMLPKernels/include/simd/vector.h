// Vectors of sixteen floats, in every tier: the compiler maps one to a zmm register, two ymm, or four
// NEON registers, and in the scalar tier to whatever the baseline has. Kernels are written once over
// them; only tile sizes differ between tiers.
#ifndef MLP_SIMD_VECTOR_H
#define MLP_SIMD_VECTOR_H

#include <stdint.h>

// Every function that takes or gives one is inlined, so no calling convention is involved.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float v16 __attribute__((ext_vector_type(16)));
typedef float v8 __attribute__((ext_vector_type(8)));
typedef float v4 __attribute__((ext_vector_type(4)));
typedef float v2 __attribute__((ext_vector_type(2)));
typedef int32_t i16 __attribute__((ext_vector_type(16)));

// The least finite float, for where an infinity would be multiplied by 0 or divided by another.
#define LOWEST (-0x1.fffffep+127f)

#define INLINE static inline __attribute__((always_inline))

INLINE v16 load(const float *p) {
  v16 v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}

INLINE void store(float *p, v16 v) { __builtin_memcpy(p, &v, sizeof v); }

INLINE v16 splat(float x) { return (v16)x; }

// One rounding: fused everywhere, by instruction or by the C library's exact fmaf.
INLINE v16 fma16(v16 a, v16 b, v16 c) { return __builtin_elementwise_fma(a, b, c); }

INLINE v16 select16(i16 mask, v16 yes, v16 no) { return mask ? yes : no; }

// Casts between vectors of one size keep the bits.
INLINE i16 bits(v16 v) { return (i16)v; }

INLINE v16 from_bits(i16 v) { return (v16)v; }

INLINE v16 absolute(v16 v) { return from_bits(bits(v) & INT32_MAX); }

// The magnitude of v with the sign of s.
INLINE v16 with_sign(v16 v, v16 s) {
  return from_bits((bits(v) & INT32_MAX) | (bits(s) & INT32_MIN));
}

// v, or the highest where v is above it; NaN stays NaN.
INLINE v16 at_most(float highest, v16 v) { return select16(v > splat(highest), splat(highest), v); }

// v, low where it is below, high where it is above; NaN stays NaN.
INLINE v16 clamp(v16 v, float low, float high) {
  return at_most(high, select16(v < splat(low), splat(low), v));
}

INLINE i16 lane_numbers(void) {
  return (i16){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
}

// Lanes 0..count-1 of v, zero in the others.
INLINE v16 first_lanes(v16 v, int32_t count) {
  return select16(lane_numbers() < (i16)count, v, splat(0));
}

// Pairwise sums in a fixed tree: lane i takes lane i + 8, then + 4, + 2, + 1, until `lanes` are left.
INLINE v16 fold_lanes(v16 v, int lanes) {
  if (lanes < 16)
    v += __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
  if (lanes < 8)
    v += __builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3);
  if (lanes < 4)
    v += __builtin_shufflevector(v, v, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1);
  if (lanes < 2)
    v += __builtin_shufflevector(v, v, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0);
  return v;
}

#endif
