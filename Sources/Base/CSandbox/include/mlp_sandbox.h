/// Processes that can do little: what of it Swift cannot say (fork, limits between fork and exec, a filter
/// of system calls).
#ifndef MLP_SANDBOX_H
#define MLP_SANDBOX_H

#include <linux/filter.h>
#include <stddef.h>
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
/// A limit that the system refuses is left out here, and found by mlp_sandbox_confine.
///
/// Both arrays end with NULL. Returns 0, or the errno of the call that failed.
int mlp_sandbox_start(const char *program, char *const *arguments, uint64_t memory_bytes,
                      uint64_t cpu_seconds, mlp_sandbox_child *child);

/// The parts of a sandbox.
typedef enum {
  /// No open descriptors but the first three.
  MLP_SANDBOX_DESCRIPTORS,
  /// The limits of mlp_sandbox_start; no new descriptors and no new processes.
  MLP_SANDBOX_LIMITS,
  /// The end of the process with the thread that started it.
  MLP_SANDBOX_PARENT,
  /// No new privileges; memory that other processes of the user cannot read.
  MLP_SANDBOX_PRIVILEGES,
  /// No files, TCP ports, signals to others or abstract sockets, as far as the kernel's Landlock knows
  /// them. A kernel without Landlock lacks nothing: the filter comes first.
  MLP_SANDBOX_LANDLOCK,
  /// System calls: those of mlp_sandbox_filter.
  MLP_SANDBOX_FILTER,
} mlp_sandbox_part;

enum {
  MLP_SANDBOX_PART_COUNT = 6,
  /// In place of an errno: the call succeeded, but what it forbids is still possible.
  MLP_SANDBOX_NO_EFFECT = -1,
};

/// Takes from this process, which mlp_sandbox_start started and which has one thread, everything that
/// it does not need to compute. Every part is tried, then checked: what it forbids has to fail.
///
/// `errors` gets a number for each part: 0, the errno of the call that failed, or MLP_SANDBOX_NO_EFFECT.
/// Returns how many of them are not 0.
int mlp_sandbox_confine(int errors[MLP_SANDBOX_PART_COUNT]);

/// The most lines that mlp_sandbox_filter writes.
enum { MLP_SANDBOX_LINE_LIMIT = 64 };

/// The filter of system calls for an architecture (AUDIT_ARCH_X86_64 or AUDIT_ARCH_AARCH64), whichever
/// this one is: allowed are memory that is not executable, locks, time, random bytes, reading and writing
/// what is open, signal masks, the end. Other calls fail with EPERM; a call by another architecture's
/// numbers (32-bit and x32 ones too) ends the process.
///
/// Returns how many lines were written; 0 for any other architecture.
size_t mlp_sandbox_filter(uint32_t architecture, struct sock_filter lines[MLP_SANDBOX_LINE_LIMIT]);

#endif
