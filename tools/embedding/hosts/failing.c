// Makes allocations fail, for tests: LD_PRELOAD=failing.so HOST.
//
// The host calls fail_allocations(first, count) and fail_allocations(0, 0): from the first on (counted from 1), so
// many fail; -1 for all that follow. Counted are malloc, calloc, realloc, posix_memalign, aligned_alloc and mmap.

#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/types.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static atomic_long calls, first_failing, failing;

long fail_allocations(long first, long count) {
  long before = atomic_exchange(&calls, 0);
  atomic_store(&failing, count);
  atomic_store(&first_failing, first);
  return before;
}

static int fails(void) {
  long first = atomic_load(&first_failing), count = atomic_load(&failing);
  long call = atomic_fetch_add(&calls, 1) + 1;
  if (first == 0 || call < first || (count >= 0 && call >= first + count)) return 0;
  errno = ENOMEM;
  return 1;
}

void *malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return fails() ? NULL : __libc_calloc(count, size); }
void *realloc(void *memory, size_t size) { return fails() ? NULL : __libc_realloc(memory, size); }
void *aligned_alloc(size_t alignment, size_t size) { return fails() ? NULL : __libc_memalign(alignment, size); }

int posix_memalign(void **memory, size_t alignment, size_t size) {
  void *found = fails() ? NULL : __libc_memalign(alignment, size);
  if (!found) return ENOMEM;
  *memory = found;
  return 0;
}

void *mmap(void *address, size_t length, int protection, int flags, int descriptor, off_t offset) {
  static void *(*system_mmap)(void *, size_t, int, int, int, off_t);
  if (!system_mmap) system_mmap = (void *(*)(void *, size_t, int, int, int, off_t))dlsym(RTLD_NEXT, "mmap");
  return fails() ? MAP_FAILED : system_mmap(address, length, protection, flags, descriptor, offset);
}
