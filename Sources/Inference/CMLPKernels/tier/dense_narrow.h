// Layers of at most 64 outputs, whose sums are interleaved so that one row still has eight
// independent vectors of partial sums. Weights lie as [k][P], P the least power of two >= outputs,
// so 128 floats hold a group: the terms that each partial sum takes once. For P < 16 a vector holds
// the weights of L = 16 / P consecutive ks, and k is padded to a multiple of L with zero terms.

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

#define NARROW_START(v) \
  v16 a##v = v < (p < 16 ? 1 : p / 16) ? first_lanes(load(bias + 16 * v), p) : splat(0);
#define NARROW_STEP(v) a##v = fma16(spread(x, p, v), load(w + 16 * v), a##v);
#define NARROW_STEP_IF_LEFT(v) if (v < rest_vectors) { NARROW_STEP(v) }

// One row; `p` is a constant where this is inlined.
INLINE void narrow_row(int p, const mlp_layer *layer, const float *x, float *y) {
  const float *w = layer->panels, *bias = layer->bias;
  size_t group = 128 / (size_t)p, k = layer->inputs;
  LIST_8(NARROW_START)
  for (; k >= group; k -= group, x += group, w += 128) { LIST_8(NARROW_STEP) }
  if (k) {
    float rest[128] = {0};
    __builtin_memcpy(rest, x, k * sizeof *x);
    x = rest;
    size_t rest_vectors = (k * (size_t)p + 15) / 16;
    LIST_8(NARROW_STEP_IF_LEFT)
  }
  a0 += a4; a1 += a5; a2 += a6; a3 += a7;
  if (p == 64) {
    store(y, a0); store(y + 16, a1); store(y + 32, a2); store(y + 48, a3);
    return;
  }
  a0 += a2; a1 += a3;
  if (p == 32) {
    store(y, a0); store(y + 16, a1);
    return;
  }
  a0 += a1;
  store(y, p < 16 ? first_lanes(fold_lanes(a0, p), p) : a0);
}

static void dense_narrow(const mlp_layer *layer, size_t rows, const float *x, size_t ldx, float *y,
                         size_t ldy) {
#define ROWS_OF(P) \
  for (size_t r = 0; r < rows; r++) narrow_row(P, layer, x + r * ldx, y + r * ldy); \
  break
  switch (mlp_narrow_width(layer->outputs)) {
    case 1: ROWS_OF(1);
    case 2: ROWS_OF(2);
    case 4: ROWS_OF(4);
    case 8: ROWS_OF(8);
    case 16: ROWS_OF(16);
    case 32: ROWS_OF(32);
    default: ROWS_OF(64);
  }
#undef ROWS_OF
}
