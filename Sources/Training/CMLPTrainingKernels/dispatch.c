// The training kernels that go with the forward kernels of a tier.
#pragma STDC FP_CONTRACT OFF

#include "mlp_training_kernels.h"

extern const mlp_training_kernels mlp_scalar_training_kernels;
#if defined(__x86_64__)
extern const mlp_training_kernels mlp_avx2_training_kernels, mlp_avx512_training_kernels;
#elif defined(__aarch64__)
extern const mlp_training_kernels mlp_neon_training_kernels;
#endif

const mlp_training_kernels *mlp_training_kernels_of(mlp_tier tier) {
  if (!mlp_kernels_of(tier)) return NULL;
  switch (tier) {
    case MLP_TIER_SCALAR: return &mlp_scalar_training_kernels;
#if defined(__x86_64__)
    case MLP_TIER_AVX2: return &mlp_avx2_training_kernels;
    case MLP_TIER_AVX512: return &mlp_avx512_training_kernels;
#elif defined(__aarch64__)
    case MLP_TIER_NEON: return &mlp_neon_training_kernels;
#endif
    default: return NULL;
  }
}
