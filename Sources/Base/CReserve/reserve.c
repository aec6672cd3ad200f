#pragma STDC FP_CONTRACT OFF

#include "mlp_reserve.h"

#include <stdatomic.h>

static atomic_size_t uses;

size_t mlp_reserve_use_count(void) { return atomic_load_explicit(&uses, memory_order_relaxed); }

void mlp_reserve_count_use(void) { atomic_fetch_add_explicit(&uses, 1, memory_order_relaxed); }
