// a b + c rounded once, without the instruction and without a C library. The product of two floats is exact in
// double. Their sum in double is then rounded to odd, which leaves enough to round it to float as if at once: S.
// Boldo, G. Melquiond, "Emulation of a FMA and correctly rounded sums: proved algorithms using rounding to odd", IEEE
// Transactions on Computers 57 (2008). That matters only where the nearest double lies between two floats half-way,
// which the first test sees, or the float is subnormal.
static float exact_fmaf(float a, float b, float c) {
  double product = (double)a * b, sum = product + c;
  uint64_t bits;
  memcpy(&bits, &sum, 8);
  if ((bits & 0x1fffffff) == 0x10000000 || !(fabs(sum) >= 0x1p-126)) {
    // What the sum lost (D. Knuth, The Art of Computer Programming 2, 4.2.2, theorem C).
    double part = sum - product, lost = (product - (sum - part)) + (c - part);
    if ((lost < 0 || lost > 0) && !(bits & 1)) {
      if ((lost > 0) == (sum > 0)) bits++;
      else bits--;
      memcpy(&sum, &bits, 8);
    }
  }
  return (float)sum;
}
