#pragma STDC FP_CONTRACT OFF
#define _GNU_SOURCE

#include "mlp_sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "descriptors.h"

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "The sandbox has a filter of system calls for x86-64 and AArch64."
#endif

/// The error that a limit of mlp_sandbox_start is not there with.
static int check_limits(void) {
  struct rlimit limit;
  // Some emulators accept a limit on memory and forget it.
  const int bounded[] = {RLIMIT_AS, RLIMIT_CPU};
  for (int i = 0; i < 2; i++) {
    if (getrlimit(bounded[i], &limit) != 0) return errno;
    if (limit.rlim_cur == RLIM_INFINITY) return MLP_SANDBOX_NO_EFFECT;
  }
  const int none[] = {RLIMIT_FSIZE, RLIMIT_CORE};
  for (int i = 0; i < 2; i++) {
    if (getrlimit(none[i], &limit) != 0) return errno;
    if (limit.rlim_max != 0) return MLP_SANDBOX_NO_EFFECT;
  }
  return 0;
}

static int take_descriptors_and_processes(void) {
  const struct rlimit none = {0, 0};
  if (setrlimit(RLIMIT_NPROC, &none) != 0 || setrlimit(RLIMIT_NOFILE, &none) != 0) return errno;
  int copy = dup(STDIN_FILENO);
  if (copy < 0) return errno == EMFILE ? 0 : errno;
  close(copy);
  return MLP_SANDBOX_NO_EFFECT;
}

static int check_parent_signal(void) {
  int number = 0;
  if (prctl(PR_GET_PDEATHSIG, &number, 0, 0, 0) != 0) return errno;
  return number == SIGKILL ? 0 : MLP_SANDBOX_NO_EFFECT;
}

static int take_privileges(void) {
  // Without it a process without privileges can set neither a filter nor Landlock.
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return errno;
  return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0
             ? 0
             : MLP_SANDBOX_NO_EFFECT;
}

// MARK: Landlock

// The interface of the kernel's linux/landlock.h, of which systems have older versions or none.

/// What a set of rules is about.
typedef struct {
  uint64_t files, ports, others;
} landlock_rules;

enum { CREATE_RULES = 444, RESTRICT_SELF = 446, ASK_VERSION = 1 };

static int take_files(void) {
  long version = syscall(CREATE_RULES, NULL, 0, ASK_VERSION);
  // A kernel before 5.13, one that has it turned off, a container that hides it.
  if (version < 1) return 0;
  // Everything that the version knows, with no rule that allows any of it.
  landlock_rules rules = {(1 << 13) - 1, 0, 0};
  if (version >= 2) rules.files |= 1 << 13;  // links and names across folders
  if (version >= 3) rules.files |= 1 << 14;  // truncation
  if (version >= 5) rules.files |= 1 << 15;  // ioctl of devices
  if (version >= 4) rules.ports = 3;         // TCP: bind, connect
  if (version >= 6) rules.others = 3;        // abstract sockets, signals
  size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  int set = (int)syscall(CREATE_RULES, &rules, size, 0);
  if (set < 0) return errno;
  int error = syscall(RESTRICT_SELF, set, 0) == 0 ? 0 : errno;
  close(set);
  if (error != 0) return error;
  int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return errno == EACCES ? 0 : errno;
  close(folder);
  return MLP_SANDBOX_NO_EFFECT;
}

// MARK: The filter

static int take_calls(void) {
  struct sock_filter lines[MLP_SANDBOX_LINE_LIMIT];
  struct sock_fprog program = {(unsigned short)mlp_sandbox_filter(ARCHITECTURE, lines), lines};
  long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
  if (result != 0) return result < 0 ? errno : MLP_SANDBOX_NO_EFFECT;
  // A call that nobody forbids otherwise, and that does nothing where it is let through.
  return syscall(SYS_getppid) == -1 && errno == EPERM ? 0 : MLP_SANDBOX_NO_EFFECT;
}

int mlp_sandbox_confine(int errors[MLP_SANDBOX_PART_COUNT]) {
  clearenv();
  errors[MLP_SANDBOX_DESCRIPTORS] = mlp_sandbox_close_descriptors();
  errors[MLP_SANDBOX_PARENT] = check_parent_signal();
  errors[MLP_SANDBOX_PRIVILEGES] = take_privileges();
  // It takes a descriptor.
  errors[MLP_SANDBOX_LANDLOCK] = take_files();
  int error = take_descriptors_and_processes();
  errors[MLP_SANDBOX_LIMITS] = error != 0 ? error : check_limits();
  // After it nothing else can be taken.
  errors[MLP_SANDBOX_FILTER] = take_calls();
  int count = 0;
  for (int part = 0; part < MLP_SANDBOX_PART_COUNT; part++) count += errors[part] != 0;
  return count;
}
