// The floating-point control word. A host that set flush-to-zero, another rounding mode or traps
// would get other results; setting the word costs ten times as much as reading it.
#include "mlp_kernels.h"

#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)

static uint64_t get(void) { return __builtin_ia32_stmxcsr(); }
static void set(uint64_t word) { __builtin_ia32_ldmxcsr((unsigned)word); }
// All exceptions masked, round to nearest; the low six bits are flags that operations raise.
enum { DEFAULT = 0x1f80, FLAGS = 0x3f };

#elif defined(__aarch64__)

static uint64_t get(void) {
  uint64_t word;
  __asm__ volatile("mrs %0, fpcr" : "=r"(word));
  return word;
}
static void set(uint64_t word) { __asm__ volatile("msr fpcr, %0" ::"r"(word)); }
enum { DEFAULT = 0, FLAGS = 0 };

#else

static uint64_t get(void) { return 0; }
static void set(uint64_t word) { (void)word; }
enum { DEFAULT = 0, FLAGS = 0 };

#endif

uint64_t mlp_float_control_default(void) {
  uint64_t found = get();
  if ((found & ~(uint64_t)FLAGS) != DEFAULT) set(DEFAULT);
  return found;
}

void mlp_float_control_restore(uint64_t saved) {
  if ((saved & ~(uint64_t)FLAGS) != DEFAULT) set(saved);
}
