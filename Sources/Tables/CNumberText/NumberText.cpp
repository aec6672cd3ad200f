#pragma STDC FP_CONTRACT OFF

#include "CNumberText.h"

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

/// Reads a decimal of at most seven digits without an exponent, as most fields of tables are; false
/// for anything else.
///
/// Seven digits and a power of ten up to the seventh are exact in either type, so that the one
/// division rounds correctly (Clinger, "How to read floating point numbers accurately", 1990).
template <typename T>
bool read_short(const char *p, const char *end, T *value) {
  static constexpr T powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
  const bool is_negative = p != end && *p == '-';
  if (is_negative) ++p;
  int mantissa = 0, digits = 0;
  const char *fraction = nullptr;
  for (; p != end; ++p) {
    if (is_digit(*p) && ++digits <= 7) {
      mantissa = mantissa * 10 + (*p - '0');
    } else if (*p == '.' && !fraction) {
      fraction = p + 1;
    } else {
      return false;
    }
  }
  if (digits == 0) return false;
  const T magnitude = T(mantissa) / powers[fraction ? end - fraction : 0];
  *value = is_negative ? -magnitude : magnitude;
  return true;
}

template <typename T>
int read(const char *text, size_t count, T *value) {
  const char *first = text, *last = text + count;
  while (first != last && is_blank(*first)) ++first;
  while (first != last && is_blank(last[-1])) --last;
  if (last - first > 1 && *first == '+' && first[1] != '-') ++first;
  if (read_short(first, last, value)) return NUMBER_TEXT_OK;
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
  return read(text, count, value);
}

int number_text_read_double(const char *text, size_t count, double *value) {
  return read(text, count, value);
}

size_t number_text_write_float(float value, int digits, char *text) {
  return write(value, digits, text);
}

size_t number_text_write_double(double value, int digits, char *text) {
  return write(value, digits, text);
}
