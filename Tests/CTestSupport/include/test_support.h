/// What tests need to know of a process and Swift cannot say: fork, which system calls and allocations a
/// piece of code makes, and a floating-point control word that is not the default.
#ifndef MLP_TEST_SUPPORT_H
#define MLP_TEST_SUPPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// fork, where SIGALRM ends the child after `seconds`. Swift does not import fork, because code of a
/// child may need locks that the parent's other threads hold: let the parent do first what the child
/// will.
pid_t mlp_test_fork(unsigned seconds);

/// From now on a system call of any thread of this process ends it with SIGSYS, unless it is
/// exit_group, or where threads may wait for each other futex or sched_yield. There is no way back. False
/// where the system refuses.
bool mlp_test_forbid_system_calls(bool may_wait);

/// Calls of this process while it counts.
typedef struct {
  long allocations;  // malloc and its relatives
  long releases;     // free of anything
  long locks;        // pthread_mutex_lock, pthread_rwlock_rdlock and _wrlock
} mlp_test_calls;

/// Counts from 0.
void mlp_test_start_counting(void);

/// What was counted since; counts no more.
mlp_test_calls mlp_test_stop_counting(void);

/// Sets flush-to-zero, subnormals as zero and rounding toward zero on this thread, as a host may have
/// done; returns the control word before, for `mlp_test_set_float_control`.
uint64_t mlp_test_spoil_float_control(void);

/// The control word, without the flags that operations raise.
uint64_t mlp_test_float_control(void);

/// Sets it.
void mlp_test_set_float_control(uint64_t word);

#endif
