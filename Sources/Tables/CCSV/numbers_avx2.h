// Four numbers at a time by AVX2, where it is known where they end.
//
// A float needs no more than a number's first sixteen digits and an upper bound of what the others add, unless it
// is too near to the middle between two floats. So each number is two doubles that it lies between, and where both
// round to the same float, that is the number's.

#ifndef NUMBERS_AVX2_H
#define NUMBERS_AVX2_H

#include <immintrin.h>

#include "plain_float.h"

/// The most bytes of a number, its sign not counted.
enum { NUMBERS_LONGEST = 31 };

/// A number's first 32 bytes behind its sign, and what they show.
typedef struct {
  /// A digit's value is in the lower half of its byte.
  __m256i figures;
  /// One bit for each byte that is no digit; the lowest is the point or the number's end.
  uint32_t others;
  /// How many of the bytes are the number's; more than there are where it is longer.
  uint64_t length;
  bool is_negative;
} number_sight;

/// Looks at the number from `start` to `end`; adds bits to `faults` where it is more than digits and one point among
/// them.
__attribute__((always_inline)) static inline number_sight number_seen(const char *start, const char *end,
                                                                      uint32_t *faults) {
  const bool is_negative = *start == '-';
  const char *const first = start + is_negative;
  const uint64_t length = (uint64_t)(end - first);
  const __m256i bytes = _mm256_loadu_si256((const __m256i *)first);
  // '0' to '9' become -128 to -119, the least of all signed bytes.
  const __m256i figures = _mm256_add_epi8(bytes, _mm256_set1_epi8(128 - '0'));
  const __m256i is_other = _mm256_cmpgt_epi8(figures, _mm256_set1_epi8(-119));
  const __m256i is_point = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('.'));
  const uint32_t others = (uint32_t)_mm256_movemask_epi8(is_other);
  const uint32_t first_point = _blsi_u32((uint32_t)_mm256_movemask_epi8(is_point));
  *faults |= _bzhi_u32(others ^ first_point, (uint32_t)length);
  return (number_sight){figures, others, length, is_negative};
}

/// The first sixteen digits of a number, each a byte, and zeros behind them where it has fewer; fifteen and a zero
/// where its point is among them, at `point`.
static inline __m128i number_digits(number_sight seen, uint32_t point) {
  // Sixteen bytes of these from byte 32 - n on change after n bytes.
  _Alignas(64) static const uint64_t inside[8] = {0x0F0F0F0F0F0F0F0F, 0x0F0F0F0F0F0F0F0F, 0x0F0F0F0F0F0F0F0F,
                                                  0x0F0F0F0F0F0F0F0F};
  _Alignas(64) static const uint64_t behind[8] = {0, 0, 0, 0, UINT64_MAX, UINT64_MAX};
  const char *const is_inside = (const char *)inside + 32 - seen.length;
  const char *const is_behind = (const char *)behind + 32 - point;
  const __m128i digits =
      _mm_and_si128(_mm256_castsi256_si128(seen.figures), _mm_loadu_si128((const __m128i *)is_inside));
  // From the point on each byte is the next one's; the last one's number then says that it becomes 0.
  const __m128i places = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 127);
  return _mm_shuffle_epi8(digits, _mm_sub_epi8(places, _mm_loadu_si128((const __m128i *)is_behind)));
}

/// What a number's sixteen digits are to be multiplied by, with its sign.
static inline const double *number_power(number_sight seen, uint32_t point) {
  static const double powers[2][NUMBERS_LONGEST + 1] = {
      {1e-16, 1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1,
       1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15},
      {-1e-16, -1e-15, -1e-14, -1e-13, -1e-12, -1e-11, -1e-10, -1e-9, -1e-8, -1e-7, -1e-6, -1e-5, -1e-4, -1e-3,
       -1e-2, -1e-1, -1e0, -1e1, -1e2, -1e3, -1e4, -1e5, -1e6, -1e7, -1e8, -1e9, -1e10, -1e11, -1e12, -1e13,
       -1e14, -1e15},
  };
  return &powers[seen.is_negative][point];
}

/// More than what a number has beside its sixteen digits, in units of the last of them: less than 10 where there is
/// anything.
static inline const double *number_rest(number_sight seen) {
  static const double rests[NUMBERS_LONGEST + 1] = {0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
                                                    0,  0,  0,  0,  0,  0,  11, 11, 11, 11, 11,
                                                    11, 11, 11, 11, 11, 11, 11, 11, 11, 11};
  return &rests[seen.length];
}

static inline __m256d numbers_loaded(const double *a, const double *b, const double *c, const double *d) {
  return _mm256_set_m128d(_mm_loadh_pd(_mm_load_sd(c), d), _mm_loadh_pd(_mm_load_sd(a), b));
}

/// Four numbers of sixteen digits each as doubles, rounded once. Neighbours are joined: 2, 4 and 8 digits to a number.
static inline __m256d numbers_joined(__m128i a, __m128i b, __m128i c, __m128i d) {
  const __m256i tens = _mm256_set1_epi16(1 << 8 | 10), hundreds = _mm256_set1_epi32(1 << 16 | 100);
  const __m256i fours_ac = _mm256_madd_epi16(_mm256_maddubs_epi16(_mm256_set_m128i(c, a), tens), hundreds);
  const __m256i fours_bd = _mm256_madd_epi16(_mm256_maddubs_epi16(_mm256_set_m128i(d, b), tens), hundreds);
  const __m256i eights =
      _mm256_madd_epi16(_mm256_packus_epi32(fours_ac, fours_bd), _mm256_set1_epi32(1 << 16 | 10000));
  // An integer in the lower bits of 2^52 is that much more than 2^52.
  const __m256d offset = _mm256_set1_pd(0x1p52);
  const __m256i above = _mm256_castpd_si256(offset);
  const __m256d high = _mm256_castsi256_pd(_mm256_blend_epi32(eights, above, 0xAA));
  const __m256d low = _mm256_castsi256_pd(_mm256_or_si256(_mm256_srli_epi64(eights, 32), above));
  const __m256d high_digits = _mm256_mul_pd(_mm256_sub_pd(high, offset), _mm256_set1_pd(1e8));
  return _mm256_add_pd(high_digits, _mm256_sub_pd(low, offset));
}

/// Reads four numbers, each from its start to its end; false where one has anything but digits and a point behind its
/// sign, or begins with the point, or is longer than NUMBERS_LONGEST, or in doubt.
///
/// No rounding takes more than 2^-53 of a product, and five are made of the digits on the way to either bound: less
/// than the 2^-50 that the bounds are apart from what was read.
__attribute__((always_inline)) static inline bool numbers_read(const char *const starts[4],
                                                               const char *const ends[4], __m128 *values) {
  uint32_t faults = 0;
  const number_sight a = number_seen(starts[0], ends[0], &faults), b = number_seen(starts[1], ends[1], &faults),
                     c = number_seen(starts[2], ends[2], &faults), d = number_seen(starts[3], ends[3], &faults);
  if (faults != 0 || ((a.others | b.others | c.others | d.others) & 1) != 0) return false;
  if ((a.length | b.length | c.length | d.length) > NUMBERS_LONGEST) return false;
  const uint32_t point_a = _tzcnt_u32(a.others), point_b = _tzcnt_u32(b.others), point_c = _tzcnt_u32(c.others),
                 point_d = _tzcnt_u32(d.others);
  const __m256d digits = numbers_joined(number_digits(a, point_a), number_digits(b, point_b),
                                        number_digits(c, point_c), number_digits(d, point_d));
  const __m256d power = numbers_loaded(number_power(a, point_a), number_power(b, point_b),
                                       number_power(c, point_c), number_power(d, point_d));
  const __m256d rest = numbers_loaded(number_rest(a), number_rest(b), number_rest(c), number_rest(d));
  const __m256d least = _mm256_mul_pd(digits, _mm256_set1_pd(1 - 0x1p-50));
  const __m256d most = _mm256_add_pd(_mm256_mul_pd(digits, _mm256_set1_pd(1 + 0x1p-50)), rest);
  *values = _mm256_cvtpd_ps(_mm256_mul_pd(least, power));
  const __m128i others = _mm_castps_si128(_mm256_cvtpd_ps(_mm256_mul_pd(most, power)));
  const __m128i is_same = _mm_cmpeq_epi32(_mm_castps_si128(*values), others);
  return _mm_movemask_ps(_mm_castsi128_ps(is_same)) == 15;
}

#endif
