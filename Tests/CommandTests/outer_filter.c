// Runs a command under a filter that answers some of its system calls, as a container or an emulator would.
//
//   outer_filter ERROR CALL[,CALL...] COMMAND [ARGUMENT...]
//
// ERROR is the errno of these calls: ENOSYS, EPERM, or 0, as where a call is accepted and has no effect.
// Without arguments it prints the version of the kernel's Landlock, or -1.
#pragma STDC FP_CONTRACT OFF
#define _GNU_SOURCE

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
  const char *name;
  unsigned number;
} calls[] = {
    {"seccomp", SYS_seccomp},
    {"prctl", SYS_prctl},
    {"prlimit64", SYS_prlimit64},
    {"close_range", SYS_close_range},
    {"landlock_create_ruleset", 444},
    {"landlock_restrict_self", 446},
};

int main(int count, char **arguments) {
  if (count == 1) return printf("%ld\n", syscall(444, NULL, 0, 1)) < 0;
  if (count < 4) return 90;
  unsigned error = strcmp(arguments[1], "ENOSYS") == 0 ? ENOSYS : strcmp(arguments[1], "EPERM") == 0 ? EPERM : 0;
  struct sock_filter lines[64];
  unsigned short size = 0;
  lines[size++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  for (char *name = strtok(arguments[2], ","); name; name = strtok(NULL, ",")) {
    size_t i = 0;
    while (i < sizeof calls / sizeof *calls && strcmp(calls[i].name, name) != 0) i++;
    if (i == sizeof calls / sizeof *calls) return 91;
    lines[size++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, calls[i].number, 0, 1);
    lines[size++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error);
  }
  lines[size++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  struct sock_fprog program = {size, lines};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    return 92;
  execv(arguments[3], arguments + 3);
  return 93;
}
