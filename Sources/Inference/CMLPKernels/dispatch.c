// Which kernels this CPU runs: one ladder, fastest first.
#include "mlp_kernels.h"

#pragma STDC FP_CONTRACT OFF

extern const mlp_kernels mlp_scalar_kernels;
#if defined(__x86_64__)
extern const mlp_kernels mlp_avx2_kernels, mlp_avx512_kernels;
#elif defined(__aarch64__)
extern const mlp_kernels mlp_neon_kernels;
#endif

const mlp_kernels *mlp_kernels_of(mlp_tier tier) {
  switch (tier) {
    case MLP_TIER_SCALAR: return &mlp_scalar_kernels;
#if defined(__x86_64__)
    case MLP_TIER_AVX2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &mlp_avx2_kernels : NULL;
    case MLP_TIER_AVX512:
      return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                     __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")
                 ? &mlp_avx512_kernels
                 : NULL;
#elif defined(__aarch64__)
    case MLP_TIER_NEON: return &mlp_neon_kernels;
#endif
    default: return NULL;
  }
}

mlp_tier mlp_best_tier(void) {
  if (mlp_kernels_of(MLP_TIER_AVX512)) return MLP_TIER_AVX512;
  if (mlp_kernels_of(MLP_TIER_AVX2)) return MLP_TIER_AVX2;
  if (mlp_kernels_of(MLP_TIER_NEON)) return MLP_TIER_NEON;
  return MLP_TIER_SCALAR;
}
