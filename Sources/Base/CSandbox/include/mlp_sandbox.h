/// Processes that can do little: what of it Swift cannot say (fork, limits between fork and exec, a filter
/// of system calls).
#ifndef MLP_SANDBOX_H
#define MLP_SANDBOX_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// A program that was started, and this side of the socket that is its standard input and output.
typedef struct {
  pid_t process;
  int channel;
} mlp_sandbox_child;

/// Starts `program` with at most `memory_bytes` of address space and `cpu_seconds` of CPU time.
///
/// It cannot write to files, leaves no core dump, and ends with the thread that started it. It has three
/// descriptors: the socket twice, and /dev/null as standard error. Its environment holds what the dynamic
/// linker needs to find the same libraries (LD_LIBRARY_PATH) and nothing else. Signals are as at the start
/// of a program. One that cannot be executed ends with status 127.
///
/// Both arrays end with NULL. Returns 0, or the errno of the call that failed.
int mlp_sandbox_start(const char *program, char *const *arguments, uint64_t memory_bytes,
                      uint64_t cpu_seconds, mlp_sandbox_child *child);

/// From now on this process opens nothing and makes no system calls but those that memory, locks, reading
/// and writing what is open, and its end take; others fail with EPERM.
///
/// Two layers: no new descriptors, which every system enforces (false where it does not), and a filter,
/// which is left out where the system has none.
bool mlp_sandbox_confine(void);

#endif
