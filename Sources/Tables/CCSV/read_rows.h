// Reading plain records: included once for each instruction set, after its `READ_NUMBER`.

#include "CCSV.h"

/// The first byte from `p` on that ends a field of text. There is one: the line feed behind every block.
static const char *end_of_text(const char *p, char delimiter) {
  while (*p != delimiter && *p != '\n' && *p != '\r' && *p != '"') ++p;
  return p;
}

/// Reads the record at `p` and returns its end; NULL where it is not plain.
static const char *read_row(const char *block, const char *p, const csv_plan *plan, float *values,
                            uint32_t *fields) {
  const char delimiter = (char)plan->delimiter;
  if (*p == '\n' || *p == '\r') return NULL;
  for (size_t column = 0; column < plan->column_count; ++column) {
    const char *const start = p;
    const int32_t place = plan->columns[column];
    if (place >= 0) {
      while (*p == ' ') ++p;
      p = READ_NUMBER(p, &values[place]);
      if (!p) return NULL;
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

static size_t read_rows(const uint8_t *block, size_t count, size_t *position, const csv_plan *plan, size_t rows,
                        float *values, uint32_t *fields) {
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
