#ifndef MLP_NARROW_WIDTH_H
#define MLP_NARROW_WIDTH_H

#include <stddef.h>

/// P of a narrow layer: the least power of two >= outputs, for outputs of 1 ... 64.
static inline size_t mlp_narrow_width(size_t outputs) {
  size_t p = 1;
  while (p < outputs) p *= 2;
  return p;
}

#endif
