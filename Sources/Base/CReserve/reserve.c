#pragma STDC FP_CONTRACT OFF

#include "mlp_reserve.h"

#include <stdatomic.h>
#include <stdlib.h>

// calloc where the linker puts another in its place (tools/library); NULL in programs that are not linked so.
__attribute__((weak)) void *__real_calloc(size_t count, size_t size);

static atomic_size_t uses;

size_t mlp_reserve_use_count(void) { return atomic_load_explicit(&uses, memory_order_relaxed); }

void mlp_reserve_count_use(void) { atomic_fetch_add_explicit(&uses, 1, memory_order_relaxed); }

void *mlp_allocate_without_reserve(size_t size) {
  return __real_calloc ? __real_calloc(size, 1) : calloc(size, 1);
}
