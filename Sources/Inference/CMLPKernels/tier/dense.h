// y = x W + b over packed weights. Sums' order (SCHEMA.md, "Arithmetic version 1"): output j has
// S = max(1, 128 / P) partial sums, P the least power of two >= outputs. Partial s starts at +0, the
// first at b_j, and takes the terms k = s mod S by fused multiply-add, k ascending; then
// p[s] += p[s + h] for h = S/2, S/4, ..., 1. Wide layers (outputs > 64) so have one chain an output.

// MARK: Tiles: several rows, one or two vectors of columns

// tile_RxC: R rows of x [R, k] times C * 16 columns of a panel with `stride` floats between ks.
#define DEFINE_TILE(R, ROWS)                                                                   \
  static void tile_##R##x1(size_t k, const float *x, size_t ldx, const float *w, size_t stride, \
                           const float *bias, float *y, size_t ldy) {                          \
    v16 b0 = load(bias);                                                                       \
    ROWS(TILE_START_1)                                                                         \
    for (size_t i = 0; i < k; i++, w += stride) {                                              \
      v16 w0 = load(w);                                                                        \
      ROWS(TILE_STEP_1)                                                                        \
    }                                                                                          \
    ROWS(TILE_STORE_1)                                                                         \
  }
#define TILE_START_1(r) v16 a##r = b0; const float *x##r = x + r * ldx;
#define TILE_STEP_1(r) a##r = fma16(splat(x##r[i]), w0, a##r);
#define TILE_STORE_1(r) store(y + r * ldy, a##r);

#define DEFINE_WIDE_TILE(R, ROWS)                                                              \
  static void tile_##R##x2(size_t k, const float *x, size_t ldx, const float *w,               \
                           const float *bias, float *y, size_t ldy) {                          \
    v16 b0 = load(bias), b1 = load(bias + 16);                                                 \
    ROWS(TILE_START_2)                                                                         \
    for (size_t i = 0; i < k; i++, w += 32) {                                                  \
      v16 w0 = load(w), w1 = load(w + 16);                                                     \
      ROWS(TILE_STEP_2)                                                                        \
    }                                                                                          \
    ROWS(TILE_STORE_2)                                                                         \
  }
#define TILE_START_2(r) v16 a##r = b0, c##r = b1; const float *x##r = x + r * ldx;
#define TILE_STEP_2(r)                    \
  {                                       \
    v16 z = splat(x##r[i]);               \
    a##r = fma16(z, w0, a##r);            \
    c##r = fma16(z, w1, c##r);            \
  }
#define TILE_STORE_2(r)        \
  store(y + r * ldy, a##r);    \
  store(y + r * ldy + 16, c##r);

DEFINE_TILE(2, LIST_2)
DEFINE_TILE(4, LIST_4)
DEFINE_TILE(6, LIST_6)
#if WIDE_TILES
DEFINE_TILE(12, LIST_12)
DEFINE_WIDE_TILE(2, LIST_2)
DEFINE_WIDE_TILE(4, LIST_4)
DEFINE_WIDE_TILE(6, LIST_6)
DEFINE_WIDE_TILE(12, LIST_12)
#endif

// The sixteen columns `w` of `rows` rows, largest tiles first; the caller does a last single row.
static size_t column_16(size_t rows, size_t k, const float *x, size_t ldx, const float *w,
                        size_t stride, const float *bias, float *y, size_t ldy) {
  size_t r = 0;
#define RUN(R) for (; rows - r >= R; r += R) \
    tile_##R##x1(k, x + r * ldx, ldx, w, stride, bias, y + r * ldy, ldy);
#if WIDE_TILES
  RUN(12)
#endif
  RUN(6) RUN(4) RUN(2)
#undef RUN
  return r;
}

#if WIDE_TILES
static size_t column_32(size_t rows, size_t k, const float *x, size_t ldx, const float *w,
                        const float *bias, float *y, size_t ldy) {
  size_t r = 0;
#define RUN(R) for (; rows - r >= R; r += R) \
    tile_##R##x2(k, x + r * ldx, ldx, w, bias, y + r * ldy, ldy);
  RUN(12) RUN(6) RUN(4) RUN(2)
#undef RUN
  return r;
}
#endif

// MARK: One row, wide layer

// row_C: one row times C vectors of columns, the last of which may lie in a half panel. Eight chains
// are what hides the latency of a fused multiply-add.
#define DEFINE_ROW(C, COLUMNS)                                                                   \
  static void row_##C(size_t k, const float *x, const float *const *w, size_t last_stride,       \
                      const float *bias, float *y) {                                             \
    COLUMNS(ROW_START)                                                                           \
    size_t at = 0, at_last = 0;                                                                  \
    for (size_t i = 0; i < k; i++, at += 32, at_last += last_stride) {                           \
      v16 z = splat(x[i]);                                                                       \
      COLUMNS(ROW_STEP)                                                                          \
    }                                                                                            \
    COLUMNS(ROW_STORE)                                                                           \
  }
#define ROW_START(c) v16 a##c = load(bias + 16 * c); const float *w##c = w[c];
#define ROW_STEP(c) a##c = fma16(z, load(w##c + (c == ROW_LAST ? at_last : at)), a##c);
#define ROW_STORE(c) store(y + 16 * c, a##c);

#define ROW_LAST 0
DEFINE_ROW(1, LIST_1)
#undef ROW_LAST
#define ROW_LAST 1
DEFINE_ROW(2, LIST_2)
#undef ROW_LAST
#define ROW_LAST 2
DEFINE_ROW(3, LIST_3)
#undef ROW_LAST
#define ROW_LAST 3
DEFINE_ROW(4, LIST_4)
#undef ROW_LAST
#define ROW_LAST 4
DEFINE_ROW(5, LIST_5)
#undef ROW_LAST
#define ROW_LAST 5
DEFINE_ROW(6, LIST_6)
#undef ROW_LAST
#define ROW_LAST 6
DEFINE_ROW(7, LIST_7)
#undef ROW_LAST
#define ROW_LAST 7
DEFINE_ROW(8, LIST_8)
#undef ROW_LAST

static void dense_row(const mlp_layer *layer, const float *x, float *y) {
  size_t k = layer->inputs, vectors = (layer->outputs + 15) / 16;
  for (size_t v = 0; v < vectors; v += 8) {
    size_t n = vectors - v < 8 ? vectors - v : 8;
    const float *w[8];
    for (size_t c = 0; c < n; c++)
      w[c] = layer->panels + (v + c) / 2 * 32 * k + (v + c) % 2 * 16;
    // An odd count of vectors ends in a panel of sixteen columns.
    size_t last_stride = v + n == vectors && vectors % 2 ? 16 : 32;
    const float *bias = layer->bias + 16 * v;
    float *out = y + 16 * v;
    switch (n) {
      case 1: row_1(k, x, w, last_stride, bias, out); break;
      case 2: row_2(k, x, w, last_stride, bias, out); break;
      case 3: row_3(k, x, w, last_stride, bias, out); break;
      case 4: row_4(k, x, w, last_stride, bias, out); break;
      case 5: row_5(k, x, w, last_stride, bias, out); break;
      case 6: row_6(k, x, w, last_stride, bias, out); break;
      case 7: row_7(k, x, w, last_stride, bias, out); break;
      default: row_8(k, x, w, last_stride, bias, out);
    }
  }
}

static void dense_wide(const mlp_layer *layer, size_t rows, const float *x, size_t ldx, float *y,
                       size_t ldy) {
  size_t k = layer->inputs, vectors = (layer->outputs + 15) / 16, done = 0;
  if (rows > 1) {
    for (size_t v = 0; v < vectors; v += 2) {
      const float *w = layer->panels + v * 16 * k, *bias = layer->bias + 16 * v;
      float *out = y + 16 * v;
      if (v + 1 == vectors) {
        done = column_16(rows, k, x, ldx, w, 16, bias, out, ldy);
      } else {
#if WIDE_TILES
        done = column_32(rows, k, x, ldx, w, bias, out, ldy);
#else
        column_16(rows, k, x, ldx, w, 32, bias, out, ldy);
        done = column_16(rows, k, x, ldx, w + 16, 32, bias + 16, out + 16, ldy);
#endif
      }
    }
  }
  for (; done < rows; done++) dense_row(layer, x + done * ldx, y + done * ldy);
}

static void dense(const mlp_layer *layer, size_t rows, const float *x, size_t ldx, float *y,
                  size_t ldy) {
  if (layer->outputs > 64) {
    dense_wide(layer, rows, x, ldx, y, ldy);
  } else {
    dense_narrow(layer, rows, x, ldx, y, ldy);
  }
}
