/// The arithmetic of training that a forward pass has no use for: derivatives of activations, the
/// gradient at the output, transposes, column sums, optimiser steps.
///
/// The same bits in every tier. Rows are independent of each other, except in column sums, which add
/// rows in ascending order. Nothing here allocates, fails or keeps state. Callers own all memory;
/// shapes are row-major; a leading dimension (ld) counts floats between rows. Activation buffers
/// have rows of mlp_row_floats(n) floats; gradients by pre-activation have rows of n floats, because
/// they are packed as a matrix of their own.
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

/// Which units of a row dropout keeps: block first_block + 16 (j / 64) + j mod 16 of Philox4x32-10,
/// with `row` as its high word, under seed and stream, has in its word (j / 16) mod 4 the draw of unit
/// j; a unit stays where the high 24 bits are `threshold` or more.
typedef struct {
  uint32_t seed_low, seed_high, stream_low, stream_high;
  uint32_t row, first_block, threshold;
  float scale;  // of what stays
} mlp_dropout;

/// The kernels of one instruction set. All tiers give the same bits.
typedef struct {
  const char *name;

  /// y[j] = (x[j] - offset[j]) * scale[j] for j < n, as the forward pass scales its inputs; zero from
  /// n to mlp_row_floats(n).
  void (*scale_row)(size_t n, const float *x, const float *offset, const float *scale, float *y);

  /// dz = h'(z) da, element by element: z, a = h(z) and da [rows, n] with mlp_row_floats(n) floats a
  /// row, dz [rows, n] with n. Not for softmax and its logarithm.
  void (*derivative)(mlp_activation h, size_t rows, size_t n, const float *z, const float *a,
                     const float *da, float *dz);

  /// dz_j = a_j (da_j - sum_i a_i da_i), row by row: softmax on a hidden layer. Shapes as above.
  void (*softmax_backward)(size_t rows, size_t n, const float *a, const float *da, float *dz);

  /// dz_j = da_j - exp(a_j) sum_i da_i, row by row: the logarithm of softmax on a hidden layer.
  void (*log_softmax_backward)(size_t rows, size_t n, const float *a, const float *da, float *dz);

  /// dz = (a - t) factors[row]: a and t [rows, n] with mlp_row_floats(n) floats a row, dz [rows, n]
  /// with n.
  void (*output_gradient)(size_t rows, size_t n, const float *a, const float *t,
                          const float *factors, float *dz);

  /// The same, with a - t no larger than delta and no less than -delta.
  void (*huber_gradient)(size_t rows, size_t n, const float *a, const float *t,
                         const float *factors, float delta, float *dz);

  /// y = scale x for the units of a row that dropout keeps, 0 for the others: x and y [n] with
  /// mlp_row_floats(n) floats; they may be the same.
  void (*dropout)(mlp_dropout draw, size_t n, const float *x, float *y);

  /// y[j][i] = x[i][j] for x [rows, columns].
  void (*transpose)(size_t rows, size_t columns, const float *x, size_t ldx, float *y, size_t ldy);

  /// y [rows, n] with n floats a row = x [rows, n] with mlp_row_floats(n).
  void (*compact)(size_t rows, size_t n, const float *x, float *y);

  /// y[j] = +0 + x[0][j] + x[1][j] + ... in that order, for x [rows, columns] without gaps.
  void (*column_sums)(size_t rows, size_t columns, const float *x, float *y);

  /// g' = g + l2 w; v = momentum v + g'; w = w - learning_rate v, each a fused multiply-add, over
  /// `count` floats, a multiple of 16. Where v is null there is no momentum, and g' stands for v.
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
