// The kernels of one tier. A tier's source sets WIDE_TILES (1 where 24 accumulator vectors fit the
// registers) and its target attribute, and includes this file once.

#pragma STDC FP_CONTRACT OFF

#include "simd/vector.h"
// above: the vector type; below, each uses those before it
#include "simd/exponential.h"
#include "simd/logarithm.h"
#include "simd/normal_distribution.h"
#include "piecewise_linear.h"
#include "smooth.h"
#include "activations.h"
#include "softmax.h"
#include "simd/lists.h"
#include "dense_narrow.h"
#include "dense.h"
#include "forward.h"
