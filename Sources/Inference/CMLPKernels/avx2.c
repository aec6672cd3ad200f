// x86-64 with AVX2 and FMA.
#pragma STDC FP_CONTRACT OFF

#include "mlp_kernels.h"
#include "narrow_width.h"

#if defined(__x86_64__)

#define WIDE_TILES 0
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "tier/kernels.h"
#pragma clang attribute pop

const mlp_kernels mlp_avx2_kernels = {"avx2", dense, activate, softmax, log_softmax, forward};

#endif
