// Floats read from decimals, held against strtof: see the script beside.

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {
#include "CCSV.h"
}
#include "CNumberText.h"

namespace {

constexpr size_t longest = 200;

uint64_t state = 1;

uint64_t random_bits() {  // SplitMix64
  uint64_t z = state += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

uint64_t below(uint64_t limit) { return random_bits() % limit; }

float random_float() {
  for (;;) {
    uint32_t bits = static_cast<uint32_t>(random_bits());
    // Mostly near 1, where tables are.
    if (below(4)) bits = (bits & 0x807FFFFF) | static_cast<uint32_t>(100 + below(50)) << 23;
    float value;
    std::memcpy(&value, &bits, sizeof value);
    if (std::isfinite(value)) return value;
  }
}

char *random_digits(char *p, uint64_t count) {
  for (; count > 0; --count) *p++ = static_cast<char>('0' + below(10));
  return p;
}

/// A double as text: shortest, fixed with up to 30 digits, or with up to 60 significant ones, all exact.
char *write(double value, char *p) {
  switch (below(3)) {
    case 0: return std::to_chars(p, p + longest, value).ptr;
    case 1:
      return std::to_chars(p, p + longest, std::fmod(value, 1e9), std::chars_format::fixed,
                           static_cast<int>(below(31))).ptr;
    default:
      return std::to_chars(p, p + longest, value, std::chars_format::scientific, static_cast<int>(below(60))).ptr;
  }
}

/// One decimal at `p`; returns its end.
char *random_decimal(char *p) {
  if (below(2)) *p++ = '-';
  const float value = std::fabs(random_float());
  const double next = std::nextafterf(value, INFINITY), middle = (static_cast<double>(value) + next) / 2;
  switch (below(8)) {
    case 0: return std::to_chars(p, p + longest, value).ptr;
    case 1: return write(value, p);
    case 2: return write(static_cast<double>(value) * (1 + static_cast<double>(below(1u << 31)) * 0x1p-40), p);
    case 3:  // The middle of two floats, the double next to it, and digits far behind it.
      if (!std::isfinite(middle)) return write(value, p);
      p = std::to_chars(p, p + longest, below(2) ? middle : std::nextafter(middle, below(2) ? 0 : INFINITY),
                        std::chars_format::fixed, 60).ptr;
      return below(2) ? random_digits(p, below(20)) : p;
    case 4:
      p = random_digits(p, below(25));
      *p++ = '.';
      return random_digits(p, 1 + below(25));
    case 5:
      p = random_digits(p, 1 + below(22));
      *p++ = below(2) ? 'e' : 'E';
      if (below(2)) *p++ = below(2) ? '-' : '+';
      return std::to_chars(p, p + 4, below(60)).ptr;
    case 6: return std::to_chars(p, p + 20, random_bits() >> below(64)).ptr;
    default: {
      std::memset(p, '0', 24);
      if (below(2)) p[1] = '.';
      return random_digits(p + 2 + below(22), 1 + below(19));
    }
  }
}

uint32_t bits_of(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

long faults = 0;

void expect(float found, float expected, const char *text, const char *path) {
  if (bits_of(found) == bits_of(expected)) return;
  if (faults++ < 20) std::printf("%s: %s read as %.9g, not %.9g\n", path, text, found, expected);
}

void check_one_number(const char *text, float expected) {
  float found = 0;
  const int status = number_text_read_float(text, std::strlen(text), &found);
  if (status == NUMBER_TEXT_OVERFLOW) found = std::copysign(INFINITY, *text == '-' ? -1.0f : 1.0f);
  if (status != NUMBER_TEXT_MALFORMED) expect(found, expected, text, "one number");
  if (status == NUMBER_TEXT_MALFORMED && faults++ < 20) std::printf("one number: %s is malformed\n", text);
}

struct Reader {
  decltype(&csv_read_rows) read;
  const char *name;
  long taken;
} readers[] = {{csv_read_rows, "rows", 0}, {csv_read_rows_anywhere, "rows without AVX2", 0}};

/// In a row with three numbers that are easy to read, because four are read at once.
void check_rows(const char *text, float expected) {
  static const int32_t columns[] = {0, 1, 2, 3};
  const csv_plan plan = {columns, 4, 4, ',', true};
  static char row[longest + 4 * 8 + CSV_SLACK];
  const char *fields[] = {"0.25", "-17.5", "3.0000000001", "8"};
  float values[] = {0.25f, -17.5f, 3.0000000001f, 8.0f};
  const uint64_t column = below(4);
  fields[column] = text;
  values[column] = expected;
  const size_t count = static_cast<size_t>(
      std::sprintf(row, "%s,%s,%s,%s\n\n", fields[0], fields[1], fields[2], fields[3]) - 1);
  for (Reader &reader : readers) {
    size_t position = 0;
    float found[4];
    if (reader.read(reinterpret_cast<uint8_t *>(row), count, &position, &plan, 1, found, nullptr) == 0) continue;
    ++reader.taken;
    for (int i = 0; i < 4; ++i) expect(found[i], values[i], fields[i], reader.name);
  }
}

}  // namespace

int main(int, char **arguments) {
  const long count = std::atol(arguments[1]) * 1000000;
  for (long done = 0; done < count; ++done) {
    char text[longest + 1];
    *random_decimal(text) = 0;
    const float expected = std::strtof(text, nullptr);
    check_one_number(text, expected);
    check_rows(text, expected);
  }
  for (const Reader &reader : readers) {
    std::printf("%s: took %ld of %ld\n", reader.name, reader.taken, count);
    if (reader.taken < count / 2) ++faults;
  }
  std::printf("%ld decimals, %ld faults\n", count, faults);
  return faults != 0;
}
