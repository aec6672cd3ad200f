// Each activation over one vector. Where a value is chosen, it is by compare-and-select, written so
// that NaN stays NaN; max and min instructions disagree between CPUs on NaN and signed zeros.

INLINE v16 relu(v16 z) { return select16(splat(0) > z, splat(0), z); }

INLINE v16 leaky_relu(v16 z, float slope) { return select16(z < splat(0), z * splat(slope), z); }

INLINE v16 elu(v16 z, float alpha) {
  v16 low = select16(z < splat(-104), splat(-104), z);
  low = select16(low > splat(0), splat(0), low);
  return select16(z < splat(0), splat(alpha) * exponential_minus_one(low), z);
}

INLINE v16 hard_sigmoid(v16 z, float alpha, float beta) {
  v16 y = fma16(splat(alpha), z, splat(beta));
  y = select16(y < splat(0), splat(0), y);
  return select16(y > splat(1), splat(1), y);
}

// z / (1 + |z|); an infinite z gives a sign, as the limit does.
INLINE v16 softsign(v16 z) {
  v16 a = absolute(z);
  v16 y = z / (splat(1) + a);
  v16 one = from_bits(bits(splat(1)) | (bits(z) & (i16)(int32_t)0x80000000));
  return select16(a == splat(__builtin_inff()), one, y);
}

// z sigmoid(z); -infinity gives -0, as the limit does.
INLINE v16 silu(v16 z) {
  v16 low = select16(z < splat(-200), splat(-200), z);
  return low * logistic(low);
}

#define OVER_ALL(EXPRESSION)                \
  for (; i + 16 <= count; i += 16) {        \
    v16 z = load(x + i);                    \
    store(y + i, EXPRESSION);               \
  }                                         \
  if (i < count) {                          \
    float rest[16] = {0};                   \
    __builtin_memcpy(rest, x + i, (count - i) * sizeof *x); \
    v16 z = load(rest);                     \
    store(rest, EXPRESSION);                \
    __builtin_memcpy(y + i, rest, (count - i) * sizeof *y); \
  }                                         \
  break

static void activate(mlp_activation h, size_t count, const float *x, float *y) {
  size_t i = 0;
  switch (h.function) {
    case MLP_LINEAR:
    case MLP_SOFTMAX:
      if (x != y) __builtin_memcpy(y, x, count * sizeof *x);
      break;
    case MLP_RELU: OVER_ALL(relu(z));
    case MLP_LEAKY_RELU: OVER_ALL(leaky_relu(z, h.p0));
    case MLP_ELU: OVER_ALL(elu(z, h.p0));
    case MLP_SIGMOID: OVER_ALL(logistic(z));
    case MLP_HARD_SIGMOID: OVER_ALL(hard_sigmoid(z, h.p0, h.p1));
    case MLP_TANH: OVER_ALL(hyperbolic_tangent(z));
    case MLP_SOFTSIGN: OVER_ALL(softsign(z));
    case MLP_SILU: OVER_ALL(silu(z));
  }
}
