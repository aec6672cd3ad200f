// x86-64 with AVX-512 F, VL, DQ and BW.
#pragma STDC FP_CONTRACT OFF

#include "mlp_training_kernels.h"

#if defined(__x86_64__)

#define WIDE_TILES 1
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), apply_to = function)
#include "tier/training.h"
#pragma clang attribute pop

const mlp_training_kernels mlp_avx512_training_kernels = TRAINING_KERNELS("avx512");

#endif
