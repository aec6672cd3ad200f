// x86-64 with AVX-512 F, VL, DQ and BW.
#pragma STDC FP_CONTRACT OFF

#include "mlp_kernels.h"
#include "narrow_width.h"

#if defined(__x86_64__)

#define WIDE_TILES 1
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,fma"))), apply_to = function)
#include "tier/kernels.h"
#pragma clang attribute pop

const mlp_kernels mlp_avx512_kernels = {"avx512", dense, activate, softmax, log_softmax, forward};

#endif
