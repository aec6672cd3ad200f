#pragma STDC FP_CONTRACT OFF

#include "mlp_zlib.h"

int mlp_inflate_init(z_stream *stream, int window_bits) { return inflateInit2(stream, window_bits); }
