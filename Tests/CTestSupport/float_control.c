#pragma STDC FP_CONTRACT OFF

#include "test_support.h"

#if defined(__x86_64__)

uint64_t mlp_test_float_control(void) { return __builtin_ia32_stmxcsr() & ~0x3fu; }
void mlp_test_set_float_control(uint64_t word) { __builtin_ia32_ldmxcsr((unsigned)word); }
enum { SPOILT = 0x8000 | 0x6000 | 0x0040 };

#elif defined(__aarch64__)

uint64_t mlp_test_float_control(void) {
  uint64_t word;
  __asm__ volatile("mrs %0, fpcr" : "=r"(word));
  return word;
}
void mlp_test_set_float_control(uint64_t word) { __asm__ volatile("msr fpcr, %0" ::"r"(word)); }
enum { SPOILT = 1 << 24 | 3 << 22 };

#endif

uint64_t mlp_test_spoil_float_control(void) {
  uint64_t word = mlp_test_float_control();
  mlp_test_set_float_control(word | SPOILT);
  return word;
}
