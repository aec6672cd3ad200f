// The reserve: what small allocations get where the system has no memory left.
//
// Swift cannot report that a small allocation failed, and ends the process. tools/library therefore links every
// allocation of the library, those of the Swift runtime inside too, to the functions here (ld's --wrap). They ask
// the C library first. What it refuses comes from a pool that the library brings along and that is otherwise
// never touched, and is counted (mlp_reserve.h), so that loading stops with MLP_ERROR_MEMORY and gives it back.
// Numbers and bytes, whose count a file or a caller decides, are allocated by mlp_allocate_without_reserve and mmap, which
// fail; and what a program can do without, as room for more rows at once, is given back where the pool was used for it.

#pragma STDC FP_CONTRACT OFF

#define _GNU_SOURCE

#include "mlp_reserve.h"

#include <errno.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// The linker's names. Weak, for builds that are not linked so: there nothing calls what is below.
__attribute__((weak)) void *__real_malloc(size_t size);
__attribute__((weak)) void *__real_calloc(size_t count, size_t size);
__attribute__((weak)) void *__real_realloc(void *memory, size_t size);
__attribute__((weak)) int __real_posix_memalign(void **memory, size_t alignment, size_t size);
__attribute__((weak)) size_t __real_malloc_usable_size(void *memory);
__attribute__((weak)) void __real_free(void *memory);
// operator new and delete, by the names of the C++ interface that the compilers of Linux have in common. A host may
// have its own, so what is not of the pool goes back to where it came from.
__attribute__((weak)) void *_ZnwmRKSt9nothrow_t(size_t size, const void *nothrow);
__attribute__((weak)) void *_ZnwmSt11align_val_tRKSt9nothrow_t(size_t size, size_t alignment, const void *nothrow);
extern const char _ZSt7nothrow __attribute__((weak));
__attribute__((weak)) void __real__ZdlPv(void *memory);
__attribute__((weak)) void __real__ZdlPvm(void *memory, size_t size);
__attribute__((weak)) void __real__ZdlPvmSt11align_val_t(void *memory, size_t size, size_t alignment);

enum {
  // Header and payload are multiples of it, so that every payload is aligned to it.
  UNIT = 64,
  // What a thread takes until it stops is well below a megabyte.
  POOL_SIZE = 16 << 20,
  // More than that is no small allocation.
  LARGEST = 2 << 20,
};

/// In front of every payload; blocks lie one behind the other.
typedef struct {
  alignas(UNIT) size_t size;  // of header and payload
  size_t used;
} block;

static alignas(UNIT) char pool[POOL_SIZE];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int is_ours(const void *memory) { return (uintptr_t)memory - (uintptr_t)pool < POOL_SIZE; }

static block *after(block *b) { return (block *)((char *)b + b->size); }

/// The first free block that is large enough, neighbors that are free made one on the way.
static void *find(size_t size) {
  block *end = (block *)(pool + POOL_SIZE), *b = (block *)pool;
  if (b->size == 0) b->size = POOL_SIZE;
  for (; b < end; b = after(b)) {
    if (b->used) continue;
    for (block *next = after(b); next < end && !next->used; next = after(b)) b->size += next->size;
    if (b->size < size) continue;
    if (b->size > size) {
      block *rest = (block *)((char *)b + size);
      rest->size = b->size - size;
      rest->used = 0;
      b->size = size;
    }
    b->used = 1;
    return b + 1;
  }
  return NULL;
}

static void *take(size_t size, size_t alignment) {
  if (size > LARGEST || alignment > UNIT) return NULL;
  size_t whole = sizeof(block) + (size + UNIT - 1) / UNIT * UNIT;
  // Where nothing is left in the pool, calls on other threads have it and are about to give it back. That takes far
  // less than ten seconds, after which the process ends: Swift has no other way.
  for (int wait = 0; wait < 10000; wait++) {
    pthread_mutex_lock(&lock);
    void *found = find(whole);
    pthread_mutex_unlock(&lock);
    if (found) {
      mlp_reserve_count_use();
      return found;
    }
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
  return NULL;
}

static size_t room(void *memory) {
  return is_ours(memory) ? ((block *)memory)[-1].size - sizeof(block) : __real_malloc_usable_size(memory);
}

void __wrap_free(void *memory) {
  if (!is_ours(memory)) {
    __real_free(memory);
    return;
  }
  pthread_mutex_lock(&lock);
  ((block *)memory)[-1].used = 0;
  pthread_mutex_unlock(&lock);
}

void *__wrap_malloc(size_t size) {
  void *found = __real_malloc(size);
  return found ? found : take(size, UNIT);
}

void *__wrap_calloc(size_t count, size_t size) {
  void *found = __real_calloc(count, size);
  size_t bytes;
  if (found || __builtin_mul_overflow(count, size, &bytes)) return found;
  found = take(bytes, UNIT);
  return found ? memset(found, 0, bytes) : NULL;
}

void *__wrap_realloc(void *memory, size_t size) {
  if (!memory) return __wrap_malloc(size);
  void *found = is_ours(memory) ? __wrap_malloc(size) : __real_realloc(memory, size);
  if (found && !is_ours(memory)) return found;
  if (!found) found = size ? take(size, UNIT) : NULL;
  if (!found) return NULL;
  size_t old = room(memory);
  memcpy(found, memory, old < size ? old : size);
  __wrap_free(memory);
  return found;
}

int __wrap_posix_memalign(void **memory, size_t alignment, size_t size) {
  int failure = __real_posix_memalign(memory, alignment, size);
  if (failure != ENOMEM) return failure;
  void *found = take(size, alignment);
  if (!found) return ENOMEM;
  *memory = found;
  return 0;
}

size_t __wrap_malloc_usable_size(void *memory) { return memory ? room(memory) : 0; }

void *__wrap__Znwm(size_t size) {
  void *found = _ZnwmRKSt9nothrow_t(size, &_ZSt7nothrow);
  if (!found) found = take(size, UNIT);
  if (!found) abort();
  return found;
}

void *__wrap__ZnwmSt11align_val_t(size_t size, size_t alignment) {
  void *found = _ZnwmSt11align_val_tRKSt9nothrow_t(size, alignment, &_ZSt7nothrow);
  if (!found) found = take(size, alignment);
  if (!found) abort();
  return found;
}

void __wrap__ZdlPv(void *memory) { is_ours(memory) ? __wrap_free(memory) : __real__ZdlPv(memory); }

void __wrap__ZdlPvm(void *memory, size_t size) {
  is_ours(memory) ? __wrap_free(memory) : __real__ZdlPvm(memory, size);
}

void __wrap__ZdlPvmSt11align_val_t(void *memory, size_t size, size_t alignment) {
  is_ours(memory) ? __wrap_free(memory) : __real__ZdlPvmSt11align_val_t(memory, size, alignment);
}

// A child of a fork has the lock as it was, but not the thread that would open it.
static void before_fork(void) { pthread_mutex_lock(&lock); }
static void after_fork(void) { pthread_mutex_unlock(&lock); }
__attribute__((constructor)) static void watch_forks(void) { pthread_atfork(before_fork, after_fork, after_fork); }
