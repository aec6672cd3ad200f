// The fast path of reading floats: plain decimals, without a call. The general reader (CNumberText.h) is
// there for everything that this one declines.

#ifndef PLAIN_FLOAT_H
#define PLAIN_FLOAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "eight digits are taken at once as a little-endian word"
#endif

/// The bytes that must be readable from the first byte of a number on, and after its end.
enum { PLAIN_FLOAT_SLACK = 16 };

/// Reads up to eight digits at `*p`, appends them to the decimal number `*digits` (modulo 2^64), moves `*p`
/// behind them and returns how many there were.
///
/// A word of eight bytes: the first that is no digit is found by its high bit after an addition that takes
/// what is above 9 beyond 127; the digits before it are moved to the word's end, and neighbours are joined
/// three times: ones to tens, to hundreds, to ten thousands.
static inline unsigned plain_float_digits(const char **p, uint64_t *digits) {
  static const uint32_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
  uint64_t word;
  memcpy(&word, *p, sizeof word);
  word ^= 0x3030303030303030;
  const uint64_t others = (word | (word + 0x7676767676767676)) & 0x8080808080808080;
  const unsigned count = others ? (unsigned)__builtin_ctzll(others) / 8 : 8;
  const unsigned half_shift = 4 * (8 - count);  // Twice, because a shift by 64 is not defined.
  word = word << half_shift << half_shift;
  word = word * 10 + (word >> 8);
  const uint64_t value = ((word & 0x000000FF000000FF) * (100 + (1000000ull << 32)) +
                          ((word >> 16) & 0x000000FF000000FF) * (1 + (10000ull << 32))) >>
                         32;
  *digits = *digits * powers[count] + value;
  *p += count;
  return count;
}

/// The first 18 digits of a decimal from `p` to `end`, zeros in front not counted; each that is left out
/// adds one to `*power`.
static inline uint64_t plain_float_leading_digits(const char *p, const char *end, long *power) {
  uint64_t digits = 0;
  unsigned count = 0;
  for (; p != end; ++p) {
    if (*p == '.') continue;
    if (count == 18) {
      ++*power;
    } else {
      digits = digits * 10 + (uint64_t)(*p - '0');
      count += digits != 0;
    }
  }
  return digits;
}

/// The powers of ten that `plain_float_scaled` multiplies by, each rounded to nearest.
enum { PLAIN_FLOAT_LEAST_POWER = -50, PLAIN_FLOAT_LARGEST_POWER = 38 };
extern const double plain_float_powers[PLAIN_FLOAT_LARGEST_POWER - PLAIN_FLOAT_LEAST_POWER + 1];

/// The float nearest to digits * 10^power, ties to even; false where that is not certain, or not a normal
/// number or zero.
///
/// The product in double precision is off by less than 4 units in its last place: half a unit each for the
/// conversion, the power and the product, of operands whose own units may be twice as large, and less than
/// a tenth for digits behind the 18th. Rounded to a float it is right unless the middle of two floats is that near: the
/// double's last 29 bits, those a float lacks, tell. It is near for one number in a hundred million.
static inline bool plain_float_scaled(uint64_t digits, long power, float *value) {
  if (power < PLAIN_FLOAT_LEAST_POWER || power > PLAIN_FLOAT_LARGEST_POWER) return false;
  const double scaled = (double)(int64_t)digits * plain_float_powers[power - PLAIN_FLOAT_LEAST_POWER];
  uint64_t bits;
  memcpy(&bits, &scaled, sizeof bits);
  const uint64_t exponent = bits >> 52, below_float = bits & 0x1FFFFFFF;
  *value = (float)scaled;
  if (digits == 0) return true;
  return exponent >= 1023 - 126 && exponent < 1023 + 127 && below_float - (0x10000000 - 4) > 8;
}

/// The number with its sign turned where it is negative, without a branch: signs are hard to predict.
static inline float plain_float_signed(float value, bool is_negative) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  bits ^= (uint32_t)is_negative << 31;
  memcpy(&value, &bits, sizeof bits);
  return value;
}

/// Reads the decimal at `p` and returns its end; NULL for what is no decimal, or has an exponent of more
/// than three digits, or is not in the normal range of floats, or too near to the middle of two.
/// `PLAIN_FLOAT_SLACK` says what has to be readable.
///
/// The text ends where the number does not go on: whoever calls this has to look at what stands there.
static inline const char *plain_float_read(const char *p, float *value) {
  const bool is_negative = *p == '-';
  p += is_negative;
  const char *const first = p;
  uint64_t digits = 0;
  long power = 0;
  unsigned count = plain_float_digits(&p, &digits), total = count;
  while (__builtin_expect(count == 8, 0)) total += count = plain_float_digits(&p, &digits);
  if (*p == '.') {
    const char *const point = p++;
    do count = plain_float_digits(&p, &digits);
    while (count == 8);
    power = point + 1 - p;
    total -= power;
  }
  if (total == 0) return NULL;
  const bool is_long = total > 19 || digits >> 63;
  if (__builtin_expect(is_long, 0)) digits = plain_float_leading_digits(first, p, &power);
  if (__builtin_expect((*p | 0x20) == 'e', 0)) {
    ++p;
    const bool is_below = *p == '-';
    p += is_below || *p == '+';
    uint64_t exponent = 0;
    const unsigned figures = plain_float_digits(&p, &exponent);
    if (figures == 0 || figures > 3) return NULL;
    power += is_below ? -(long)exponent : (long)exponent;
  }
  if (power == 0 && !is_long) {
    *value = (float)(int64_t)digits;
  } else if (!plain_float_scaled(digits, power, value)) {
    return NULL;
  }
  *value = plain_float_signed(*value, is_negative);
  return p;
}

#endif
