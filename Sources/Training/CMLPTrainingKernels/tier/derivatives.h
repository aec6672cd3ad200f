// dz = h'(z) da for each activation, over one vector. The formulas use whichever of z and a = h(z)
// makes them short; at a kink the slope is that of the left side.

INLINE v16 leaky_relu_slope(v16 z, float slope) { return select16(z > splat(0), splat(1), splat(slope)); }

// alpha exp(z) = a + alpha below 0.
INLINE v16 elu_slope(v16 z, v16 a, float alpha) {
  return select16(z > splat(0), splat(1), a + splat(alpha));
}

// alpha where neither end holds the value.
INLINE v16 hard_sigmoid_slope(v16 a, float alpha) {
  return select16((a > splat(0)) & (a < splat(1)), splat(alpha), splat(0));
}

INLINE v16 sigmoid_slope(v16 a) { return a * (splat(1) - a); }

INLINE v16 tanh_slope(v16 a) { return fma16(-a, a, splat(1)); }

// 1 / (1 + |z|)^2, and 1 - |a| = 1 / (1 + |z|).
INLINE v16 softsign_slope(v16 z) {
  v16 s = splat(1) / (splat(1) + absolute(z));
  return s * s;
}

// s + z s (1 - s) with s = sigmoid(z), which is 0 or 1 to the last bit beyond 200: infinite z would
// give 0 times infinity.
INLINE v16 silu_slope(v16 z) {
  z = select16(z < splat(-200), splat(-200), z);
  z = select16(z > splat(200), splat(200), z);
  v16 s = logistic(z);
  return fma16(z * s, splat(1) - s, s);
}

// Stores EXPRESSION, made of vectors z, a and d, for every element of every row.
#define OVER_ROWS(EXPRESSION)                                     \
  for (size_t r = 0; r < rows; r++) {                             \
    const float *zr = z_rows + r * ld, *ar = a_rows + r * ld;     \
    const float *dr = da_rows + r * ld;                           \
    float *out = dz_rows + r * n;                                 \
    for (size_t j = 0; j < n; j += 16) {                          \
      v16 z = load(zr + j), a = load(ar + j), d = load(dr + j);   \
      (void)z, (void)a;                                           \
      store_first(out + j, EXPRESSION, n - j);                    \
    }                                                             \
  }                                                               \
  break

static void derivative(mlp_activation h, size_t rows, size_t n, const float *z_rows,
                       const float *a_rows, const float *da_rows, float *dz_rows) {
  size_t ld = mlp_row_floats(n);
  switch (h.function) {
    case MLP_LINEAR:
    case MLP_SOFTMAX: OVER_ROWS(d);
    case MLP_RELU: OVER_ROWS(select16(z > splat(0), d, splat(0)));
    case MLP_LEAKY_RELU: OVER_ROWS(leaky_relu_slope(z, h.p0) * d);
    case MLP_ELU: OVER_ROWS(elu_slope(z, a, h.p0) * d);
    case MLP_SIGMOID: OVER_ROWS(sigmoid_slope(a) * d);
    case MLP_HARD_SIGMOID: OVER_ROWS(hard_sigmoid_slope(a, h.p0) * d);
    case MLP_TANH: OVER_ROWS(tanh_slope(a) * d);
    case MLP_SOFTSIGN: OVER_ROWS(softsign_slope(z) * d);
    case MLP_SILU: OVER_ROWS(silu_slope(z) * d);
  }
}

// The sum's order is that of softmax: lane l adds the columns j = l mod 16 in ascending order, then
// the lanes fold.
static void softmax_backward(size_t rows, size_t n, const float *a, const float *da, float *dz) {
  size_t ld = mlp_row_floats(n);
  for (size_t r = 0; r < rows; r++, a += ld, da += ld, dz += n) {
    v16 sum = splat(0);
    for (size_t j = 0; j < n; j += 16)
      sum = fma16(load(a + j), first_columns(load(da + j), n - j), sum);
    v16 total = splat(fold_lanes(sum, 1)[0]);
    for (size_t j = 0; j < n; j += 16)
      store_first(dz + j, load(a + j) * (load(da + j) - total), n - j);
  }
}
