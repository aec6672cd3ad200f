// Cases for fma, and what differs: tools/fma/check says how it is built.
#include "check.h"

#include <inttypes.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Steele, Lea, Flood: "Fast splittable pseudorandom number generators" (2014).
static uint64_t state = 1;
static uint64_t next(void) {
  uint64_t z = state += 0x9e3779b97f4a7c15;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}
static int below(int bound) { return (int)(next() % (uint64_t)bound); }

static double from_bits(uint64_t bits) {
  double x;
  memcpy(&x, &bits, 8);
  return x;
}
static uint64_t to_bits(double x) {
  uint64_t bits;
  memcpy(&bits, &x, 8);
  return bits;
}

// A format of `fraction` bits with exponents of `width` bits, as the bits of a number.
typedef struct { int fraction, width; } format;
static const format singles = {23, 8}, doubles = {52, 11};

// A number of one of the kinds that are hard somewhere.
static uint64_t number(format f) {
  uint64_t one = 1, fraction = next() & ((one << f.fraction) - 1), sign = next() & 1;
  int most = (1 << f.width) - 1, bias = most / 2, exponent = bias;
  switch (below(9)) {
    case 0: exponent = below(most + 1); break;                   // any
    case 1: exponent = bias - 3 + below(6); break;               // about 1
    case 2: exponent = bias - 60 + below(120); break;
    case 3: exponent = 0, fraction >>= below(f.fraction + 1); break;  // subnormal
    case 4: exponent = most - 1 - below(4); break;               // large
    case 5: exponent = 1 + below(4); break;                      // small
    case 6:                                                      // few bits
      fraction = (one << below(f.fraction)) | (one << below(f.fraction)) | (uint64_t)below(2);
      exponent = bias + below(2 * f.fraction) - f.fraction;
      break;
    case 7:                                                      // a power of two and its neighbours
      fraction = (uint64_t)(below(5) - 2) & ((one << f.fraction) - 1);
      exponent = below(3) ? bias + below(200) - 100 : below(most + 1);
      break;
    default: {                                                   // the ends of everything
      const int exponents[] = {0, 0, 1, most - 1, most, most, bias, bias};
      int k = below(8);
      exponent = exponents[k];
      fraction = k % 2 ? (below(2) ? 0 : (one << f.fraction) - 1) : (uint64_t)below(2);
    }
  }
  if (exponent < 0) exponent = 0;
  if (exponent > most) exponent = most;
  return sign << (f.fraction + f.width) | (uint64_t)exponent << f.fraction | fraction;
}

// Where a product is, what is hard to add to it: itself taken away, or what makes ties and lost bits.
static uint64_t addend(format f, uint64_t product) {
  uint64_t sign = (uint64_t)1 << (f.fraction + f.width), one = 1;
  int most = (1 << f.width) - 1, exponent = (int)(product >> f.fraction) & most;
  switch (below(4)) {
    case 0: return number(f);
    case 1: return (product ^ sign) + (uint64_t)below(9) - 4;
    default: {
      // The last places of the one among the first or behind the last of the other.
      const int places[] = {0, 1, 2, f.fraction - 1, f.fraction, f.fraction + 1, f.fraction + 2, 2 * f.fraction,
                            2 * f.fraction + 1, 2 * f.fraction + 2, 2 * f.fraction + 3, 2 * f.fraction + 4};
      int shift = places[below(12)];
      exponent += below(2) ? shift : -shift;
      if (exponent < 0) exponent = 0;
      if (exponent > most) exponent = most;
      return (next() & 1) * sign | (uint64_t)exponent << f.fraction
        | (below(2) ? number(f) & ((one << f.fraction) - 1) : (uint64_t)below(3));
    }
  }
}

static float single(uint64_t bits) {
  uint32_t word = (uint32_t)bits;
  float x;
  memcpy(&x, &word, 4);
  return x;
}
static uint32_t single_bits(float x) {
  uint32_t word;
  memcpy(&word, &x, 4);
  return word;
}

int main(int argc, char **argv) {
  long count = argc > 1 ? atol(argv[1]) * 1000000 : 1000000, wrong = 0, tests;
  for (tests = 0; tests < count; tests++) {
    float a = single(number(singles)), b = single(number(singles));
    float c = single(addend(singles, single_bits(a * b)));
    float expected = instruction_fma_float(a, b, c), found = exact_fma_float(a, b, c);
    if (single_bits(expected) != single_bits(found) && !(isnan(expected) && isnan(found)) && wrong++ < 3)
      printf("fmaf(%a, %a, %a): found %a, expected %a\n", a, b, c, found, expected);
  }
  for (tests = 0; tests < count; tests++) {
    double a = from_bits(number(doubles)), b = from_bits(number(doubles));
    double c = from_bits(addend(doubles, to_bits(a * b)));
    double expected = instruction_fma_double(a, b, c), found = exact_fma_double(a, b, c);
    if (to_bits(expected) != to_bits(found) && !(isnan(expected) && isnan(found)) && wrong++ < 6)
      printf("fma(%a, %a, %a): found %a, expected %a\n", a, b, c, found, expected);
  }
  for (tests = 0; tests < count / 4; tests++) {
    double x = from_bits(number(doubles)), expected, found;
    if (below(2)) x *= x;
    expected = sqrt(x), found = exact_square_root(x);
    if (to_bits(expected) != to_bits(found) && !(isnan(expected) && isnan(found)) && wrong++ < 9)
      printf("sqrt(%a): found %a, expected %a\n", x, found, expected);
  }
  printf("%ld cases each of float and double, %ld square roots: %ld differ\n", count, count / 4, wrong);
  return wrong != 0;
}
