// Decimal text to IEEE numbers and back: the C face of C++17's std::from_chars and std::to_chars.
//
// Reading is correctly rounded to nearest, ties to even, in the type asked for (a float is never
// rounded twice through double). Writing gives the shortest text that reads back the same number.
// Nothing depends on the locale, nothing allocates, nothing throws.

#ifndef CNUMBERTEXT_H
#define CNUMBERTEXT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How the reading of a number ended.
enum number_text_status {
  /// The text is a number, or a spelling of infinity or NaN (`inf`, `infinity`, `nan`, any case).
  NUMBER_TEXT_OK = 0,
  /// The text is something else, is empty, or goes on after the number.
  NUMBER_TEXT_MALFORMED = 1,
  /// The text is a finite decimal whose nearest value of the type is infinite.
  NUMBER_TEXT_OVERFLOW = 2,
};

/// The most bytes that writing a number takes.
enum { NUMBER_TEXT_CAPACITY = 32 };

/// Reads the `count` bytes at `text` as one decimal number, fixed or scientific: `1`, `-0.5`, `.5`,
/// `1.`, `+1e-3`. Spaces and tabs around it are skipped. No hexadecimal, no digit separators, no
/// decimal comma. A decimal too small for the type becomes the nearest of zero and its smallest
/// subnormal, with its sign. `*value` is written only for NUMBER_TEXT_OK.
int number_text_read_float(const char *text, size_t count, float *value);

/// The same as number_text_read_float for a double.
int number_text_read_double(const char *text, size_t count, double *value);

/// Writes `value` at `text`, where NUMBER_TEXT_CAPACITY bytes must be free, and returns the number
/// of bytes, without a zero byte. With `digits` 0 the text is the shortest that reads back the same
/// number; with 1 to 17 it is rounded to that many significant digits as printf's %g does. NaN of
/// either sign is `nan`, infinity `inf` or `-inf`.
size_t number_text_write_float(float value, int digits, char *text);

/// Writes `count` numbers with `delimiter` between them at `text`, each as number_text_write_float does, and
/// returns the number of bytes; NUMBER_TEXT_CAPACITY + 1 bytes for each must be free.
size_t number_text_write_floats(const float *values, size_t count, char delimiter, int digits, char *text);

/// The same as number_text_write_float for a double.
size_t number_text_write_double(double value, int digits, char *text);

#ifdef __cplusplus
}
#endif

#endif
