#pragma STDC FP_CONTRACT OFF
#define _GNU_SOURCE

#include "mlp_threads.h"

#include <sched.h>

int mlp_affinity_count(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}
