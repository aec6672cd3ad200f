// zlib for Swift: its header, and the call that is a macro.
#ifndef MLP_ZLIB_H
#define MLP_ZLIB_H

#include <zlib.h>

/// inflateInit2, which Swift cannot call: it expands to a call with the header's version and the struct's size.
int mlp_inflate_init(z_stream *stream, int window_bits);

#endif
