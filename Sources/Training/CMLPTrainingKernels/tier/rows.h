// Rows in and out: scaling, the gradient at the output, panels of gradients.

// v with the lanes from `left` on set to zero.
INLINE v16 first_columns(v16 v, size_t left) { return left >= 16 ? v : first_lanes(v, (int32_t)left); }

// Asks for the floats that a row begins with, while the row before it is at work.
INLINE void ask_for(const float *x, size_t n) {
  for (size_t j = 0; j < n; j += 16) __builtin_prefetch(x + j, 0, 3);
}

static void load_rows(size_t count, const uint32_t *numbers, size_t n, const float *table,
                      const float *offset, const float *scale, float *y) {
  size_t end = mlp_row_floats(n);
  for (size_t r = 0; r < count; r++, y += end) {
    const float *x = table + numbers[r] * n;
    if (r + 1 < count) ask_for(table + numbers[r + 1] * n, n);
    size_t j = 0;
    for (; j + 16 <= n; j += 16) store(y + j, (load(x + j) - load(offset + j)) * load(scale + j));
    for (; j < n; j++) y[j] = (x[j] - offset[j]) * scale[j];
    for (; j < end; j++) y[j] = 0;
  }
}

static void output_gradient(size_t rows, size_t n, const float *a, const float *t,
                            const float *factors, float *dz) {
  size_t ld = mlp_row_floats(n);
  for (size_t r = 0; r < rows; r++, a += ld, t += ld, dz += ld)
    for (size_t j = 0; j < n; j += 16)
      store(dz + j, (load(a + j) - load(t + j)) * splat(factors[r]));
}

static void huber_gradient(size_t rows, size_t n, const float *a, const float *t,
                           const float *factors, float delta, float *dz) {
  size_t ld = mlp_row_floats(n);
  for (size_t r = 0; r < rows; r++, a += ld, t += ld, dz += ld)
    for (size_t j = 0; j < n; j += 16)
      store(dz + j, clamp(load(a + j) - load(t + j), -delta, delta) * splat(factors[r]));
}

// MARK: Panels

static void pack_rows(size_t m, size_t first, size_t rows, size_t n, const float *dz, float *panels) {
  size_t ld = mlp_row_floats(n);
  for (size_t p = 0; 32 * p < n && (p == 0 || n > 64); p++) {
    size_t width = mlp_gradient_width(n, p), columns = n - 32 * p < width ? n - 32 * p : width;
    float *out = panels + 32 * p * m + first * width;
    for (size_t r = 0; r < rows; r++, out += width)
      for (size_t j = 0; j < columns; j += 16)
        store(out + j, first_columns(load(dz + r * ld + 32 * p + j), columns - j));
  }
}

