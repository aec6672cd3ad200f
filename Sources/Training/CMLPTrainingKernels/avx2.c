// x86-64 with AVX2 and FMA.
#pragma STDC FP_CONTRACT OFF

#include "mlp_training_kernels.h"

#if defined(__x86_64__)

#define WIDE_TILES 0
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "tier/training.h"
#pragma clang attribute pop

const mlp_training_kernels mlp_avx2_training_kernels = TRAINING_KERNELS("avx2");

#endif
