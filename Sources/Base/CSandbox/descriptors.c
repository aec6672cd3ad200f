#pragma STDC FP_CONTRACT OFF
#define _GNU_SOURCE

#include "descriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/// The beginning of what getdents64 writes for an entry; its name follows.
typedef struct {
  uint64_t number;
  int64_t next;
  uint16_t length;
  uint8_t kind;
  char name[];
} entry;

/// The number that a name is; -1 where it is none.
static int number(const char *name) {
  int value = 0;
  for (const char *digit = name; *digit; digit++) {
    if (*digit < '0' || *digit > '9') return -1;
    value = 10 * value + (*digit - '0');
  }
  return *name ? value : -1;
}

int mlp_sandbox_close_descriptors(void) {
  if (syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0) == 0) return 0;
  // Where the kernel is older than that call (5.9).
  int folder = open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return errno;
  // From the start again after each that was closed, because the folder is not the same any more.
  for (bool is_changed = true; is_changed;) {
    _Alignas(entry) char buffer[4096];
    is_changed = false;
    long count = lseek(folder, 0, SEEK_SET);
    while (count >= 0 && (count = syscall(SYS_getdents64, folder, buffer, sizeof buffer)) > 0) {
      for (long place = 0; place < count;) {
        const entry *found = (const entry *)(buffer + place);
        int descriptor = number(found->name);
        if (descriptor > STDERR_FILENO && descriptor != folder && close(descriptor) == 0) is_changed = true;
        place += found->length;
      }
    }
    if (count < 0) {
      int error = errno;
      close(folder);
      return error;
    }
  }
  close(folder);
  return 0;
}
