// Whole numbers of one to three digits, as pixels and counts are.

#ifndef SHORT_NUMBER_H
#define SHORT_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/// The number whose one to three digits end the word, each less than 10 and a byte, with zeros in front.
static inline float short_number(uint32_t word) {
  return (float)(int32_t)((word >> 24) + 10 * (word >> 16 & 0xFF) + 100 * (word >> 8 & 0xFF));
}

/// Reads the number that is all of `start` to `end`; false where there is anything but one to three digits.
static inline bool short_number_read(const char *start, const char *end, float *value) {
  const size_t count = (size_t)(end - start);
  if (count - 1 >= 3) return false;
  uint32_t word;
  memcpy(&word, start, sizeof word);
  word = (word ^ 0x30303030) << 8 * (4 - count);
  // What is above 9 goes beyond 127.
  if (((word | (word + 0x76767676)) & 0x80808080) != 0) return false;
  *value = short_number(word);
  return true;
}

#endif
