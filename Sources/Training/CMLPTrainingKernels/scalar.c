// The reference: baseline instructions only, fused multiply-add by the C library.
#pragma STDC FP_CONTRACT OFF

#include "mlp_training_kernels.h"

#define WIDE_TILES 0
#include "tier/training.h"

const mlp_training_kernels mlp_scalar_training_kernels = TRAINING_KERNELS("scalar");
