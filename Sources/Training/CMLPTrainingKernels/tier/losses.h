// What the loss of a softmax row is made of, in double precision to the last place.

// e^x for x <= 0, operation by operation as `exponential` of the Swift module Elementary, whose
// documentation has the method; NaN gives NaN.
INLINE d16 precise_exponential(d16 x) {
  d16 magic = dsplat(0x1.8p52);
  d16 shifted = x * dsplat(LOG2_E) + magic, n = shifted - magic;
  d16 r = (x - n * dsplat(0x1.62e42feep-1)) - n * dsplat(0x1.a39ef35793c76p-33);
  d16 p = dsplat(1.0 / 6227020800);
  p = p * r + dsplat(1.0 / 479001600);
  p = p * r + dsplat(1.0 / 39916800);
  p = p * r + dsplat(1.0 / 3628800);
  p = p * r + dsplat(1.0 / 362880);
  p = p * r + dsplat(1.0 / 40320);
  p = p * r + dsplat(1.0 / 5040);
  p = p * r + dsplat(1.0 / 720);
  p = p * r + dsplat(1.0 / 120);
  p = p * r + dsplat(1.0 / 24);
  p = p * r + dsplat(1.0 / 6);
  p = p * r + dsplat(0.5);
  // 2^n in two factors, because it may itself be no normal number.
  l16 whole = (l16)shifted - (l16)magic, half = whole >> 1;
  d16 e = (dsplat(1) + (r + r * r * p)) * (d16)((half + 1023) << 52) * (d16)((whole - half + 1023) << 52);
  e = dselect(x < dsplat(-745.2), dsplat(0), e);
  return dselect(x == x, e, x);
}

static mlp_softmax_terms softmax_terms(size_t n, const float *z, const float *t) {
  float maximum = z[0];
  for (size_t j = 1; j < n; j++) maximum = z[j] > maximum ? z[j] : maximum;
  mlp_softmax_terms terms = {0, 0};
  for (size_t j = 0; j < n; j += 16) {
    size_t count = n - j < 16 ? n - j : 16;
    float columns[16] = {0};
    double shifted[16], e[16];
    __builtin_memcpy(columns, z + j, count * sizeof *z);
    d16 x = widen(load(columns)) - dsplat((double)maximum);
    d16 power = precise_exponential(x);
    __builtin_memcpy(shifted, &x, sizeof x);
    __builtin_memcpy(e, &power, sizeof power);
    for (size_t c = 0; c < count; c++) {
      terms.sum += e[c];
      terms.expected += (double)t[j + c] * shifted[c];
    }
  }
  return terms;
}
