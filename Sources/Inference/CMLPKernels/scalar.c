// The reference: baseline instructions only, fused multiply-add by the C library.
#pragma STDC FP_CONTRACT OFF

#include "mlp_kernels.h"
#include "narrow_width.h"

#define WIDE_TILES 0
#include "tier/kernels.h"

const mlp_kernels mlp_scalar_kernels = {"scalar", dense, activate, softmax, log_softmax, forward};
