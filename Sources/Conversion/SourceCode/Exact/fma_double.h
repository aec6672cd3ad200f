// a b + c rounded once, to nearest with ties to even, without the instruction and without a C library. The same bits
// as the instruction for all numbers, subnormals, zeros and infinities; which NaN comes out may differ.

// |x| = significand 2^(the result), with bit 52 of the significand set; x is finite and not 0.
static int exact_unpack(double x, uint64_t *significand) {
  uint64_t bits;
  int exponent;
  memcpy(&bits, &x, 8);
  exponent = (int)(bits >> 52 & 0x7ff);
  bits &= 0xfffffffffffff;
  if (exponent == 0) {
    for (exponent = 1; !(bits >> 52); exponent--) bits <<= 1;
  } else {
    bits |= UINT64_C(1) << 52;
  }
  *significand = bits;
  return exponent - 1075;
}

// A whole number of 128 bits.
typedef struct { uint64_t high, low; } exact_wide;

static exact_wide exact_product(uint64_t x, uint64_t y) {
  const uint64_t half = 0xffffffff;
  uint64_t low = (x & half) * (y & half), middle = (x >> 32) * (y & half) + (low >> 32);
  uint64_t other = (x & half) * (y >> 32) + (middle & half);
  exact_wide product;
  product.high = (x >> 32) * (y >> 32) + (middle >> 32) + (other >> 32);
  product.low = other << 32 | (low & half);
  return product;
}

// The bits that are lost count as one behind the last.
static exact_wide exact_right(exact_wide x, int shift) {
  uint64_t lost;
  if (shift > 191) shift = 191;
  for (; shift >= 64; shift -= 64) x.low = x.high | (x.low != 0), x.high = 0;
  if (shift == 0) return x;
  lost = x.low << (64 - shift);
  x.low = x.high << (64 - shift) | x.low >> shift | (lost != 0);
  x.high >>= shift;
  return x;
}

static exact_wide exact_difference(exact_wide x, exact_wide y) {
  x.high -= y.high + (x.low < y.low);
  x.low -= y.low;
  return x;
}

// In integers. The product has 106 bits; it begins at bit 125 or 124 of 128, c at bit 124. What an addend loses when
// it is shifted right is kept as its last bit: that bit only tells "more than" from "equal" when the sum is rounded,
// as where bits are lost, at least 70 bits stay below the 53 of the result.
static double exact_fma(double a, double b, double c) {
  uint64_t x, y, z, bits, rest;
  exact_wide product, sum;
  int exponent, shift, top, negative = !signbit(a) != !signbit(b);
  double result;
  if (!(fabs(a) <= DBL_MAX && fabs(b) <= DBL_MAX) || a == 0 || b == 0) return a * b + c;
  if (!(fabs(c) <= DBL_MAX)) return c + c;
  if (c == 0) return a * b;

  exponent = exact_unpack(a, &x) + exact_unpack(b, &y) - 20;
  shift = exponent - (exact_unpack(c, &z) - 72);
  product = exact_product(x << 10, y << 10);
  sum.high = z << 8, sum.low = 0;
  if (shift > 0) {
    sum = exact_right(sum, shift);
  } else {
    product = exact_right(product, -shift);
    exponent -= shift;
  }

  if (negative == !!signbit(c)) {
    sum.low += product.low;
    sum.high += product.high + (sum.low < product.low);
  } else if (product.high > sum.high || (product.high == sum.high && product.low >= sum.low)) {
    sum = exact_difference(product, sum);
    if (sum.high == 0 && sum.low == 0) return 0;
  } else {
    sum = exact_difference(sum, product);
    negative = !negative;
  }

  // 64 bits of it, the first one set and the last one for all that follow, times 2^(top - 63).
  top = exponent + 127;
  if (sum.high == 0) sum.high = sum.low, sum.low = 0, top -= 64;
  for (; !(sum.high >> 63); top--) sum.high = sum.high << 1 | sum.low >> 63, sum.low <<= 1;
  bits = sum.high | (sum.low != 0);

  // 53 bits stay, fewer of a subnormal number. A carry out of them is one of the exponent, up to infinity.
  if (top > 1023) {
    bits = UINT64_C(0x7ff) << 52;
  } else {
    shift = top < -1022 ? 11 - 1022 - top : 11;
    if (shift > 64) shift = 64, bits = 1;
    rest = bits << (64 - shift);
    bits = shift < 64 ? bits >> shift : 0;
    if (rest > UINT64_C(1) << 63 || (rest == UINT64_C(1) << 63 && (bits & 1))) bits++;
    if (top >= -1022) bits += (uint64_t)(top + 1022) << 52;
  }
  bits |= (uint64_t)negative << 63;
  memcpy(&result, &bits, 8);
  return result;
}
