// Softmax of a row: exp(z - m) / sum, m the row's maximum. The sum's order: lane l of a vector adds
// the columns j = l mod 16 in ascending order, then the lanes fold as in vector.h. A NaN among the z,
// or an infinite maximum, makes the sum NaN and with it every output: there is no distribution.

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

// The sum of the first `lanes` lanes as fold_lanes gives it; the lanes behind hold +0, which changes
// no sum of these.
INLINE v16 sum_of_lanes(v16 v, size_t lanes) {
  if (lanes > 4) v = fold_lanes(v, 4);
  v += __builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
  v += __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
  return splat(v[0]);
}

static void softmax_row(size_t n, const float *x, float *y) {
  size_t full = n / 16 * 16;
  int32_t rest = (int32_t)(n - full);
  v16 lowest = splat(-__builtin_inff()), m = lowest;
  for (size_t j = 0; j < full; j += 16) {
    v16 z = load(x + j);
    m = select16(z > m, z, m);
  }
  if (rest) {
    v16 z = load(x + full);
    m = select16((z > m) & (lane_numbers() < (i16)rest), z, m);
  }
  m = largest_lane(m, n);
  v16 sum = splat(0);
  for (size_t j = 0; j < full; j += 16) {
    v16 e = exponential(load(x + j) - m);
    store(y + j, e);
    sum += e;
  }
  if (rest) {
    v16 e = first_lanes(exponential(load(x + full) - m), rest);
    store(y + full, e);
    sum += e;
  }
  v16 total = sum_of_lanes(sum, n);
  for (size_t j = 0; j < full; j += 16) store(y + j, load(y + j) / total);
  if (rest) store(y + full, first_lanes(load(y + full) / total, rest));
}

static void softmax(size_t rows, size_t n, const float *x, size_t ldx, float *y, size_t ldy) {
  for (size_t r = 0; r < rows; r++) softmax_row(n, x + r * ldx, y + r * ldy);
}
