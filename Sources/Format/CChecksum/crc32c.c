#pragma STDC FP_CONTRACT OFF

#include "CChecksum.h"

#include <pthread.h>
#include <string.h>

// The polynomial, bits reflected: bit 31 - k stands for x^k.
static const uint32_t polynomial = 0x82f63b78;

// The value times x.
static uint32_t times_x(uint32_t a) { return (a >> 1) ^ (polynomial & (0u - (a & 1))); }

static uint64_t load(const uint8_t *p) {
  uint64_t word;
  memcpy(&word, p, sizeof word);
  return word;
}

// MARK: - Software: eight tables, eight bytes a step ("slicing by 8")

// table[k][b]: what byte b adds to the sum when k more bytes follow it in the step.
static uint32_t table[8][256];
static pthread_once_t table_is_filled = PTHREAD_ONCE_INIT;

static void fill_table(void) {
  for (uint32_t b = 0; b < 256; b++) {
    uint32_t sum = b;
    for (int bit = 0; bit < 8; bit++) sum = times_x(sum);
    table[0][b] = sum;
  }
  for (int k = 1; k < 8; k++)
    for (uint32_t b = 0; b < 256; b++)
      table[k][b] = (table[k - 1][b] >> 8) ^ table[0][table[k - 1][b] & 0xff];
}

uint32_t mlp_crc32c_software(uint32_t sum, const void *bytes, size_t count) {
  const uint8_t *p = bytes;
  pthread_once(&table_is_filled, fill_table);
  sum = ~sum;
  for (; count >= 8; count -= 8, p += 8)
    sum = table[7][p[0] ^ (sum & 0xff)] ^ table[6][p[1] ^ (sum >> 8 & 0xff)] ^
          table[5][p[2] ^ (sum >> 16 & 0xff)] ^ table[4][p[3] ^ (sum >> 24)] ^ table[3][p[4]] ^
          table[2][p[5]] ^ table[1][p[6]] ^ table[0][p[7]];
  for (; count > 0; count--, p++) sum = (sum >> 8) ^ table[0][(sum & 0xff) ^ *p];
  return ~sum;
}

// MARK: - Hardware: an instruction that adds eight bytes

#if defined(__x86_64__)
#include <nmmintrin.h>
#define CRC_TARGET __attribute__((target("sse4.2")))
#define CRC_8(sum, word) ((uint32_t)_mm_crc32_u64((sum), (word)))
#define CRC_1(sum, byte) _mm_crc32_u8((sum), (byte))

bool mlp_crc32c_has_instruction(void) { return __builtin_cpu_supports("sse4.2"); }

#elif defined(__aarch64__) && defined(__linux__) && !defined(__AARCH64EB__)
#include <sys/auxv.h>
#define CRC_TARGET __attribute__((target("crc")))
#define CRC_8(sum, word) __builtin_arm_crc32cd((sum), (word))
#define CRC_1(sum, byte) __builtin_arm_crc32cb((sum), (byte))

bool mlp_crc32c_has_instruction(void) { return getauxval(AT_HWCAP) & (1 << 7); }  // HWCAP_CRC32

#else
bool mlp_crc32c_has_instruction(void) { return false; }
#endif

#if defined(CRC_TARGET)

// a times b modulo the polynomial.
static uint32_t product(uint32_t a, uint32_t b) {
  uint32_t sum = 0;
  for (int i = 0; i < 32; i++, a <<= 1, b = times_x(b)) sum ^= b & (0u - (a >> 31));
  return sum;
}

// x to the power 8n: what a sum is multiplied by when n zero bytes follow.
static uint32_t zero_bytes(size_t n) {
  uint32_t power = 1u << 31;          // x^0
  uint32_t square = 1u << (31 - 8);   // x^8
  for (; n > 0; n >>= 1, square = product(square, square))
    if (n & 1) power = product(power, square);
  return power;
}

CRC_TARGET static uint32_t one_chain(uint32_t sum, const uint8_t *p, size_t count) {
  for (; count >= 8; count -= 8, p += 8) sum = CRC_8(sum, load(p));
  for (; count > 0; count--, p++) sum = CRC_1(sum, *p);
  return sum;
}

// The instruction takes three cycles and one can start every cycle, so three independent chains keep
// it busy: one for each third of the bytes. The sums of the thirds are then put together as if the
// thirds behind them had been zero bytes, which is what the sum's linearity allows.
CRC_TARGET static uint32_t three_chains(uint32_t a, const uint8_t *p, size_t count) {
  size_t third = count / 24 * 8;
  uint32_t b = 0, c = 0;
  for (size_t i = 0; i < third; i += 8) {
    a = CRC_8(a, load(p + i));
    b = CRC_8(b, load(p + third + i));
    c = CRC_8(c, load(p + 2 * third + i));
  }
  uint32_t power = zero_bytes(third);
  uint32_t sum = product(product(a, power) ^ b, power) ^ c;
  return one_chain(sum, p + 3 * third, count - 3 * third);
}

// Below this many bytes, putting the thirds together costs more than the chains save.
static const size_t least_for_three_chains = 16384;

#endif

uint32_t mlp_crc32c(uint32_t sum, const void *bytes, size_t count) {
#if defined(CRC_TARGET)
  if (mlp_crc32c_has_instruction())
    return ~(count < least_for_three_chains ? one_chain(~sum, bytes, count)
                                            : three_chains(~sum, bytes, count));
#endif
  return mlp_crc32c_software(sum, bytes, count);
}
