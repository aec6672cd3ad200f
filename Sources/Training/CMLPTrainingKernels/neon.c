// AArch64, whose baseline has NEON and fused multiply-add.
#pragma STDC FP_CONTRACT OFF

#include "mlp_training_kernels.h"

#if defined(__aarch64__)

#define WIDE_TILES 0
#include "tier/training.h"

const mlp_training_kernels mlp_neon_training_kernels = TRAINING_KERNELS("neon");

#endif
