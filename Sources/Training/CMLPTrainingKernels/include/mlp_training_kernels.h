/// The arithmetic of training that a forward pass has no use for: derivatives of activations, the
/// gradient at the output, products over the rows of a batch, transposes, optimiser steps.
///
/// The same bits in every tier. Rows are independent of each other, except in the sums over them, which
/// add rows in ascending order. Nothing here allocates, fails or keeps state. Callers own all memory;
/// shapes are row-major. Activations and their gradients have rows of mlp_row_floats(n) floats; weights
/// and their gradients lie in panels, as `mlp_pack` packs them.
#ifndef MLP_TRAINING_KERNELS_H
#define MLP_TRAINING_KERNELS_H

#include "mlp_kernels.h"

/// Numbers of a step of stochastic gradient descent.
typedef struct {
  float learning_rate, momentum, l2;
} mlp_sgd;

/// Numbers of a step of Adam, corrections for the step's number included.
typedef struct {
  float beta1, one_minus_beta1, beta2, one_minus_beta2;
  float step_size;        // learning rate / (1 - beta1^t)
  float root_correction;  // 1 / sqrt(1 - beta2^t)
  float epsilon, l2;
  float kept;  // what is left of a weight: 1 - learning rate times decoupled weight decay
} mlp_adam;

/// Floats between the rows of panel p of a gradient dz by n pre-activations. Panels are those of packed
/// weights with n outputs (`mlp_panel_width`) and m inputs, but at least 16 floats wide.
static inline size_t mlp_gradient_width(size_t n, size_t panel) {
  size_t width = mlp_panel_width(n, panel);
  return width < 16 ? 16 : width;
}

/// Floats of all panels of dz for each of its rows.
static inline size_t mlp_gradient_floats(size_t n) {
  return n > 64 ? (n + 15) / 16 * 16 : mlp_gradient_width(n, 0);
}

/// Which units of a row dropout keeps: block first_block + 16 (j / 64) + j mod 16 of Philox4x32-10,
/// with `row` as its high word, under seed and stream, has in its word (j / 16) mod 4 the draw of unit
/// j; a unit stays where the high 24 bits are `threshold` or more.
typedef struct {
  uint32_t seed_low, seed_high, stream_low, stream_high;
  uint32_t row, first_block, threshold;
  float scale;  // of what stays
} mlp_dropout;

/// Of a row of pre-activations z and of t, with m the largest z: what -sum_c t_c ln softmax(z)_c is made of,
/// ln sum - expected where the t add up to 1.
typedef struct {
  double sum;       // sum_c exp(z_c - m), in ascending order
  double expected;  // sum_c t_c (z_c - m), in ascending order
} mlp_softmax_terms;

/// The kernels of one instruction set. All tiers give the same bits.
typedef struct {
  const char *name;

  /// y[r][j] = (x[j] - offset[j]) * scale[j] for j < n, as the forward pass scales its inputs, and zero
  /// from n to mlp_row_floats(n), where x is row numbers[r] of `table` [.., n], for r < count.
  void (*load_rows)(size_t count, const uint32_t *numbers, size_t n, const float *table,
                    const float *offset, const float *scale, float *y);

  /// The terms of one row's loss, in double precision: z and t [n] without padding.
  mlp_softmax_terms (*softmax_terms)(size_t n, const float *z, const float *t);

  /// dz = h'(z) da, element by element: z, a = h(z), da and dz [rows, n]. Not for softmax and its
  /// logarithm.
  void (*derivative)(mlp_activation h, size_t rows, size_t n, const float *z, const float *a,
                     const float *da, float *dz);

  /// dz_j = a_j (da_j - sum_i a_i da_i), row by row: softmax on a hidden layer. Shapes as above.
  void (*softmax_backward)(size_t rows, size_t n, const float *a, const float *da, float *dz);

  /// dz_j = da_j - exp(a_j) sum_i da_i, row by row: the logarithm of softmax on a hidden layer.
  void (*log_softmax_backward)(size_t rows, size_t n, const float *a, const float *da, float *dz);

  /// dz = (a - t) factors[row]: a, t and dz [rows, n].
  void (*output_gradient)(size_t rows, size_t n, const float *a, const float *t,
                          const float *factors, float *dz);

  /// The same, with a - t no larger than delta and no less than -delta.
  void (*huber_gradient)(size_t rows, size_t n, const float *a, const float *t,
                         const float *factors, float delta, float *dz);

  /// y = scale x for the units of a row that dropout keeps, 0 for the others: x and y [n] with
  /// mlp_row_floats(n) floats; they may be the same.
  void (*dropout)(mlp_dropout draw, size_t n, const float *x, float *y);

  /// The rows first ... first + rows - 1 of m rows of dz [rows, n], to panels (`mlp_gradient_width`).
  void (*pack_rows)(size_t m, size_t first, size_t rows, size_t n, const float *dz, float *panels);

  /// g[k][j] = +0 + a[0][k] d[0][j] + a[1][k] d[1][j] + ... over m rows in that order, each a fused
  /// multiply-add, for `rows` columns k of a, whose rows are lda floats apart, and a panel d [m, ..] of
  /// gradients that belongs to a panel g [rows, width] of weights.
  void (*weight_gradient)(size_t m, size_t rows, const float *a, size_t lda, size_t width,
                          const float *d, float *g);

  /// sums[j] = +0 + d[0][j] + d[1][j] + ... in that order, for a panel d [m, width] of gradients.
  void (*column_sums)(size_t m, size_t width, const float *d, float *sums);

  /// Writes the inputs first ... end - 1 of one panel of packed weights w [inputs, outputs] to their
  /// places in packed wt [outputs, inputs]; first is a multiple of 16, and so is end, but for the last.
  void (*transpose_panel)(size_t inputs, size_t outputs, size_t first, size_t end, size_t panel,
                          const float *w, float *wt);

  /// g' = g + l2 w; v = momentum v + g'; w = w - learning_rate v, each a fused multiply-add, over
  /// `count` floats, a multiple of 16. Where v is null there is no momentum, and g' stands for v.
  ///
  /// Here and below v and m are 0 where they would be smaller than 2^-120 in magnitude, and so is g'^2
  /// where g' is smaller than 2^-54: no weight tells the difference, and no step waits for subnormal numbers.
  void (*sgd)(mlp_sgd step, size_t count, const float *g, float *v, float *w);

  /// g' = g + l2 w; v = momentum v + g'; w = w - learning_rate (momentum v + g'), each a fused
  /// multiply-add, over `count` floats, a multiple of 16.
  void (*nesterov)(mlp_sgd step, size_t count, const float *g, float *v, float *w);

  /// g' = g + l2 w; m = beta1 m + (1 - beta1) g'; v = beta2 v + (1 - beta2) g'^2;
  /// w = kept w - step_size m / (sqrt(v) root_correction + epsilon), over `count` floats, a multiple
  /// of 16.
  void (*adam)(mlp_adam step, size_t count, const float *g, float *m, float *v, float *w);

  /// The sum of x[i]^2 in double precision: lane l adds i = l mod 16 in ascending order, then the
  /// lanes fold. `count` is a multiple of 16.
  double (*sum_of_squares)(size_t count, const float *x);

  /// x = factor x over `count` floats, a multiple of 16.
  void (*multiply_by)(float factor, size_t count, float *x);
} mlp_training_kernels;

/// The kernels of a tier; null where this CPU cannot run them.
const mlp_training_kernels *mlp_training_kernels_of(mlp_tier tier);

#endif
