#pragma STDC FP_CONTRACT OFF

#include "mlp.h"
#include "mlp_last_error.h"

#include <string.h>

static _Thread_local char last_error[1024];

void mlp_set_last_error(const char *message, size_t length) {
  size_t room = sizeof last_error - 1;
  if (length > room) {
    length = room;
    // Not within a character: its later bytes are 10xxxxxx.
    while (length > 0 && (message[length] & 0xC0) == 0x80) length--;
  }
  memcpy(last_error, message, length);
  last_error[length] = 0;
}

const char *mlp_last_error(void) { return last_error; }

uint32_t mlp_abi_version(void) { return MLP_ABI_VERSION; }

const char *mlp_library_version(void) { return MLP_VERSION; }
