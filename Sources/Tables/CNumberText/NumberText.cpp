#pragma STDC FP_CONTRACT OFF

#include "CNumberText.h"
#include "plain_float.h"

#include <charconv>
#include <cstring>
#include <system_error>

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether a decimal that from_chars found out of range is too large rather than too small.
///
/// libstdc++ 12 reports both with the same code and no value. The limits of both types are far from
/// 1, so the sign of the exponent in scientific notation tells them apart. It saturates: text may
/// hold more digits than any integer counts.
bool is_large(const char *p, const char *end) {
  constexpr long long limit = 1LL << 50;
  if (*p == '-') ++p;
  long long exponent = 0;
  bool seen_point = false, seen_digit = false;
  for (; p != end && (is_digit(*p) || *p == '.'); ++p) {
    if (*p == '.') {
      seen_point = true;
    } else {
      seen_digit = seen_digit || *p != '0';
      if (seen_digit && !seen_point) ++exponent;
      if (!seen_digit && seen_point) --exponent;
    }
  }
  if (p == end) return exponent > 0;
  const bool is_negative = *++p == '-';
  if (*p == '-' || *p == '+') ++p;
  long long written = 0;
  for (; p != end; ++p) {
    if (written < limit) written = written * 10 + (*p - '0');
    if (written > limit) written = limit;
  }
  return exponent + (is_negative ? -written : written) > 0;
}

template <typename T>
int read(const char *text, size_t count, T *value) {
  const char *first = text, *last = text + count;
  while (first != last && is_blank(*first)) ++first;
  while (first != last && is_blank(last[-1])) --last;
  if (last - first > 1 && *first == '+' && first[1] != '-') ++first;
  T result;
  const std::from_chars_result end = std::from_chars(first, last, result);
  if (end.ec == std::errc::invalid_argument || end.ptr != last) return NUMBER_TEXT_MALFORMED;
  if (end.ec == std::errc::result_out_of_range) {
    if (is_large(first, last)) return NUMBER_TEXT_OVERFLOW;
    result = *first == '-' ? T(-0.0) : T(0.0);
  }
  *value = result;
  return NUMBER_TEXT_OK;
}

template <typename T>
size_t write(T value, int digits, char *text) {
  if (value != value) {
    std::memcpy(text, "nan", 3);
    return 3;
  }
  char *const limit = text + NUMBER_TEXT_CAPACITY;
  const std::to_chars_result end =
      digits == 0 ? std::to_chars(text, limit, value)
                  : std::to_chars(text, limit, value, std::chars_format::general,
                                  digits < 1 ? 1 : digits > 17 ? 17 : digits);
  return end.ec == std::errc() ? static_cast<size_t>(end.ptr - text) : 0;
}

}  // namespace

int number_text_read_float(const char *text, size_t count, float *value) {
  // A copy, because the fast path reads on behind the text.
  char copy[64] = {};
  if (count > 0 && count <= sizeof copy - PLAIN_FLOAT_SLACK) {
    float number;
    std::memcpy(copy, text, count);
    if (plain_float_read(copy, &number) == copy + count) {
      *value = number;
      return NUMBER_TEXT_OK;
    }
  }
  return read(text, count, value);
}

int number_text_read_double(const char *text, size_t count, double *value) {
  return read(text, count, value);
}

size_t number_text_write_float(float value, int digits, char *text) {
  return write(value, digits, text);
}

size_t number_text_write_floats(const float *values, size_t count, char delimiter, int digits, char *text) {
  char *p = text;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) *p++ = delimiter;
    p += write(values[i], digits, p);
  }
  return static_cast<size_t>(p - text);
}

size_t number_text_write_double(double value, int digits, char *text) {
  return write(value, digits, text);
}
