#ifndef CCHECKSUM_H
#define CCHECKSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Three sums over bytes, each for one purpose. None of them allocates, fails, or keeps state between
// calls; all are safe from any thread. `bytes` may be NULL where `count` is 0.

// CRC-32C: finds accidents in a whole file.
//
// The Castagnoli polynomial 0x1EDC6F41, bits reflected, all ones before and after: the sum of RFC
// 3720 (iSCSI), appendix B.4. The sum of "123456789" is 0xE3069283.

/// The sum of the bytes so far followed by `count` more; `sum` is 0 at the start.
/// Takes the CPU's crc32 instruction where there is one: about 8 bytes a cycle.
uint32_t mlp_crc32c(uint32_t sum, const void *bytes, size_t count);

/// The same sum without the instruction, from tables: about 1 byte a cycle.
uint32_t mlp_crc32c_software(uint32_t sum, const void *bytes, size_t count);

/// Whether mlp_crc32c has an instruction on this CPU.
bool mlp_crc32c_has_instruction(void);

// SHA-256: identifies a meaning, so that nobody can make another with the same digest (FIPS 180-4).

enum { MLP_SHA256_BYTES = 32, MLP_SHA256_BLOCK = 64 };

/// A digest under way: begin, any number of adds, finish once.
typedef struct {
  uint32_t hash[8];
  uint64_t length;  // bytes added so far
  uint8_t block[MLP_SHA256_BLOCK];  // the last, incomplete block
} mlp_sha256;

/// Starts the digest of nothing yet.
void mlp_sha256_begin(mlp_sha256 *state);

/// Adds `count` bytes; adding a text in pieces is adding it at once.
void mlp_sha256_add(mlp_sha256 *state, const void *bytes, size_t count);

/// Writes the 32 bytes of the digest. The state has to begin again after it.
void mlp_sha256_finish(mlp_sha256 *state, uint8_t *digest);

/// Adds `count` whole blocks to a hash without the CPU's instructions for it: what the others give too.
void mlp_sha256_blocks_software(uint32_t hash[8], const void *blocks, size_t count);

/// Whether mlp_sha256_add has instructions on this CPU: about 1 byte a cycle, else a fifth of it.
bool mlp_sha256_has_instruction(void);

// lookup3: the sum that HDF5 writes behind each block of its metadata.

/// Bob Jenkins's `hashlittle` (lookup3.c, May 2006, public domain) with the initial value 0, as the
/// HDF5 file format uses it. Bytes need no alignment. `count` counts modulo 2^32.
uint32_t mlp_lookup3(const void *bytes, size_t count);

#endif
