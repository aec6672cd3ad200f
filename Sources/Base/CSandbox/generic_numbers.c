// Checks the numbers of AArch64 on every machine: Linux gives it those of its generic table.
#pragma STDC FP_CONTRACT OFF

#if __has_include(<asm-generic/unistd.h>)
#include <asm-generic/unistd.h>

#include "calls.h"

#define CHECK(NAME, X86_64, AARCH64) _Static_assert(__NR_##NAME == AARCH64, #NAME);
MLP_SANDBOX_CALLS(CHECK)
_Static_assert(__NR_mmap == MLP_SANDBOX_MMAP_AARCH64, "mmap");
#endif
