#pragma STDC FP_CONTRACT OFF
#define _GNU_SOURCE

#include "mlp_sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "calls.h"

// The numbers of the architecture that this is compiled for are those of its headers.
#if defined(__x86_64__)
#define CHECK(NAME, X86_64, AARCH64) _Static_assert(SYS_##NAME == X86_64, #NAME);
MLP_SANDBOX_CALLS(CHECK)
_Static_assert(SYS_mmap == MLP_SANDBOX_MMAP_X86_64, "mmap");
#elif defined(__aarch64__)
#define CHECK(NAME, X86_64, AARCH64) _Static_assert(SYS_##NAME == AARCH64, #NAME);
MLP_SANDBOX_CALLS(CHECK)
_Static_assert(SYS_mmap == MLP_SANDBOX_MMAP_AARCH64, "mmap");
#endif

/// The bit in the numbers of x86-64's second set of calls, whose pointers have 32 bits.
enum { X32 = 0x40000000 };

static const uint32_t x86_64_calls[] = {
#define NUMBER(NAME, X86_64, AARCH64) X86_64,
    MLP_SANDBOX_CALLS(NUMBER)
#undef NUMBER
};

static const uint32_t aarch64_calls[] = {
#define NUMBER(NAME, X86_64, AARCH64) AARCH64,
    MLP_SANDBOX_CALLS(NUMBER)
#undef NUMBER
};

enum { CALL_COUNT = sizeof x86_64_calls / sizeof *x86_64_calls };
_Static_assert(2 * CALL_COUNT + 12 <= MLP_SANDBOX_LINE_LIMIT, "room for the lines");

size_t mlp_sandbox_filter(uint32_t architecture, struct sock_filter lines[MLP_SANDBOX_LINE_LIMIT]) {
  const bool is_x86_64 = architecture == AUDIT_ARCH_X86_64;
  if (!is_x86_64 && architecture != AUDIT_ARCH_AARCH64) return 0;
  const uint32_t *calls = is_x86_64 ? x86_64_calls : aarch64_calls;
  struct sock_filter *line = lines;
#define LOAD(FIELD) \
  *line++ = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, FIELD))
#define RETURN(ACTION) *line++ = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, ACTION)
// The next line is for what passes the test, or for what does not.
#define IF(TEST, NUMBER) *line++ = (struct sock_filter)BPF_JUMP(BPF_JMP | TEST | BPF_K, NUMBER, 0, 1)
#define UNLESS(TEST, NUMBER) *line++ = (struct sock_filter)BPF_JUMP(BPF_JMP | TEST | BPF_K, NUMBER, 1, 0)
  LOAD(arch);
  UNLESS(BPF_JEQ, architecture);
  RETURN(SECCOMP_RET_KILL_PROCESS);
  LOAD(nr);
  if (is_x86_64) {
    IF(BPF_JGE, X32);
    RETURN(SECCOMP_RET_KILL_PROCESS);
  }
  for (int i = 0; i < CALL_COUNT; i++) {
    IF(BPF_JEQ, calls[i]);
    RETURN(SECCOMP_RET_ALLOW);
  }
  // An error and not the end: libraries try things that they can do without.
  UNLESS(BPF_JEQ, is_x86_64 ? MLP_SANDBOX_MMAP_X86_64 : MLP_SANDBOX_MMAP_AARCH64);
  RETURN(SECCOMP_RET_ERRNO | EPERM);
  // The lower half of the protection, on machines that are little-endian.
  LOAD(args[2]);
  IF(BPF_JSET, PROT_EXEC);
  RETURN(SECCOMP_RET_ERRNO | EPERM);
  RETURN(SECCOMP_RET_ALLOW);
  return (size_t)(line - lines);
}
