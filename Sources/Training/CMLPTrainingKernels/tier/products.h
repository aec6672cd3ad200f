// dW = a^T dz over the rows of a batch, and the sums of its columns: an output's sum is one chain over
// the rows, in ascending order, from +0 on.

// gradient_RxC: R rows of dW, which are inputs of the layer, times C * 16 columns of a panel of dz.
#define DEFINE_GRADIENT(R, C, ROWS)                                                             \
  static void gradient_##R##x##C(size_t m, const float *a, size_t lda, const float *d,         \
                                 size_t ldd, float *g, size_t ldg) {                           \
    ROWS(GRADIENT_START_##C)                                                                    \
    for (size_t i = 0; i < m; i++, a += lda, d += ldd) { GRADIENT_TERMS_##C ROWS(GRADIENT_STEP_##C) } \
    ROWS(GRADIENT_STORE_##C)                                                                    \
  }

#define GRADIENT_START_1(r) v16 s##r = splat(0);
#define GRADIENT_TERMS_1 v16 d0 = load(d);
#define GRADIENT_STEP_1(r) s##r = fma16(splat(a[r]), d0, s##r);
#define GRADIENT_STORE_1(r) store(g + r * ldg, s##r);

#define GRADIENT_START_2(r) v16 s##r = splat(0), t##r = splat(0);
#define GRADIENT_TERMS_2 v16 d0 = load(d), d1 = load(d + 16);
#define GRADIENT_STEP_2(r)         \
  {                                \
    v16 x = splat(a[r]);           \
    s##r = fma16(x, d0, s##r);     \
    t##r = fma16(x, d1, t##r);     \
  }
#define GRADIENT_STORE_2(r)   \
  store(g + r * ldg, s##r);   \
  store(g + r * ldg + 16, t##r);

DEFINE_GRADIENT(1, 1, LIST_1)
DEFINE_GRADIENT(6, 1, LIST_6)
#if WIDE_TILES
DEFINE_GRADIENT(12, 1, LIST_12)
DEFINE_GRADIENT(1, 2, LIST_1)
DEFINE_GRADIENT(4, 2, LIST_4)
DEFINE_GRADIENT(12, 2, LIST_12)
#endif

#define RUN_GRADIENTS(R, C) \
  for (; rows - r >= R; r += R) gradient_##R##x##C(m, a + r, lda, d, ldd, g + r * ldg, ldg);

static void gradient_columns_16(size_t m, size_t rows, const float *a, size_t lda, const float *d,
                                size_t ldd, float *g, size_t ldg) {
  size_t r = 0;
#if WIDE_TILES
  RUN_GRADIENTS(12, 1)
#endif
  RUN_GRADIENTS(6, 1) RUN_GRADIENTS(1, 1)
}

static void gradient_columns_32(size_t m, size_t rows, const float *a, size_t lda, const float *d,
                                size_t ldd, float *g, size_t ldg) {
#if WIDE_TILES
  size_t r = 0;
  RUN_GRADIENTS(12, 2) RUN_GRADIENTS(4, 2) RUN_GRADIENTS(1, 2)
#else
  gradient_columns_16(m, rows, a, lda, d, ldd, g, ldg);
  gradient_columns_16(m, rows, a, lda, d + 16, ldd, g + 16, ldg);
#endif
}

// Rows of fewer than sixteen floats are computed beside each other and put together.
static void gradient_few_columns(size_t m, size_t rows, const float *a, size_t lda, size_t width,
                                 const float *d, float *g) {
  float wide[12 * 16];
  for (size_t r = 0, n; r < rows; r += n) {
    n = rows - r < 12 ? rows - r : 12;
    gradient_columns_16(m, n, a + r, lda, d, 16, wide, 16);
    for (size_t i = 0; i < n; i++)
      __builtin_memcpy(g + (r + i) * width, wide + 16 * i, width * sizeof *g);
  }
}

static void weight_gradient(size_t m, size_t rows, const float *a, size_t lda, size_t width,
                            const float *d, float *g) {
  if (width < 16) {
    gradient_few_columns(m, rows, a, lda, width, d, g);
  } else if (width == 16) {
    gradient_columns_16(m, rows, a, lda, d, 16, g, 16);
  } else {
    for (size_t j = 0; j < width; j += 32)
      gradient_columns_32(m, rows, a, lda, d + j, width, g + j, width);
  }
}

static void column_sums(size_t m, size_t width, const float *d, float *sums) {
  for (size_t j = 0; j < width; j += 16) {
    v16 sum = splat(0);
    for (size_t r = 0; r < m; r++) sum += load(d + r * width + j);
    store(sums + j, sum);
  }
}
