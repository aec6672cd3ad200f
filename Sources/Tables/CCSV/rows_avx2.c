#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2,bmi"))), apply_to = function)
#include "number_avx2.h"

#define READ_NUMBER read_number_avx2
#include "read_rows.h"

size_t csv_read_rows_avx2(const uint8_t *block, size_t count, size_t *position, const csv_plan *plan,
                          size_t rows, float *values, uint32_t *fields) {
  return read_rows(block, count, position, plan, rows, values, fields);
}
#pragma clang attribute pop

#endif
