// dz = h'(z) da for each activation, over one vector. The formulas use whichever of z and a = h(z)
// makes them short; at a kink the slope is that of the left side.

// MARK: Straight pieces

INLINE v16 leaky_relu_slope(v16 z, float slope) { return select16(z > splat(0), splat(1), splat(slope)); }

INLINE v16 clipped_relu_slope(v16 z, v16 a, float slope, float threshold, float max_value) {
  v16 below = select16(z > splat(threshold), splat(1), splat(slope));
  return select16(a < splat(max_value), below, splat(0));
}

// `slope` where neither end holds the value.
INLINE v16 clamp_slope(v16 a, float low, float high, float slope) {
  return select16((a > splat(low)) & (a < splat(high)), splat(slope), splat(0));
}

INLINE v16 hard_silu_slope(v16 z) {
  v16 between = fma16(z, splat(1.0f / 3), splat(0.5f));
  return select16(z > splat(3), splat(1), select16(z > splat(-3), between, splat(0)));
}

// MARK: Exponentials below 0

// alpha exp(z) = a + alpha below 0, all of it times scale.
INLINE v16 selu_slope(v16 z, v16 a, float alpha, float scale) {
  return select16(z > splat(0), splat(scale), a + splat(scale * alpha));
}

// exp(z / alpha) = a / alpha + 1 below 0.
INLINE v16 celu_slope(v16 z, v16 a, float alpha) {
  return select16(z > splat(0), splat(1), a / splat(alpha) + splat(1));
}

// MARK: Smooth steps and ramps

INLINE v16 sigmoid_slope(v16 a) { return a * (splat(1) - a); }

INLINE v16 tanh_slope(v16 a) { return fma16(-a, a, splat(1)); }

// 1 / (1 + |z|)^2, and 1 - |a| = 1 / (1 + |z|).
INLINE v16 softsign_slope(v16 z) {
  v16 s = splat(1) / (splat(1) + absolute(z));
  return s * s;
}

// (1 + z / r) / 2 = h(z) / r with r = sqrt(z^2 + b), h(z) as in the forward pass but for finite z.
INLINE v16 squareplus_slope(v16 z, float b) {
  d16 x = widen(clamp(z, LOWEST, -LOWEST)), r = dsqrt(dfma(x, x, dsplat(b)));
  d16 h = dabsolute(x) + r;
  d16 twice = dselect(x < dsplat(0), dsplat(b) / h, h);
  return narrow(dselect(r == dsplat(0), dsplat(0), dsplat(0.5) * twice / r));
}

// MARK: Gated by their own step

// s + alpha z s (1 - s) with s = sigmoid(alpha z), which is 0 or 1 to the last bit beyond 200:
// infinite z would give 0 times infinity.
INLINE v16 silu_slope(v16 z, float alpha) {
  z = clamp(z * splat(alpha), -200, 200);
  v16 s = logistic(z);
  return fma16(z * s, splat(1) - s, s);
}

// t + z (1 - t^2) s with t = tanh(ln(1 + e)), s = sigmoid(z) = e / (1 + e), e = exp(z).
INLINE v16 mish_slope(v16 z) {
  d16 x = widen(clamp(z, -200, 40));
  d16 e = power_of_two(x, LOG2_E), n = e * (e + dsplat(2));
  d16 t = n / (n + dsplat(2));
  return narrow(t + x * (dsplat(1) - t * t) * (e / (dsplat(1) + e)));
}

// P(X <= z) + z p(z) for a standard normal X with density p.
INLINE v16 gelu_slope(v16 z) {
  d16 x = widen(clamp(z, -14.5f, 14.5f)), tail = normal_tail(dabsolute(x));
  d16 density = power_of_two(x * x, -0.5 * LOG2_E) * dsplat(0x1.9884533d43651p-2);
  return narrow(dselect(x < dsplat(0), tail, dsplat(1) - tail) + x * density);
}

// s + z w' s (1 - s) with s = sigmoid(w), w = 2 sqrt(2 / pi) (z + 0.044715 z^3).
INLINE v16 gelu_tanh_slope(v16 z) {
  d16 x = widen(clamp(z, -12, 12));
  d16 s = dsplat(1) / (dsplat(1) + power_of_two(normal_logit(x), -LOG2_E));
  d16 slope = dfma(x * x, dsplat(3 * LOGIT_CUBE), dsplat(LOGIT_SLOPE));
  return narrow(s + x * slope * s * (dsplat(1) - s));
}

// Stores EXPRESSION, made of vectors z, a and d, for every element of every row and of the padding.
#define OVER_ROWS(EXPRESSION)                                                   \
  for (size_t i = 0; i < count; i += 16) {                                      \
    v16 z = load(z_rows + i), a = load(a_rows + i), d = load(da_rows + i);      \
    (void)z, (void)a;                                                           \
    store(dz_rows + i, EXPRESSION);                                             \
  }                                                                             \
  break

static void derivative(mlp_activation h, size_t rows, size_t n, const float *z_rows,
                       const float *a_rows, const float *da_rows, float *dz_rows) {
  size_t count = rows * mlp_row_floats(n);
  switch (h.function) {
    case MLP_LINEAR:
    case MLP_SOFTMAX:
    case MLP_LOG_SOFTMAX: OVER_ROWS(d);
    case MLP_RELU: OVER_ROWS(select16(z > splat(0), d, splat(0)));
    case MLP_RELU6: OVER_ROWS(clamp_slope(a, 0, 6, 1) * d);
    case MLP_LEAKY_RELU: OVER_ROWS(leaky_relu_slope(z, h.p0) * d);
    case MLP_CLIPPED_RELU: OVER_ROWS(clipped_relu_slope(z, a, h.p0, h.p1, h.p2) * d);
    case MLP_THRESHOLD: OVER_ROWS(select16(z > splat(h.p0), d, splat(0)));
    case MLP_HARD_SIGMOID: OVER_ROWS(clamp_slope(a, 0, 1, h.p0) * d);
    case MLP_HARD_TANH: OVER_ROWS(clamp_slope(a, h.p0, h.p1, 1) * d);
    case MLP_HARD_SILU: OVER_ROWS(hard_silu_slope(z) * d);
    case MLP_ELU: OVER_ROWS(selu_slope(z, a, h.p0, 1) * d);
    case MLP_CELU: OVER_ROWS(celu_slope(z, a, h.p0) * d);
    case MLP_SELU: OVER_ROWS(selu_slope(z, a, h.p0, h.p1) * d);
    case MLP_EXPONENTIAL: OVER_ROWS(a * d);
    case MLP_SIGMOID: OVER_ROWS(sigmoid_slope(a) * d);
    case MLP_LOG_SIGMOID: OVER_ROWS(logistic(-z) * d);
    case MLP_SOFTPLUS: OVER_ROWS(logistic(z * splat(h.p0)) * d);
    case MLP_SQUAREPLUS: OVER_ROWS(squareplus_slope(z, h.p0) * d);
    case MLP_SOFTSIGN: OVER_ROWS(softsign_slope(z) * d);
    case MLP_TANH: OVER_ROWS(tanh_slope(a) * d);
    case MLP_SILU: OVER_ROWS(silu_slope(z, h.p0) * d);
    case MLP_MISH: OVER_ROWS(mish_slope(z) * d);
    case MLP_GELU: OVER_ROWS(gelu_slope(z) * d);
    case MLP_GELU_TANH: OVER_ROWS(gelu_tanh_slope(z) * d);
  }
}

// The sum's order is that of softmax: lane l adds the columns j = l mod 16 in ascending order, then
// the lanes fold.
static void softmax_backward(size_t rows, size_t n, const float *a, const float *da, float *dz) {
  size_t ld = mlp_row_floats(n);
  for (size_t r = 0; r < rows; r++, a += ld, da += ld, dz += ld) {
    v16 sum = splat(0);
    for (size_t j = 0; j < n; j += 16)
      sum = fma16(load(a + j), first_columns(load(da + j), n - j), sum);
    v16 total = splat(fold_lanes(sum, 1)[0]);
    for (size_t j = 0; j < n; j += 16)
      store(dz + j, load(a + j) * (load(da + j) - total));
  }
}

static void log_softmax_backward(size_t rows, size_t n, const float *a, const float *da, float *dz) {
  size_t ld = mlp_row_floats(n);
  for (size_t r = 0; r < rows; r++, a += ld, da += ld, dz += ld) {
    v16 sum = splat(0);
    for (size_t j = 0; j < n; j += 16) sum += first_columns(load(da + j), n - j);
    v16 total = splat(fold_lanes(sum, 1)[0]);
    for (size_t j = 0; j < n; j += 16)
      store(dz + j, fma16(-exponential(load(a + j)), total, load(da + j)));
  }
}
