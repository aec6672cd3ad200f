/// The floating-point environment of a thread: rounding, subnormals, traps, and the flags that operations raise.
///
/// A host that set flush-to-zero, denormals-are-zero, another rounding mode or traps would get other results, or
/// be ended by a signal. Setting the environment takes several times as long as reading it.
#ifndef MLP_FLOAT_CONTROL_H
#define MLP_FLOAT_CONTROL_H

#include <stdint.h>

#if defined(__x86_64__)

// MXCSR: flags in bits 0 to 5, denormals are zero in 6, masks of the traps in 7 to 12, rounding in 13 and 14, flush
// to zero in 15. Code for this CPU computes nothing with the x87 unit, whose word stays the host's.
enum { MLP_FLOAT_FLAGS = 0x3f };
#define MLP_FLOAT_DEFAULT UINT64_C(0x1f80)
static inline uint64_t mlp_float_control_get(void) { return __builtin_ia32_stmxcsr(); }
static inline void mlp_float_control_set(uint64_t state) { __builtin_ia32_ldmxcsr((unsigned)state); }

#elif defined(__aarch64__)

// FPCR in the low half: traps in bits 8 to 12 and 15, FZ16 in 19, rounding in 22 and 23, FZ in 24, DN in 25, AHP in
// 26. FPSR with the flags, bits 0 to 4 and 7, in the high half.
#define MLP_FLOAT_FLAGS (UINT64_C(0xffffffff) << 32)
#define MLP_FLOAT_DEFAULT UINT64_C(0)
static inline uint64_t mlp_float_control_get(void) {
  uint64_t control, status;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  __asm__ volatile("mrs %0, fpsr" : "=r"(status));
  return (control & 0xffffffff) | status << 32;
}
static inline void mlp_float_control_set(uint64_t state) {
  __asm__ volatile("msr fpcr, %0" ::"r"(state & 0xffffffff));
  __asm__ volatile("msr fpsr, %0" ::"r"(state >> 32));
}

#else
#error "no way to set the floating-point environment of this CPU"
#endif

/// Puts the environment to the default (round to nearest, subnormals kept, no traps) if the host changed it, and
/// returns what it was, for `mlp_float_control_restore`.
static inline uint64_t mlp_float_control_default(void) {
  uint64_t found = mlp_float_control_get();
  if ((found & ~(uint64_t)MLP_FLOAT_FLAGS) != MLP_FLOAT_DEFAULT)
    mlp_float_control_set(MLP_FLOAT_DEFAULT | (found & (uint64_t)MLP_FLOAT_FLAGS));
  return found;
}

/// Puts back what `mlp_float_control_default` returned, the flags too.
static inline void mlp_float_control_restore(uint64_t saved) {
  if (mlp_float_control_get() != saved) mlp_float_control_set(saved);
}

/// Nothing, in another file: what a compiler has computed for `*result` it has computed before, and not after the
/// environment is put back.
void mlp_float_control_keep(const void *result);

/// float32(raw - origin), rounded to double and then to float. In another file, so that no compiler moves the
/// subtraction to where the environment is the host's.
float mlp_float_relative(double raw, double origin);

/// origin + x in double precision; in another file for the same reason.
double mlp_float_absolute(double origin, float x);

#endif
