/// How often an allocation was served from a reserve because the system had no memory left.
///
/// Swift ends the process where a small allocation fails. libmlp therefore serves these from a reserve (CMLP/reserve.c),
/// and code whose work grows with a file looks here and stops: what it takes between two looks is little. Programs
/// without a reserve never see another number than 0.
#ifndef MLP_RESERVE_H
#define MLP_RESERVE_H

#include <stddef.h>

/// The number so far, in the whole process.
size_t mlp_reserve_use_count(void);

/// Counts one more.
void mlp_reserve_count_use(void);

#endif
