/// What threads need and Swift cannot say.
#ifndef MLP_THREADS_H
#define MLP_THREADS_H

/// Tells the CPU that this is a loop that waits for another one; Swift has no such instruction.
static inline void mlp_spin_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

/// The CPUs that this process may run on, or 0 where the system does not say. glibc declares the call
/// under _GNU_SOURCE alone, which Swift's module of it does not set.
int mlp_affinity_count(void);

/// How many forks lie between the program's start and this process: another number than before says that
/// this is a child, without the system call of getpid.
int mlp_fork_count(void);

#endif
