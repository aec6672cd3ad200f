/// libmlp's reserve, as code of any program sees it: who takes nothing from it, and how often it was used.
///
/// Swift ends the process where a small allocation fails. libmlp therefore serves these from a reserve (CMLP/reserve.c)
/// where the system has no memory left, and code whose work grows with a file looks at the number here and stops: what
/// it takes between two looks is little. Programs without a reserve never see another number than 0.
#ifndef MLP_RESERVE_H
#define MLP_RESERVE_H

#include <stddef.h>

/// The number so far, in the whole process.
size_t mlp_reserve_use_count(void);

/// Counts one more.
void mlp_reserve_count_use(void);

/// `size` zero bytes, for `free`; NULL where the system has none. Never from the reserve: for everything whose size a
/// file or a caller decides, and for what a program can do without.
void *mlp_allocate_without_reserve(size_t size);

#endif
