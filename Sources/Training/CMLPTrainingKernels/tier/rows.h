// Rows in and out: scaling, the gradient at the output, padding, sums over rows, transposes.

// The first `left` floats of v, or all of them.
INLINE void store_first(float *p, v16 v, size_t left) {
  if (left >= 16) {
    store(p, v);
  } else {
    float part[16];
    store(part, v);
    __builtin_memcpy(p, part, left * sizeof *p);
  }
}

// v with the lanes from `left` on set to zero.
INLINE v16 first_columns(v16 v, size_t left) { return left >= 16 ? v : first_lanes(v, (int32_t)left); }

static void scale_row(size_t n, const float *x, const float *offset, const float *scale, float *y) {
  size_t j = 0, end = mlp_row_floats(n);
  for (; j + 16 <= n; j += 16) store(y + j, (load(x + j) - load(offset + j)) * load(scale + j));
  for (; j < n; j++) y[j] = (x[j] - offset[j]) * scale[j];
  for (; j < end; j++) y[j] = 0;
}

static void output_gradient(size_t rows, size_t n, const float *a, const float *t,
                            const float *factors, float *dz) {
  size_t ld = mlp_row_floats(n);
  for (size_t r = 0; r < rows; r++, a += ld, t += ld, dz += n)
    for (size_t j = 0; j < n; j += 16)
      store_first(dz + j, (load(a + j) - load(t + j)) * splat(factors[r]), n - j);
}

static void huber_gradient(size_t rows, size_t n, const float *a, const float *t,
                           const float *factors, float delta, float *dz) {
  size_t ld = mlp_row_floats(n);
  for (size_t r = 0; r < rows; r++, a += ld, t += ld, dz += n)
    for (size_t j = 0; j < n; j += 16)
      store_first(dz + j, clamp(load(a + j) - load(t + j), -delta, delta) * splat(factors[r]), n - j);
}

static void compact(size_t rows, size_t n, const float *x, float *y) {
  for (size_t r = 0; r < rows; r++, x += mlp_row_floats(n), y += n)
    for (size_t j = 0; j < n; j += 16) store_first(y + j, load(x + j), n - j);
}

static void column_sums(size_t rows, size_t columns, const float *x, float *y) {
  size_t j = 0;
  for (; j + 16 <= columns; j += 16) {
    v16 sum = splat(0);
    for (size_t r = 0; r < rows; r++) sum += load(x + r * columns + j);
    store(y + j, sum);
  }
  for (; j < columns; j++) {
    float sum = 0;
    for (size_t r = 0; r < rows; r++) sum += x[r * columns + j];
    y[j] = sum;
  }
}

// MARK: Transposes

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

static void transpose(size_t rows, size_t columns, const float *x, size_t ldx, float *y,
                      size_t ldy) {
  size_t full_rows = rows / 16 * 16, full_columns = columns / 16 * 16;
  for (size_t j = 0; j < full_columns; j += 16)
    for (size_t i = 0; i < full_rows; i += 16)
      transpose_block(x + i * ldx + j, ldx, y + j * ldy + i, ldy);
  for (size_t j = 0; j < columns; j++)
    for (size_t i = j < full_columns ? full_rows : 0; i < rows; i++)
      y[j * ldy + i] = x[i * ldx + j];
}
