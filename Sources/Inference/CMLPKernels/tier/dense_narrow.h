// Layers of at most 64 outputs, whose sums are interleaved so that one row still has eight
// independent vectors of partial sums. Weights lie as [k][P], P the least power of two >= outputs,
// so 128 floats hold a group: the terms that each partial sum takes once. For P < 16 a vector holds
// the weights of L = 16 / P consecutive ks, and k is padded to a multiple of L with zero terms.

// relu where lowest is 0, nothing where it is -infinity; NaN stays NaN.
INLINE v16 at_least(float lowest, v16 z) { return select16(splat(lowest) > z, splat(lowest), z); }

// The inputs that go with vector v of a group, each repeated P times.
INLINE v16 spread(const float *x, int p, int v) {
  switch (p) {
    case 64: return splat(x[v / 4]);
    case 32: return splat(x[v / 2]);
    case 16: return splat(x[v]);
    case 8: {
      v2 z;
      __builtin_memcpy(&z, x + 2 * v, sizeof z);
      return __builtin_shufflevector(z, z, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
    }
    case 4: {
      v4 z;
      __builtin_memcpy(&z, x + 4 * v, sizeof z);
      return __builtin_shufflevector(z, z, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3);
    }
    case 2: {
      v8 z;
      __builtin_memcpy(&z, x + 8 * v, sizeof z);
      return __builtin_shufflevector(z, z, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    }
    default: return load(x + 16 * v);
  }
}

// The last inputs of a row that ends inside a vector: those behind it are not ours to read.
INLINE v16 spread_last(const float *x, size_t count, int p) {
  float last[16] = {0};
  for (size_t i = 0; i < count; i++) last[i] = x[i];
  return spread(last, p, 0);
}

// narrow_R: R rows at once. Steps are written once a vector v (LIST_8) and row r (EACH_ROW).
#define NARROW_BODY                                                                              \
  const float *w = layer->panels, *bias = layer->bias;                                           \
  size_t group = 128 / (size_t)p, k = layer->inputs;                                             \
  LIST_8(NARROW_START)                                                                           \
  for (; k >= group; k -= group, x += group, w += 128) { LIST_8(NARROW_STEP) }                   \
  size_t whole = k * (size_t)p / 16;                                                             \
  if (whole) { LIST_8(NARROW_STEP_IF_WHOLE) }                                                    \
  if (p < 16 && k * (size_t)p % 16) {                                                            \
    size_t done = whole * 16 / (size_t)p;                                                        \
    LIST_8(NARROW_STEP_LAST)                                                                     \
  }                                                                                              \
  EACH_ROW(NARROW_STORE)

#define NARROW_START(v)                                                                          \
  v16 first##v = v < (p < 16 ? 1 : p / 16) ? first_lanes(load(bias + 16 * v), p) : splat(0);     \
  EACH_ROW_OF(NARROW_START_ROW, v)
#define NARROW_START_ROW(r, v) v16 a##r##_##v = first##v;
#define NARROW_STEP(v)            \
  {                               \
    v16 weights = load(w + 16 * v); \
    EACH_ROW_OF(NARROW_STEP_ROW, v) \
  }
#define NARROW_STEP_ROW(r, v) a##r##_##v = fma16(spread(x + r * ldx, p, v), weights, a##r##_##v);
#define NARROW_STEP_IF_WHOLE(v) if (v < whole) NARROW_STEP(v)
#define NARROW_STEP_LAST(v)         \
  if (v == whole) {                 \
    v16 weights = load(w + 16 * v); \
    EACH_ROW_OF(NARROW_LAST_ROW, v) \
  }
#define NARROW_LAST_ROW(r, v) \
  a##r##_##v = fma16(spread_last(x + r * ldx + done, k - done, p), weights, a##r##_##v);
#define NARROW_STORE(r)                                                                         \
  {                                                                                             \
    float *out = y + r * ldy;                                                                   \
    a##r##_0 += a##r##_4; a##r##_1 += a##r##_5; a##r##_2 += a##r##_6; a##r##_3 += a##r##_7;     \
    if (p == 64) {                                                                              \
      store(out + 32, at_least(lowest, a##r##_2));                                              \
      store(out + 48, at_least(lowest, a##r##_3));                                              \
    } else {                                                                                    \
      a##r##_0 += a##r##_2; a##r##_1 += a##r##_3;                                               \
    }                                                                                           \
    if (p >= 32)                                                                                \
      store(out + 16, at_least(lowest, a##r##_1));                                              \
    else                                                                                        \
      a##r##_0 += a##r##_1;                                                                     \
    if (p < 16) a##r##_0 = first_lanes(fold_lanes(a##r##_0, p), p);                             \
    store(out, at_least(lowest, a##r##_0));                                                     \
  }

#define EACH_ROW(M) M(0)
#define EACH_ROW_OF(M, v) M(0, v)
INLINE void narrow_1(int p, const mlp_layer *layer, const float *x, size_t ldx, float *y, size_t ldy,
                     float lowest) {
  NARROW_BODY
}
#undef EACH_ROW
#undef EACH_ROW_OF

#if WIDE_TILES
#define EACH_ROW(M) M(0) M(1) M(2)
#define EACH_ROW_OF(M, v) M(0, v) M(1, v) M(2, v)
INLINE void narrow_3(int p, const mlp_layer *layer, const float *x, size_t ldx, float *y, size_t ldy,
                     float lowest) {
  NARROW_BODY
}
#undef EACH_ROW
#undef EACH_ROW_OF
#endif

// All rows; `p` is a constant where this is inlined.
INLINE void narrow_rows(int p, const mlp_layer *layer, size_t rows, const float *x, size_t ldx,
                        float *y, size_t ldy, float lowest) {
  size_t r = 0;
#if WIDE_TILES
  for (; rows - r >= 3; r += 3)
    narrow_3(p, layer, x + r * ldx, ldx, y + r * ldy, ldy, lowest);
#endif
  for (; r < rows; r++) narrow_1(p, layer, x + r * ldx, ldx, y + r * ldy, ldy, lowest);
}

static void dense_narrow(const mlp_layer *layer, size_t rows, const float *x, size_t ldx, float *y,
                         size_t ldy, float lowest) {
  switch (mlp_narrow_width(layer->outputs)) {
    case 1: narrow_rows(1, layer, rows, x, ldx, y, ldy, lowest); break;
    case 2: narrow_rows(2, layer, rows, x, ldx, y, ldy, lowest); break;
    case 4: narrow_rows(4, layer, rows, x, ldx, y, ldy, lowest); break;
    case 8: narrow_rows(8, layer, rows, x, ldx, y, ldy, lowest); break;
    case 16: narrow_rows(16, layer, rows, x, ldx, y, ldy, lowest); break;
    case 32: narrow_rows(32, layer, rows, x, ldx, y, ldy, lowest); break;
    default: narrow_rows(64, layer, rows, x, ldx, y, ldy, lowest);
  }
}
