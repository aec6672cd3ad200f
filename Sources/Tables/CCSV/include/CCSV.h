// Tables of plain numbers, as fast as memory gives them: the common case of the CSV reader, which does
// everything else itself. Nothing allocates, nothing fails; what is not plain is left to the caller.

#ifndef CCSV_H
#define CCSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The bytes that must be readable behind a block's last record, the line feed there among them.
enum { CSV_SLACK = 64 };

/// What a column of a plain record is: other values are the place of a feature in a row.
enum { CSV_TEXT = -1, CSV_TAIL = -2 };

/// How records look, and what to take from them.
typedef struct {
  /// For each column its feature's place in a row, CSV_TEXT for any text, or CSV_TAIL for the empty field
  /// behind a delimiter at the end of lines.
  const int32_t *columns;
  size_t column_count;
  size_t feature_count;
  uint8_t delimiter;
  bool has_quotes;
} csv_plan;

/// Reads up to `rows` records of the `count` bytes at `block` from byte `*position` on, and returns how many;
/// `*position` is behind the last one then. CSV_SLACK bytes follow the block, the first of them a line feed.
///
/// It stops before the first record that is not plain: one with a quote, a blank behind a number, text where
/// a feature is, a number whose float is not certain (subnormal, or too near to the middle of two floats),
/// another number of fields, no line end. Each row's
/// features go to `values`, [rows, feature_count]; where `fields` is not NULL, the first byte of each column
/// and the one behind its last go there, [rows, column_count, 2].
size_t csv_read_rows(const uint8_t *block, size_t count, size_t *position, const csv_plan *plan, size_t rows,
                     float *values, uint32_t *fields);

/// The same by code that runs on every CPU. A record that both functions read has the same bits and fields in
/// both. They may stop before different records: each has its own bound of how near to the middle of two floats
/// a number may be, and the caller reads such a number field by field, to the same bits.
size_t csv_read_rows_anywhere(const uint8_t *block, size_t count, size_t *position, const csv_plan *plan,
                              size_t rows, float *values, uint32_t *fields);

/// Counts the line feeds and the quotes among `count` bytes.
void csv_count(const uint8_t *bytes, size_t count, size_t *line_feeds, size_t *quotes);

#endif
