#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)

#include <immintrin.h>

#include "CCSV.h"

#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,popcnt"))), apply_to = function)
#include "numbers_avx2.h"
#include "short_number.h"
#include "stops_avx2.h"

_Static_assert((int)CSV_SLACK >= (int)STOPS_GROUP, "stops are looked for behind the end of a block");

/// Reads the number that is all of `start` to `end`, with blanks in front, as `plain_float_read` does.
static bool read_number(const char *start, const char *end, float *value) {
  while (*start == ' ') ++start;
  return plain_float_read(start, value) == end;
}

/// Reads the next `count` fields, one to four, whose stops are found and which are numbers; returns the end of the
/// last, NULL where they are not plain.
__attribute__((always_inline)) static inline const char *read_numbers(stops *all, const char *start, size_t count,
                                                                      const csv_plan *plan, const int32_t *places,
                                                                      float *values) {
  const char *starts[4], *ends[4];
  for (size_t i = 0; i < 4; ++i) {
    // Where there are fewer, the last one is read again.
    starts[i] = i < count ? start : starts[i - 1];
    ends[i] = i < count ? all->block + all->offsets[all->used + i] : ends[i - 1];
    if (i + 1 < count && *ends[i] != (char)plan->delimiter) return NULL;
    start = ends[i] + 1;
  }
  all->used += count;
  size_t done = 0;
  if (ends[3] - starts[0] < 4 * 4) {
    while (done < count && short_number_read(starts[done], ends[done], &values[places[done]])) ++done;
  }
  __m128 four;
  if (done < count && count > 1 && numbers_read(starts, ends, &four)) {
    float each[4];
    _mm_storeu_ps(each, four);
    for (size_t i = 0; i < count; ++i) values[places[i]] = each[i];
    done = count;
  }
  for (; done < count; ++done) {
    if (!read_number(starts[done], ends[done], &values[places[done]])) return NULL;
  }
  return ends[3];
}

/// The same, where it is not known in advance that there are four.
static const char *read_some_numbers(stops *all, const char *start, size_t count, const csv_plan *plan,
                                     const int32_t *places, float *values) {
  return read_numbers(all, start, count, plan, places, values);
}

/// Puts the bounds of the `count` fields that were read last to `fields`; the first of them begins at `start`.
static void put_bounds(const stops *all, const char *start, size_t count, uint32_t *fields) {
  uint32_t offset = (uint32_t)(start - all->block);
  for (size_t i = all->used - count; i < all->used; ++i) {
    *fields++ = offset;
    *fields++ = all->offsets[i];
    offset = all->offsets[i] + 1;
  }
}

/// Reads the record at `p`, whose first stop is the next, and returns its end; NULL where it is not plain.
static const char *read_row(stops *all, const char *p, const csv_plan *plan, float *values, uint32_t *fields) {
  if (*p == '\n' || *p == '\r') return NULL;
  const char *end = p - 1;
  for (size_t column = 0, count; column < plan->column_count; column += count) {
    if (column > 0 && *end != (char)plan->delimiter) return NULL;
    const char *const start = end + 1;
    const int32_t *const places = plan->columns + column;
    const size_t left = plan->column_count - column;
    if (left >= 4 && (places[0] | places[1] | places[2] | places[3]) >= 0) {
      if (!stops_have(all, count = 4)) return NULL;
      end = read_numbers(all, start, 4, plan, places, values);
    } else if (places[0] >= 0) {
      count = 1;
      while (count < left && places[count] >= 0) ++count;
      if (!stops_have(all, count)) return NULL;
      end = read_some_numbers(all, start, count, plan, places, values);
    } else {
      if (!stops_have(all, count = 1)) return NULL;
      end = all->block + all->offsets[all->used++];
      if (places[0] == CSV_TAIL && end != start) return NULL;
    }
    if (!end) return NULL;
    if (fields) put_bounds(all, start, count, fields + 2 * column);
  }
  if (*end == '\r') {
    if (!stops_have(all, 1) || all->block + all->offsets[all->used++] != end + 1) return NULL;
    ++end;
  }
  return *end == '\n' ? end + 1 : NULL;
}

size_t csv_read_rows_avx2(const uint8_t *block, size_t count, size_t *position, const csv_plan *plan,
                          size_t rows, float *values, uint32_t *fields) {
  const char *const bytes = (const char *)block, *const end = bytes + count;
  const char *p = bytes + *position;
  stops all;
  stops_begin(&all, p, bytes, count, plan);
  size_t row = 0;
  for (; row < rows && p < end; ++row) {
    const char *const next = read_row(&all, p, plan, values + row * plan->feature_count,
                                      fields ? fields + row * plan->column_count * 2 : NULL);
    if (!next || next > end) break;
    p = next;
  }
  *position = (size_t)(p - bytes);
  return row;
}
#pragma clang attribute pop

#endif
