// Where fields may end, found 64 bytes at a time and ahead of what is in them: a number need not wait then for the
// end of the one before.

#ifndef STOPS_AVX2_H
#define STOPS_AVX2_H

#include <immintrin.h>
#include <string.h>

#include "CCSV.h"

enum {
  /// The bytes that are looked at together.
  STOPS_GROUP = 64,
  /// How many stops are found before they are used: enough to make the cost of going to and fro vanish, few enough
  /// to be no loss where reading ends early.
  STOPS_AHEAD = 128,
};

/// Delimiters, line ends, and quotes where they mean something: in the order of the text, from some byte on.
typedef struct {
  const char *block;
  /// The first byte that was not looked at, and the one behind the last that has to be.
  const char *next, *end;
  __m256i delimiter;
  /// The other stops, each at the number that its lower half is.
  __m256i others;
  /// Which of the offsets is the next one, and how many there are.
  size_t used, count;
  /// What was found, as offsets in the block; written four at a time.
  uint32_t offsets[STOPS_AHEAD + STOPS_GROUP + 4];
} stops;

/// The stops of the `count` bytes at `block`, and of the line feed behind them, from `start` on; none is found yet.
static inline void stops_begin(stops *all, const char *start, const char *block, size_t count,
                               const csv_plan *plan) {
  // The first is for byte 0, which must not be equal to it.
  const __m128i others = _mm_setr_epi8(1, 0, plan->has_quotes ? '"' : 0, 0, 0, 0, 0, 0, 0, 0, '\n', 0, 0, '\r', 0, 0);
  all->block = block;
  all->next = start;
  all->end = block + count + 1;
  all->delimiter = _mm256_set1_epi8((char)plan->delimiter);
  all->others = _mm256_broadcastsi128_si256(others);
  all->used = all->count = 0;
}

/// The 32 bytes at `p` as bits: those that are stops.
static inline uint32_t stops_among(const stops *all, const char *p) {
  const __m256i bytes = _mm256_loadu_si256((const __m256i *)p);
  const __m256i is_delimiter = _mm256_cmpeq_epi8(bytes, all->delimiter);
  const __m256i is_other = _mm256_cmpeq_epi8(bytes, _mm256_shuffle_epi8(all->others, bytes));
  return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(is_delimiter, is_other));
}

/// Finds more stops, if there are any, and puts them behind those not used yet, fewer than four.
__attribute__((noinline)) static void stops_find(stops *all) {
  size_t count = all->count - all->used;
  memmove(all->offsets, all->offsets + all->used, count * sizeof *all->offsets);
  while (count < STOPS_AHEAD && all->next < all->end) {
    uint64_t found = stops_among(all, all->next) | (uint64_t)stops_among(all, all->next + 32) << 32;
    const uint32_t offset = (uint32_t)(all->next - all->block);
    const size_t last = count + (size_t)__builtin_popcountll(found);
    // Four at a time, because how many there are is hard to predict.
    do {
      for (size_t i = 0; i < 4; ++i) {
        all->offsets[count + i] = offset + (uint32_t)_tzcnt_u64(found);
        found = _blsr_u64(found);
      }
      count += 4;
    } while (count < last);
    count = last;
    all->next += STOPS_GROUP;
  }
  all->used = 0;
  all->count = count;
}

/// Whether the next `count` stops, at most four, are found: now, if they were not before.
static inline bool stops_have(stops *all, size_t count) {
  if (all->count - all->used < count) stops_find(all);
  return all->count - all->used >= count;
}

#endif
