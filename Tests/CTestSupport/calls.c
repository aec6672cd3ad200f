// Functions of the C library under their own names, in front of it: the program's are the ones that
// every library of the process calls.
#pragma STDC FP_CONTRACT OFF
#define _GNU_SOURCE

#include "test_support.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

static atomic_bool is_counting;
static atomic_long allocations, releases, locks;

static void count(atomic_long *calls) {
  if (atomic_load_explicit(&is_counting, memory_order_relaxed))
    atomic_fetch_add_explicit(calls, 1, memory_order_relaxed);
}

void mlp_test_start_counting(void) {
  allocations = releases = locks = 0;
  is_counting = true;
}

mlp_test_calls mlp_test_stop_counting(void) {
  is_counting = false;
  return (mlp_test_calls){allocations, releases, locks};
}

// MARK: Memory

// The C library's own, under the names that it has for this.
extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t),
    *__libc_memalign(size_t, size_t);
extern void __libc_free(void *);

void *malloc(size_t size) {
  count(&allocations);
  return __libc_malloc(size);
}

void *calloc(size_t items, size_t size) {
  count(&allocations);
  return __libc_calloc(items, size);
}

void *realloc(void *old, size_t size) {
  count(&allocations);
  return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
  count(&allocations);
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) || alignment & (alignment - 1) || alignment == 0) return EINVAL;
  void *memory = memalign(alignment, size);
  if (!memory) return ENOMEM;
  *result = memory;
  return 0;
}

void free(void *memory) {
  if (memory) count(&releases);
  __libc_free(memory);
}

// MARK: Locks

// Calls the next definition of this name, the C library's.
#define COUNTED_LOCK(NAME, OBJECT)                                      \
  int NAME(OBJECT *object) {                                            \
    static int (*_Atomic next)(OBJECT *);                               \
    int (*function)(OBJECT *) = next;                                   \
    if (!function) next = function = (int (*)(OBJECT *))dlsym(RTLD_NEXT, #NAME); \
    count(&locks);                                                      \
    return function(object);                                            \
  }

COUNTED_LOCK(pthread_mutex_lock, pthread_mutex_t)
COUNTED_LOCK(pthread_rwlock_rdlock, pthread_rwlock_t)
COUNTED_LOCK(pthread_rwlock_wrlock, pthread_rwlock_t)
