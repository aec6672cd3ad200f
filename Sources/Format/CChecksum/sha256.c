#pragma STDC FP_CONTRACT OFF

#include <string.h>

#include "CChecksum.h"

// FIPS 180-4, sections 4.1.2, 5.1.1 and 6.2; names as there.

static const uint32_t K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotr(uint32_t x, int n) { return (x >> n) | (x << (32 - n)); }

// MARK: - Software

static void add_block(uint32_t H[8], const uint8_t *M) {
  uint32_t W[64];
  for (int t = 0; t < 16; t++)
    W[t] = (uint32_t)M[4 * t] << 24 | (uint32_t)M[4 * t + 1] << 16 | (uint32_t)M[4 * t + 2] << 8 |
           (uint32_t)M[4 * t + 3];
  for (int t = 16; t < 64; t++) {
    uint32_t s0 = rotr(W[t - 15], 7) ^ rotr(W[t - 15], 18) ^ (W[t - 15] >> 3);
    uint32_t s1 = rotr(W[t - 2], 17) ^ rotr(W[t - 2], 19) ^ (W[t - 2] >> 10);
    W[t] = s1 + W[t - 7] + s0 + W[t - 16];
  }
  uint32_t a = H[0], b = H[1], c = H[2], d = H[3], e = H[4], f = H[5], g = H[6], h = H[7];
  for (int t = 0; t < 64; t++) {
    uint32_t S1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25);
    uint32_t S0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22);
    uint32_t T1 = h + S1 + ((e & f) ^ (~e & g)) + K[t] + W[t];
    uint32_t T2 = S0 + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + T1, d = c, c = b, b = a, a = T1 + T2;
  }
  H[0] += a, H[1] += b, H[2] += c, H[3] += d, H[4] += e, H[5] += f, H[6] += g, H[7] += h;
}

void mlp_sha256_blocks_software(uint32_t hash[8], const void *blocks, size_t count) {
  const uint8_t *p = blocks;
  for (; count > 0; count--, p += MLP_SHA256_BLOCK) add_block(hash, p);
}

// MARK: - Hardware: instructions for two rounds and for the message schedule

#if defined(__x86_64__)
#include <immintrin.h>

bool mlp_sha256_has_instruction(void) {
  return __builtin_cpu_supports("sha") && __builtin_cpu_supports("sse4.1");
}

__attribute__((target("sha,sse4.1"))) static void blocks_by_instruction(
    uint32_t H[8], const uint8_t *p, size_t count) {
  // The instructions take a, b, e, f in one register and c, d, g, h in another, highest first.
  __m128i *state = (__m128i *)H;
  __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128(state), 0xb1);
  __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(state + 1), 0x1b);
  __m128i abef = _mm_alignr_epi8(badc, efgh, 8), cdgh = _mm_blend_epi16(efgh, badc, 0xf0);
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  for (; count > 0; count--, p += MLP_SHA256_BLOCK) {
    __m128i W[4], old_abef = abef, old_cdgh = cdgh;
    for (int i = 0; i < 4; i++)
      W[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)p + i), big_endian);
#pragma clang loop unroll(full)
    for (int t = 0; t < 64; t += 4) {
      __m128i *w = &W[t / 4 % 4], next = W[(t / 4 + 1) % 4], last = W[(t / 4 + 3) % 4];
      __m128i sum = _mm_add_epi32(*w, _mm_loadu_si128((const __m128i *)(K + t)));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
      // The words sixteen further on, in the place of these.
      __m128i seven_back = _mm_alignr_epi8(last, W[(t / 4 + 2) % 4], 4);
      *w = _mm_add_epi32(_mm_sha256msg1_epu32(*w, next), seven_back);
      *w = _mm_sha256msg2_epu32(*w, last);
    }
    abef = _mm_add_epi32(abef, old_abef), cdgh = _mm_add_epi32(cdgh, old_cdgh);
  }
  __m128i feba = _mm_shuffle_epi32(abef, 0x1b), dchg = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128(state, _mm_blend_epi16(feba, dchg, 0xf0));
  _mm_storeu_si128(state + 1, _mm_alignr_epi8(dchg, feba, 8));
}

#else
bool mlp_sha256_has_instruction(void) { return false; }
#define blocks_by_instruction mlp_sha256_blocks_software
#endif

static void add_blocks(uint32_t H[8], const void *blocks, size_t count) {
  if (mlp_sha256_has_instruction())
    blocks_by_instruction(H, blocks, count);
  else
    mlp_sha256_blocks_software(H, blocks, count);
}

// MARK: - Pieces of any size

void mlp_sha256_begin(mlp_sha256 *state) {
  *state = (mlp_sha256){.hash = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f,
                                 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

void mlp_sha256_add(mlp_sha256 *state, const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  size_t held = state->length % MLP_SHA256_BLOCK;
  state->length += count;
  if (held > 0) {
    size_t room = MLP_SHA256_BLOCK - held, taken = count < room ? count : room;
    if (taken > 0) memcpy(state->block + held, p, taken);
    if (taken < room) return;
    add_blocks(state->hash, state->block, 1);
    p += taken, count -= taken;
  }
  size_t blocks = count / MLP_SHA256_BLOCK, rest = count % MLP_SHA256_BLOCK;
  if (blocks > 0) add_blocks(state->hash, p, blocks);
  if (rest > 0) memcpy(state->block, p + blocks * MLP_SHA256_BLOCK, rest);
}

void mlp_sha256_finish(mlp_sha256 *state, uint8_t *digest) {
  // A one bit, zeros, and the length in bits as 64 bits, to the end of a block.
  static const uint8_t one_and_zeros[MLP_SHA256_BLOCK] = {0x80};
  uint64_t bits = state->length * 8;
  uint8_t length[8];
  for (int i = 0; i < 8; i++) length[i] = (uint8_t)(bits >> (56 - 8 * i));
  size_t held = state->length % MLP_SHA256_BLOCK;
  mlp_sha256_add(state, one_and_zeros, (held < 56 ? 56 : 56 + MLP_SHA256_BLOCK) - held);
  mlp_sha256_add(state, length, sizeof length);
  for (int i = 0; i < MLP_SHA256_BYTES; i++)
    digest[i] = (uint8_t)(state->hash[i / 4] >> (24 - 8 * (i % 4)));
}
