// Softmax and its logarithm, row by row, in double precision: e[j] = exp(z[j] - m), m the row's
// maximum, s their sum, then e[j] / s or z[j] - m - ln s. The sum's order: lane l of a vector adds the
// columns j = l mod 16 in ascending order, then the lanes fold as in vector.h. A NaN among the z, or
// an infinite maximum, makes s NaN and with it every output: there is no distribution.

// The largest of the first `lanes` lanes, in every lane; the lanes behind hold -infinity. NaN loses
// every comparison.
INLINE v16 largest_lane(v16 m, size_t lanes) {
#define LARGER(...)                                         \
  {                                                         \
    v16 other = __builtin_shufflevector(m, m, __VA_ARGS__); \
    m = select16(other > m, other, m);                      \
  }
  if (lanes > 8) LARGER(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)
  if (lanes > 4) LARGER(4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11)
  LARGER(2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)
  LARGER(1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)
#undef LARGER
  return splat(m[0]);
}

// A row's last vector holds 1 ... 16 columns: it starts at row_full(n).
static inline size_t row_full(size_t n) { return (n - 1) / 16 * 16; }

INLINE d16 row_maximum(size_t n, const float *x) {
  size_t full = row_full(n);
  v16 m = splat(-__builtin_inff());
  for (size_t j = 0; j < full; j += 16) {
    v16 z = load(x + j);
    m = select16(z > m, z, m);
  }
  v16 z = load(x + full);
  m = select16((z > m) & (lane_numbers() < (i16)(int32_t)(n - full)), z, m);
  return widen(largest_lane(m, n));
}

// exp(z - m) for z <= m; 0 in the lanes from `left` on.
INLINE d16 row_exponential(v16 z, d16 m, size_t left) {
  d16 x = widen(z) - m;
  d16 e = power_of_two(dselect(x < dsplat(-690), dsplat(-690), x), LOG2_E);
  return left < 16 ? dfirst_lanes(e, (int64_t)left) : e;
}

static void softmax_row(size_t n, const float *x, float *y) {
  size_t full = row_full(n);
  d16 m = row_maximum(n, x), sum = dsplat(0);
  for (size_t j = 0; j < full; j += 16) sum += row_exponential(load(x + j), m, 16);
  d16 last = row_exponential(load(x + full), m, n - full);
  d16 inverse = dsplat(1 / dfold(sum + last, n)[0]);
  for (size_t j = 0; j < full; j += 16)
    store(y + j, narrow(row_exponential(load(x + j), m, 16) * inverse));
  store(y + full, narrow(last * inverse));
}

static void log_softmax_row(size_t n, const float *x, float *y) {
  size_t full = row_full(n);
  d16 m = row_maximum(n, x), sum = dsplat(0);
  for (size_t j = 0; j < full; j += 16) sum += row_exponential(load(x + j), m, 16);
  sum += row_exponential(load(x + full), m, n - full);
  d16 ln = logarithm(dsplat(dfold(sum, n)[0]));
  for (size_t j = 0; j < full; j += 16) store(y + j, narrow(widen(load(x + j)) - m - ln));
  v16 last = narrow(widen(load(x + full)) - m - ln);
  store(y + full, first_lanes(last, (int32_t)(n - full)));
}

static void softmax(size_t rows, size_t n, const float *x, size_t ldx, float *y, size_t ldy) {
  for (size_t r = 0; r < rows; r++) softmax_row(n, x + r * ldx, y + r * ldy);
}

static void log_softmax(size_t rows, size_t n, const float *x, size_t ldx, float *y, size_t ldy) {
  for (size_t r = 0; r < rows; r++) log_softmax_row(n, x + r * ldx, y + r * ldy);
}
