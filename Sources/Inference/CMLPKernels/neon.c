// AArch64, whose baseline has NEON and fused multiply-add.
#include "mlp_kernels.h"
#include "narrow_width.h"

#pragma STDC FP_CONTRACT OFF

#if defined(__aarch64__)

#define WIDE_TILES 0
#include "tier/kernels.h"

const mlp_kernels mlp_neon_kernels = {"neon", dense, activate, softmax, forward};

#endif
