#pragma STDC FP_CONTRACT OFF
#define _GNU_SOURCE

#include "mlp_threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

int mlp_affinity_count(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

static atomic_int forks;

static void count_fork(void) { atomic_fetch_add_explicit(&forks, 1, memory_order_relaxed); }

__attribute__((constructor)) static void notice_forks(void) { pthread_atfork(NULL, NULL, count_fork); }

int mlp_fork_count(void) { return atomic_load_explicit(&forks, memory_order_relaxed); }
