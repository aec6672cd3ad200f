// A number by AVX2: digits and their end are found 32 bytes at a time, so that the next field's beginning is
// known long before this one's value.

#ifndef NUMBER_AVX2_H
#define NUMBER_AVX2_H

#include <immintrin.h>

#include "plain_float.h"

/// The number whose `count` digits (at most 18) end before `end`, with a point in front of the last
/// `fraction` of them where that is not 0.
///
/// The 32 bytes before `end` and those one earlier: digits before the point come from the second, so that
/// all are neighbours. Then neighbours are joined: 2, 4 and 8 digits to a number.
static inline uint64_t joined_digits_avx2(const char *end, int count, int fraction) {
  const __m256i place = _mm256_setr_epi8(32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16,
                                         15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
  const __m256i behind = _mm256_loadu_si256((const __m256i *)(end - 32));
  const __m256i before = _mm256_loadu_si256((const __m256i *)(end - 32 - (fraction > 0)));
  const __m256i is_before = _mm256_cmpgt_epi8(place, _mm256_set1_epi8((char)fraction));
  const __m256i is_outside = _mm256_cmpgt_epi8(place, _mm256_set1_epi8((char)count));
  const __m256i text = _mm256_blendv_epi8(behind, before, is_before);
  const __m256i digits =
      _mm256_andnot_si256(is_outside, _mm256_sub_epi8(text, _mm256_set1_epi8('0')));
  const __m256i pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(1 << 8 | 10));
  const __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(1 << 16 | 100));
  const __m256i packed = _mm256_packus_epi32(fours, fours);
  const __m256i eights = _mm256_madd_epi16(packed, _mm256_set1_epi32(1 << 16 | 10000));
  const uint64_t high = (uint64_t)_mm256_extract_epi64(eights, 0) >> 32;
  const uint64_t low = (uint64_t)_mm256_extract_epi64(eights, 2);
  return high * 10000000000000000 + (low & 0xFFFFFFFF) * 100000000 + (low >> 32);
}

/// As `plain_float_read`; needs CSV_SLACK readable bytes before `p` too.
__attribute__((always_inline)) static inline const char *read_number_avx2(const char *p, float *value) {
  const __m256i bytes = _mm256_loadu_si256((const __m256i *)p);
  const __m256i figures = _mm256_sub_epi8(bytes, _mm256_set1_epi8('0'));
  const __m256i is_digit = _mm256_cmpeq_epi8(_mm256_min_epu8(figures, _mm256_set1_epi8(9)), figures);
  const __m256i is_point = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('.'));
  const bool is_negative = *p == '-';
  const char *const first = p + is_negative;
  const uint32_t stops = ~(uint32_t)_mm256_movemask_epi8(is_digit) >> is_negative;
  const uint32_t points = (uint32_t)_mm256_movemask_epi8(is_point) >> is_negative;
  const uint32_t point = stops & -stops & points, ends = stops ^ point;
  if (ends == 0) return plain_float_read(p, value);
  const int length = __builtin_ctz(ends), has_point = point != 0;
  const char *const end = first + length;
  const int count = length - has_point, fraction = count - __builtin_ctz(stops);
  const bool is_rare = count == 0 || count > 18 || (has_point && fraction == 0) || (*end | 0x20) == 'e';
  if (is_rare) return plain_float_read(p, value);
  const uint64_t digits = joined_digits_avx2(end, count, fraction);
  if (fraction == 0) {
    *value = (float)(int64_t)digits;
  } else if (!plain_float_scaled(digits, -fraction, value)) {
    return NULL;
  }
  *value = plain_float_signed(*value, is_negative);
  return end;
}

#endif
