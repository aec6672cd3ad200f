#pragma STDC FP_CONTRACT OFF

#include "CCSV.h"
#include "plain_float.h"
#include "short_number.h"

_Static_assert((int)CSV_SLACK >= (int)PLAIN_FLOAT_SLACK, "a number at the end of a block needs its slack");

/// The first byte from `p` on that ends a field of text. There is one: the line feed behind every block.
static const char *end_of_text(const char *p, char delimiter) {
  while (*p != delimiter && *p != '\n' && *p != '\r' && *p != '"') ++p;
  return p;
}

/// Reads a whole number of one to three digits that a field consists of, as pixels and counts are, and returns its
/// end; NULL where there is anything else.
///
/// Without a branch on how many digits there are, which is hard to predict: the first of four bytes that is no digit
/// is found as `plain_float_digits` finds it, and the digits before it are moved to the word's end.
static inline const char *read_short(const char *p, char delimiter, float *value) {
  uint32_t word;
  memcpy(&word, p, sizeof word);
  word ^= 0x30303030;
  const uint32_t others = (word | (word + 0x76767676)) & 0x80808080;
  const unsigned count = others ? (unsigned)__builtin_ctz(others) / 8 : 4;
  const char end = p[count];
  if (count % 4 == 0 || (end != delimiter && end != '\n' && end != '\r')) return NULL;
  word <<= 8 * (4 - count);
  *value = short_number(word);
  return p + count;
}

/// Reads the record at `p` and returns its end; NULL where it is not plain.
static const char *read_row(const char *block, const char *p, const csv_plan *plan, float *values,
                            uint32_t *fields) {
  const char delimiter = (char)plan->delimiter;
  // Numbers are as long as those beside them, mostly: what is tried first is what the last one was.
  bool was_short = true;
  if (*p == '\n' || *p == '\r') return NULL;
  for (size_t column = 0; column < plan->column_count; ++column) {
    const char *const start = p;
    const int32_t place = plan->columns[column];
    if (place >= 0) {
      const char *const short_end = was_short ? read_short(p, delimiter, &values[place]) : NULL;
      if (short_end) {
        p = short_end;
      } else {
        while (*p == ' ' && delimiter != ' ') ++p;
        p = plain_float_read(p, &values[place]);
        if (!p) return NULL;
        was_short = p - start < 4;
      }
    } else if (place == CSV_TEXT) {
      p = end_of_text(p, delimiter);
      while (*p == '"' && !plan->has_quotes) p = end_of_text(p + 1, delimiter);
    }
    if (fields) {
      *fields++ = (uint32_t)(start - block);
      *fields++ = (uint32_t)(p - block);
    }
    if (column + 1 < plan->column_count && *p++ != delimiter) return NULL;
  }
  p += *p == '\r';
  return *p == '\n' ? p + 1 : NULL;
}

size_t csv_read_rows_anywhere(const uint8_t *block, size_t count, size_t *position, const csv_plan *plan,
                              size_t rows, float *values, uint32_t *fields) {
  const char *const bytes = (const char *)block, *const end = bytes + count;
  const char *p = bytes + *position;
  size_t row = 0;
  for (; row < rows && p < end; ++row) {
    const char *const next = read_row(bytes, p, plan, values + row * plan->feature_count,
                                      fields ? fields + row * plan->column_count * 2 : NULL);
    if (!next || next > end) break;
    p = next;
  }
  *position = (size_t)(p - bytes);
  return row;
}
