// Dropout: sixteen blocks of Philox4x32-10 at a time, a word for each of 64 units.

typedef uint32_t w16 __attribute__((ext_vector_type(16)));

INLINE w16 high_word(u16 v) { return __builtin_convertvector(v >> 32, w16); }

INLINE u16 wide_product(w16 a, uint32_t b) { return __builtin_convertvector(a, u16) * (u16)(uint64_t)b; }

// One block in each lane; `c` is the counter and becomes the four words.
INLINE void philox(w16 c[4], uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; round++) {
    u16 a = wide_product(c[0], 0xD2511F53), b = wide_product(c[2], 0xCD9E8D57);
    w16 first = high_word(b) ^ c[1] ^ (w16)key0, third = high_word(a) ^ c[3] ^ (w16)key1;
    c[0] = first;
    c[1] = __builtin_convertvector(b, w16);
    c[2] = third;
    c[3] = __builtin_convertvector(a, w16);
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
}

static void dropout(mlp_dropout draw, size_t n, const float *x, float *y) {
  for (size_t j = 0; j < n; j += 64) {
    w16 words[4] = {(w16)lane_numbers() + (w16)(draw.first_block + (uint32_t)(j / 4)),
                    (w16)draw.row, (w16)draw.stream_low, (w16)draw.stream_high};
    philox(words, draw.seed_low, draw.seed_high);
    for (size_t w = 0; w < 4 && j + 16 * w < n; w++) {
      i16 kept = (i16)(words[w] >> 8) >= (i16)(int32_t)draw.threshold;
      size_t i = j + 16 * w;
      store(y + i, select16(kept, load(x + i) * splat(draw.scale), splat(0)));
    }
  }
}
