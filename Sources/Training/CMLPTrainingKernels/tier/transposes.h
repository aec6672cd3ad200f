// Packed weights to packed transposed weights, panel by panel.

// Unrolled, so that the block stays in registers.
#define SIXTEEN_TIMES _Pragma("clang loop unroll(full)") for (size_t i = 0; i < 16; i++)

// Swaps the off-diagonal blocks of S x S in rows i and i + S; with S = 8, 4, 2, 1 over all such pairs
// a block of 16 x 16 ends up transposed.
#define SWAP(S, L0, L1, L2, L3, L4, L5, L6, L7, L8, L9, LA, LB, LC, LD, LE, LF)                 \
  SIXTEEN_TIMES {                                                                               \
    if (i & S) continue;                                                                        \
    v16 p = b[i], q = b[i + S];                                                                 \
    b[i] = __builtin_shufflevector(p, q, L0, L1, L2, L3, L4, L5, L6, L7, L8, L9, LA, LB, LC,    \
                                   LD, LE, LF);                                                 \
    b[i + S] = __builtin_shufflevector(p, q, L0 + S, L1 + S, L2 + S, L3 + S, L4 + S, L5 + S,    \
                                       L6 + S, L7 + S, L8 + S, L9 + S, LA + S, LB + S, LC + S,  \
                                       LD + S, LE + S, LF + S);                                 \
  }

INLINE void transpose_block(const float *x, size_t ldx, float *y, size_t ldy) {
  v16 b[16];
  SIXTEEN_TIMES b[i] = load(x + i * ldx);
  SWAP(8, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
  SWAP(4, 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27)
  SWAP(2, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
  SWAP(1, 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30)
  SIXTEEN_TIMES store(y + i * ldy, b[i]);
}

// Any part of a block, element by element.
static void transpose_few(size_t rows, size_t columns, const float *x, size_t ldx, float *y, size_t ldy) {
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < columns; j++) y[j * ldy + i] = x[i * ldx + j];
}

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

static void transpose_panel(size_t inputs, size_t outputs, size_t first, size_t end, size_t panel,
                            const float *w, float *wt) {
  size_t width = mlp_panel_width(outputs, panel), columns = least(width, outputs - 32 * panel);
  w += 32 * panel * inputs;
  for (size_t k = first; k < end; k += 16) {
    size_t across = inputs > 64 ? k / 32 : 0, ldt = mlp_panel_width(inputs, across);
    float *out = wt + 32 * across * outputs + (k - 32 * across) + 32 * panel * ldt;
    for (size_t j = 0; j < columns; j += 16) {
      size_t rows = least(16, end - k), left = least(16, columns - j);
      if (rows == 16 && left == 16)
        transpose_block(w + k * width + j, width, out + j * ldt, ldt);
      else
        transpose_few(rows, left, w + k * width + j, width, out + j * ldt, ldt);
    }
  }
}
