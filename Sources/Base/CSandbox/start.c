#pragma STDC FP_CONTRACT OFF
#define _GNU_SOURCE

#include "mlp_sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "descriptors.h"

/// What a shell ends with where it cannot execute a program.
enum { CANNOT_EXECUTE = 127 };

static void set_limit(int resource, rlim_t soft, rlim_t hard) {
  struct rlimit most, limit;
  if (getrlimit(resource, &most) != 0) return;
  limit.rlim_max = hard < most.rlim_max ? hard : most.rlim_max;
  limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
  setrlimit(resource, &limit);
}

static bool take_default_signals(void) {
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);  // Some cannot be set.
  sigset_t none;
  sigemptyset(&none);
  return sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

/// Makes `channel` and /dev/null the only descriptors.
static bool take_descriptors(int channel) {
  // Whichever number it has, afterwards it is none of the first three.
  int high = fcntl(channel, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (high < 0 || null < 0) return false;
  if (null == STDERR_FILENO ? fcntl(null, F_SETFD, 0) != 0 : dup2(null, STDERR_FILENO) < 0) return false;
  if (dup2(high, STDIN_FILENO) < 0 || dup2(high, STDOUT_FILENO) < 0) return false;
  return mlp_sandbox_close_descriptors() == 0;
}

/// Runs in the forked child, where other threads may have held locks: system calls only.
static void become(const char *program, char *const *arguments, char *const *environment,
                   uint64_t memory_bytes, uint64_t cpu_seconds, int channel, pid_t parent) {
  bool is_ready = take_default_signals() && take_descriptors(channel);
  // Of these mlp_sandbox_confine finds those that the system refuses.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  set_limit(RLIMIT_AS, memory_bytes, memory_bytes);
  // SIGXCPU at the first, which says what happened; SIGKILL at the second.
  set_limit(RLIMIT_CPU, cpu_seconds, cpu_seconds + 1);
  set_limit(RLIMIT_FSIZE, 0, 0);
  set_limit(RLIMIT_CORE, 0, 0);
  // A few for the dynamic linker, one at a time; mlp_sandbox_confine takes them too.
  set_limit(RLIMIT_NOFILE, 16, 16);
  // The signal does not come where the parent went first.
  is_ready = is_ready && getppid() == parent;
  if (is_ready) execve(program, arguments, environment);
  _exit(CANNOT_EXECUTE);
}

int mlp_sandbox_start(const char *program, char *const *arguments, uint64_t memory_bytes,
                      uint64_t cpu_seconds, mlp_sandbox_child *child) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return errno;
  // Before fork, because the environment may have a lock.
  char *environment[] = {NULL, NULL};
  const char *libraries = getenv("LD_LIBRARY_PATH");
  char *entry = NULL;
  if (libraries) {
    static const char name[] = "LD_LIBRARY_PATH=";
    size_t length = __builtin_strlen(libraries) + 1;
    entry = malloc(sizeof name - 1 + length);
    if (!entry) {
      close(ends[0]);
      close(ends[1]);
      return ENOMEM;
    }
    __builtin_memcpy(entry, name, sizeof name - 1);
    __builtin_memcpy(entry + sizeof name - 1, libraries, length);
    environment[0] = entry;
  }
  pid_t parent = getpid();
  pid_t process = fork();
  if (process == 0) become(program, arguments, environment, memory_bytes, cpu_seconds, ends[1], parent);
  int error = errno;
  free(entry);
  close(ends[1]);
  if (process < 0) {
    close(ends[0]);
    return error;
  }
  *child = (mlp_sandbox_child){process, ends[0]};
  return 0;
}
