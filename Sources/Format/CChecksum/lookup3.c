#pragma STDC FP_CONTRACT OFF

#include <string.h>

#include "CChecksum.h"

// After Bob Jenkins, lookup3.c, May 2006, public domain: `hashlittle`, initial value 0.

static uint32_t rotate(uint32_t x, int k) { return (x << k) | (x >> (32 - k)); }

// Loads byte by byte, so that it reads the same on a big-endian machine; compilers make one load.
static uint32_t word(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

uint32_t mlp_lookup3(const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  uint32_t a = 0xdeadbeef + (uint32_t)count, b = a, c = a;
  if (count == 0) return c;

  for (; count > 12; count -= 12, p += 12) {
    a += word(p), b += word(p + 4), c += word(p + 8);
    a -= c, a ^= rotate(c, 4), c += b;
    b -= a, b ^= rotate(a, 6), a += c;
    c -= b, c ^= rotate(b, 8), b += a;
    a -= c, a ^= rotate(c, 16), c += b;
    b -= a, b ^= rotate(a, 19), a += c;
    c -= b, c ^= rotate(b, 4), b += a;
  }

  uint8_t last[12] = {0};  // the last 1 to 12 bytes, filled up with zeros
  memcpy(last, p, count);
  a += word(last), b += word(last + 4), c += word(last + 8);
  c ^= b, c -= rotate(b, 14);
  a ^= c, a -= rotate(c, 11);
  b ^= a, b -= rotate(a, 25);
  c ^= b, c -= rotate(b, 16);
  a ^= c, a -= rotate(c, 4);
  b ^= a, b -= rotate(a, 14);
  c ^= b, c -= rotate(b, 24);
  return c;
}
