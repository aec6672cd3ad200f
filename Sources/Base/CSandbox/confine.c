#pragma STDC FP_CONTRACT OFF
#define _GNU_SOURCE

#include "mlp_sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define ALLOW(CALL)                                 \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CALL, 0, 1), \
  BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

bool mlp_sandbox_confine(void) {
  const struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_NOFILE, &none) != 0) return false;
#ifdef ARCHITECTURE
  struct sock_filter lines[] = {
      // The numbers below are those of one architecture: a call by another's is the end.
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      ALLOW(SYS_read), ALLOW(SYS_write),
      ALLOW(SYS_brk), ALLOW(SYS_mmap), ALLOW(SYS_mremap), ALLOW(SYS_munmap), ALLOW(SYS_madvise),
      ALLOW(SYS_futex), ALLOW(SYS_clock_gettime), ALLOW(SYS_getrandom),
      ALLOW(SYS_gettid), ALLOW(SYS_rt_sigprocmask), ALLOW(SYS_rt_sigreturn),
      ALLOW(SYS_exit), ALLOW(SYS_exit_group),
      // An error and not the end: libraries try things that they can do without.
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
  };
  struct sock_fprog program = {sizeof lines / sizeof *lines, lines};
  // What lets a process without privileges set a filter.
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
#endif
  return true;
}
