// y = x W + b over packed weights, then max(y, lowest). Sums' order (SCHEMA.md, "Arithmetic version
// 1"): output j has S = max(1, 128 / P) partial sums, P the least power of two >= outputs. Partial s
// starts at +0, the first at b_j, and takes the terms k = s mod S by fused multiply-add, k ascending;
// then p[s] += p[s + h] for h = S/2, S/4, ..., 1. Wide layers (outputs > 64) so have one chain an
// output, which may be put down in y and taken up again.

// MARK: Tiles: several rows, one or two vectors of columns

// tile_RxC: R rows of x [R, k] times C * 16 columns of a panel with `stride` floats between ks. The
// sums start at `start`, whose rows are `ldstart` apart: the bias (0 apart), or y itself. A `step`
// other than 0 asks for so many floats of `next` in every k: memory brings them meanwhile.
#define TILE_ARGUMENTS                                                                     \
  size_t k, const float *x, size_t ldx, const float *w, size_t stride, const float *start, \
      size_t ldstart, float *y, size_t ldy, float lowest, const float *next, size_t step
#define TILE_STEPS(R, C, ROWS)                              \
  if (step) {                                               \
    for (size_t i = 0; i < k; i++, w += stride) {           \
      for (size_t line = 0; line < 16 * C; line += 16)      \
        __builtin_prefetch(next + step * i + line, 0, 2);   \
      TILE_WEIGHTS_##C ROWS(TILE_STEP_##C)                  \
    }                                                       \
  } else {                                                  \
    for (size_t i = 0; i < k; i++, w += stride) {           \
      TILE_WEIGHTS_##C ROWS(TILE_STEP_##C)                  \
    }                                                       \
  }

#define DEFINE_TILE(R, C, ROWS)                \
  static void tile_##R##x##C(TILE_ARGUMENTS) { \
    ROWS(TILE_START_##C)                       \
    TILE_STEPS(R, C, ROWS)                     \
    ROWS(TILE_STORE_##C)                       \
  }

#define TILE_WEIGHTS_1 v16 w0 = load(w);
#define TILE_START_1(r) v16 a##r = load(start + r * ldstart); const float *x##r = x + r * ldx;
#define TILE_STEP_1(r) a##r = fma16(splat(x##r[i]), w0, a##r);
#define TILE_STORE_1(r) store(y + r * ldy, at_least(lowest, a##r));

#define TILE_WEIGHTS_2 v16 w0 = load(w), w1 = load(w + 16);
#define TILE_START_2(r)                                                            \
  v16 a##r = load(start + r * ldstart), c##r = load(start + r * ldstart + 16);     \
  const float *x##r = x + r * ldx;
#define TILE_STEP_2(r)                    \
  {                                       \
    v16 z = splat(x##r[i]);               \
    a##r = fma16(z, w0, a##r);            \
    c##r = fma16(z, w1, c##r);            \
  }
#define TILE_STORE_2(r)                         \
  store(y + r * ldy, at_least(lowest, a##r));   \
  store(y + r * ldy + 16, at_least(lowest, c##r));

DEFINE_TILE(1, 1, LIST_1)
DEFINE_TILE(2, 1, LIST_2)
DEFINE_TILE(4, 1, LIST_4)
DEFINE_TILE(6, 1, LIST_6)
#if WIDE_TILES
DEFINE_TILE(12, 1, LIST_12)
DEFINE_TILE(1, 2, LIST_1)
DEFINE_TILE(2, 2, LIST_2)
DEFINE_TILE(4, 2, LIST_4)
DEFINE_TILE(6, 2, LIST_6)
DEFINE_TILE(12, 2, LIST_12)
#endif

// All rows of C * 16 columns, largest tiles first. Each row has its share of `ahead` floats of next.
#define RUN_TILES(R, C)                                                                         \
  for (; rows - r >= R; r += R)                                                                 \
    tile_##R##x##C(k, x + r * ldx, ldx, w, stride, start + r * ldstart, ldstart, y + r * ldy,   \
                   ldy, lowest, next + ahead / rows * r, ahead / rows * R / k);
#define COLUMNS_ARGUMENTS                                                                       \
  size_t rows, size_t k, const float *x, size_t ldx, const float *w, size_t stride,             \
      const float *start, size_t ldstart, float *y, size_t ldy, float lowest, const float *next, \
      size_t ahead

static void columns_16(COLUMNS_ARGUMENTS) {
  size_t r = 0;
#if WIDE_TILES
  RUN_TILES(12, 1)
#endif
  RUN_TILES(6, 1) RUN_TILES(4, 1) RUN_TILES(2, 1) RUN_TILES(1, 1)
}

static void columns_32(COLUMNS_ARGUMENTS) {
#if WIDE_TILES
  size_t r = 0;
  RUN_TILES(12, 2) RUN_TILES(6, 2) RUN_TILES(4, 2) RUN_TILES(2, 2) RUN_TILES(1, 2)
#else
  size_t half = ahead / 2;
  columns_16(rows, k, x, ldx, w, stride, start, ldstart, y, ldy, lowest, next, half);
  columns_16(rows, k, x, ldx, w + 16, stride, start + 16, ldstart, y + 16, ldy, lowest, next + half,
             half);
#endif
}

// With more rows the tiles of a panel take longer than memory takes for the next, and asking costs.
enum { MOST_ROWS_THAT_ASK = 16 };

// Inputs are taken in blocks, so that a block of a panel and of the rows fits the second-level cache.
enum { K_BLOCK = 1024 };

// A panel's weights for a block of inputs.
typedef struct {
  size_t k, width;
  const float *weights;
} slab;

static slab slab_at(const mlp_layer *layer, size_t from, size_t v) {
  size_t left = layer->inputs - from, width = 16 * v + 16 < layer->outputs ? 32 : 16;
  return (slab){left < K_BLOCK ? left : K_BLOCK, width,
                layer->panels + 16 * v * layer->inputs + width * from};
}

// The vectors first ... end - 1 of columns; first is even.
static void dense_rows(const mlp_layer *layer, size_t first, size_t end, size_t rows, const float *x,
                       size_t ldx, float *y, size_t ldy, float lowest) {
  for (size_t from = 0; from < layer->inputs; from += K_BLOCK) {
    bool is_last_block = layer->inputs - from <= K_BLOCK;
    float floor = is_last_block ? lowest : -__builtin_inff();
    for (size_t v = first; v < end; v += 2) {
      slab here = slab_at(layer, from, v);
      slab next = v + 2 < end      ? slab_at(layer, from, v + 2)
                  : !is_last_block ? slab_at(layer, from + K_BLOCK, first)
                                   : here;
      float *out = y + 16 * v;
      (here.width == 32 ? columns_32 : columns_16)(
          rows, here.k, x + from, ldx, here.weights, here.width, from ? out : layer->bias + 16 * v,
          from ? ldy : 0, out, ldy, floor, next.weights,
          rows <= MOST_ROWS_THAT_ASK ? next.k * next.width : 0);
    }
  }
}

// MARK: One row, wide layer

// row_C: one row times C vectors of columns, the last of which may lie in a half panel. Eight chains
// are what hides the latency of a fused multiply-add. Where `asks`, memory is asked for weights some ks
// ahead of their use: faster for weights that no cache holds, slower for others.
#define DEFINE_ROW(C, COLUMNS)                                                                   \
  static void row_##C(size_t k, const float *x, const float *const *w, size_t last_stride,       \
                      const float *bias, float *y, float lowest, bool asks) {                    \
    enum { LAST = C - 1 };                                                                       \
    COLUMNS(ROW_START)                                                                           \
    size_t i = 0, at = 0, at_last = 0;                                                           \
    if (asks)                                                                                    \
      for (; i < k; i++, at += 32, at_last += last_stride) {                                     \
        COLUMNS(ROW_ASK)                                                                         \
        v16 z = splat(x[i]);                                                                     \
        COLUMNS(ROW_STEP)                                                                        \
      }                                                                                          \
    for (; i < k; i++, at += 32, at_last += last_stride) {                                       \
      v16 z = splat(x[i]);                                                                       \
      COLUMNS(ROW_STEP)                                                                          \
    }                                                                                            \
    COLUMNS(ROW_STORE)                                                                           \
  }
#define ROW_START(c) v16 a##c = load(bias + 16 * c); const float *w##c = w[c];
#define ROW_ASK(c) __builtin_prefetch(w##c + at + 8 * 32, 0, 3);
#define ROW_STEP(c) a##c = fma16(z, load(w##c + (c == LAST ? at_last : at)), a##c);
#define ROW_STORE(c) store(y + 16 * c, at_least(lowest, a##c));

DEFINE_ROW(1, LIST_1)
DEFINE_ROW(2, LIST_2)
DEFINE_ROW(3, LIST_3)
DEFINE_ROW(4, LIST_4)
DEFINE_ROW(5, LIST_5)
DEFINE_ROW(6, LIST_6)
DEFINE_ROW(7, LIST_7)
DEFINE_ROW(8, LIST_8)

// A layer of 16 MiB or more is not expected to stay in a cache from one call to the next.
enum { LEAST_UNCACHED = 4 << 20 };

static void dense_row(const mlp_layer *layer, size_t first, size_t end, const float *x, float *y,
                      float lowest) {
  size_t k = layer->inputs, vectors = (layer->outputs + 15) / 16;
  bool asks = k * layer->outputs >= LEAST_UNCACHED;
  for (size_t v = first; v < end; v += 8) {
    size_t n = end - v < 8 ? end - v : 8;
    const float *w[8];
    for (size_t c = 0; c < n; c++)
      w[c] = layer->panels + (v + c) / 2 * 32 * k + (v + c) % 2 * 16;
    // An odd count of vectors ends in a panel of sixteen columns.
    size_t last_stride = v + n == vectors && vectors % 2 ? 16 : 32;
    const float *bias = layer->bias + 16 * v;
    float *out = y + 16 * v;
    switch (n) {
      case 1: row_1(k, x, w, last_stride, bias, out, lowest, asks); break;
      case 2: row_2(k, x, w, last_stride, bias, out, lowest, asks); break;
      case 3: row_3(k, x, w, last_stride, bias, out, lowest, asks); break;
      case 4: row_4(k, x, w, last_stride, bias, out, lowest, asks); break;
      case 5: row_5(k, x, w, last_stride, bias, out, lowest, asks); break;
      case 6: row_6(k, x, w, last_stride, bias, out, lowest, asks); break;
      case 7: row_7(k, x, w, last_stride, bias, out, lowest, asks); break;
      default: row_8(k, x, w, last_stride, bias, out, lowest, asks);
    }
  }
}

// MARK: Any layer

// Vectors of columns, first ... end - 1.
typedef struct {
  size_t first, end;
} columns;

// The columns that one part of a team computes: whole panels; a narrow layer is the first part's.
static columns part_of(const mlp_layer *layer, size_t part, size_t parts) {
  size_t vectors = (layer->outputs + 15) / 16, panels = (vectors + 1) / 2;
  if (layer->outputs <= 64) return (columns){0, part == 0 ? vectors : 0};
  size_t end = panels * (part + 1) / parts * 2;
  return (columns){panels * part / parts * 2, end < vectors ? end : vectors};
}

// y = max(x W + b, lowest) for the columns of one part of a team.
static void dense_part(const mlp_layer *layer, size_t part, size_t parts, size_t rows, const float *x,
                       size_t ldx, float *y, size_t ldy, float lowest) {
  columns mine = part_of(layer, part, parts);
  if (mine.first == mine.end) return;
  if (layer->outputs <= 64)
    dense_narrow(layer, rows, x, ldx, y, ldy, lowest);
  else if (rows == 1)
    dense_row(layer, mine.first, mine.end, x, y, lowest);
  else
    dense_rows(layer, mine.first, mine.end, rows, x, ldx, y, ldy, lowest);
}

static void dense(const mlp_layer *layer, size_t part, size_t parts, size_t rows, const float *x,
                  size_t ldx, float *y, size_t ldy) {
  dense_part(layer, part, parts, rows, x, ldx, y, ldy, -__builtin_inff());
}
