// zlib for Swift: its header, and the call that is a macro.
#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <zlib.h>

// Swift cannot call inflateInit2: it expands to a call with the header's version and the struct's size.
static inline int czlib_inflate_init(z_stream *stream, int window_bits) {
  return inflateInit2(stream, window_bits);
}

#endif
