// Softmax of a row: exp(z - m) / sum, m the row's maximum. The sum's order: lane l of a vector adds
// the columns j = l mod 16 in ascending order, then the lanes fold as in vector.h.

static void softmax_row(size_t n, const float *x, float *y) {
  size_t full = n / 16 * 16;
  v16 lowest = splat(-__builtin_inff()), m = lowest;
  i16 nan = (i16)0;
  for (size_t j = 0; j < n; j += 16) {
    v16 z = load(x + j);
    if (j == full) z = select16(lane_numbers() < (i16)(int32_t)(n - full), z, lowest);
    nan |= z != z;
    m = select16(z > m, z, m);
  }
  float maximum = m[0];
  int32_t any_nan = nan[0];
  for (int l = 1; l < 16; l++) {
    maximum = m[l] > maximum ? m[l] : maximum;
    any_nan |= nan[l];
  }
  // A NaN anywhere, or an infinite maximum, leaves no distribution: every output is NaN.
  if (any_nan || maximum == __builtin_inff() || maximum == -__builtin_inff())
    maximum = __builtin_nanf("");
  v16 sum = splat(0);
  for (size_t j = 0; j < n; j += 16) {
    v16 e = exponential(load(x + j) - splat(maximum));
    if (j == full) e = first_lanes(e, (int32_t)(n - full));
    store(y + j, e);
    sum += e;
  }
  v16 total = splat(fold_lanes(sum, 1)[0]);
  for (size_t j = 0; j < n; j += 16) {
    v16 p = load(y + j) / total;
    if (j == full) p = first_lanes(p, (int32_t)(n - full));
    store(y + j, p);
  }
}

static void softmax(size_t rows, size_t n, const float *x, size_t ldx, float *y, size_t ldy) {
  for (size_t r = 0; r < rows; r++) softmax_row(n, x + r * ldx, y + r * ldy);
}
