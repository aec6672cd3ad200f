// The training kernels of one tier. A tier's source sets its target attribute and includes this once.

#pragma STDC FP_CONTRACT OFF

#include "simd/vector.h"
// above: the vector type; below, each uses those before it
#include "simd/exponential.h"
#include "simd/normal_distribution.h"
#include "rows.h"
#include "derivatives.h"
#include "dropout.h"
#include "optimisers.h"

#define TRAINING_KERNELS(NAME)                                                          \
  {NAME, scale_row, derivative, softmax_backward, log_softmax_backward, \
   output_gradient, huber_gradient, dropout, transpose, compact, column_sums, sgd, nesterov, adam, sum_of_squares, multiply_by}
