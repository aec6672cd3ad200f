#pragma STDC FP_CONTRACT OFF

#include "CCSV.h"

size_t csv_read_rows(const uint8_t *block, size_t count, size_t *position, const csv_plan *plan, size_t rows,
                     float *values, uint32_t *fields) {
#if defined(__x86_64__)
  extern size_t csv_read_rows_avx2(const uint8_t *, size_t, size_t *, const csv_plan *, size_t, float *,
                                   uint32_t *);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
      __builtin_cpu_supports("popcnt")) {
    return csv_read_rows_avx2(block, count, position, plan, rows, values, fields);
  }
#endif
  return csv_read_rows_anywhere(block, count, position, plan, rows, values, fields);
}
