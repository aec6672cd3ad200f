// The training kernels of one tier. A tier's source sets WIDE_TILES (1 where 24 accumulator vectors fit
// the registers) and its target attribute, and includes this file once.

#pragma STDC FP_CONTRACT OFF

#include "simd/vector.h"
// above: the vector type; below, each uses those before it
#include "simd/exponential.h"
#include "simd/normal_distribution.h"
#include "simd/lists.h"
#include "rows.h"
#include "losses.h"
#include "derivatives.h"
#include "products.h"
#include "transposes.h"
#include "dropout.h"
#include "optimisers.h"

#define TRAINING_KERNELS(NAME)                                                                \
  {NAME, load_rows, softmax_terms, derivative, softmax_backward, log_softmax_backward,         \
   output_gradient, huber_gradient, dropout, pack_rows, weight_gradient, column_sums,         \
   transpose_panel, sgd, nesterov, adam, sum_of_squares, multiply_by}
