/// Where a thread keeps the message of its last failed call.
#ifndef MLP_LAST_ERROR_H
#define MLP_LAST_ERROR_H

#include <stddef.h>

/// Keeps up to 1023 bytes of a message, cut between characters of UTF-8.
void mlp_set_last_error(const char *message, size_t length);

#endif
