#pragma STDC FP_CONTRACT OFF

#include "plain_float.h"

#define READ_NUMBER plain_float_read
#include "read_rows.h"

_Static_assert((int)CSV_SLACK >= (int)PLAIN_FLOAT_SLACK, "a number at the end of a block needs its slack");

size_t csv_read_rows(const uint8_t *block, size_t count, size_t *position, const csv_plan *plan, size_t rows,
                     float *values, uint32_t *fields) {
#if defined(__x86_64__)
  extern size_t csv_read_rows_avx2(const uint8_t *, size_t, size_t *, const csv_plan *, size_t, float *,
                                   uint32_t *);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) {
    return csv_read_rows_avx2(block, count, position, plan, rows, values, fields);
  }
#endif
  return csv_read_rows_anywhere(block, count, position, plan, rows, values, fields);
}

size_t csv_read_rows_anywhere(const uint8_t *block, size_t count, size_t *position, const csv_plan *plan,
                              size_t rows, float *values, uint32_t *fields) {
  return read_rows(block, count, position, plan, rows, values, fields);
}
