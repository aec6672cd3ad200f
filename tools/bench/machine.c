// What this machine can do at most, to hold the runtime's figures against: fused multiply-adds from
// registers, and reads of memory of which a given number of bytes is read again and again.
//
//   machine THREADS SECONDS fma|BYTES...
//
// prints a line for each, "fma GFLOPS" or "BYTES GIGABYTES_PER_SECOND", of all threads together: the
// best of rounds of a few milliseconds, for SECONDS. BYTES are 4,096 or more; every thread reads its own
// share of them.
//
// Compile with -O2, -march=native and -mprefer-vector-width=512 (-mcpu=native alone on ARM): it takes the
// widest vectors there are.

#pragma STDC FP_CONTRACT OFF

#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#if defined(__AVX512F__)
enum { VECTOR = 64 };
#elif defined(__AVX__)
enum { VECTOR = 32 };
#else
enum { VECTOR = 16 };
#endif
typedef float floats __attribute__((vector_size(VECTOR)));
typedef uint64_t words __attribute__((vector_size(VECTOR)));

enum { MAX_THREADS = 256, FMA_STEPS = 1 << 18, LEAST_READ = 128 << 20 };

// Chains of multiply-adds, more than the latency times the units of any core, as far as the registers
// go: 16 with AVX, else 32. Named, because an array of accumulators may be kept in memory.
#define CHAINS_12(M) M(0) M(1) M(2) M(3) M(4) M(5) M(6) M(7) M(8) M(9) M(10) M(11)
#if defined(__AVX__) && !defined(__AVX512F__)
enum { CHAIN_COUNT = 12 };
#define CHAINS(M) CHAINS_12(M)
#else
enum { CHAIN_COUNT = 24 };
#define CHAINS(M) \
  CHAINS_12(M) M(12) M(13) M(14) M(15) M(16) M(17) M(18) M(19) M(20) M(21) M(22) M(23)
#endif

static void multiply_add(void) {
  floats x = (floats){0} + 0.5f, y = (floats){0} + 1;
  __asm__ volatile("" : "+m"(x), "+m"(y));  // now the compiler does not know them
#define DECLARE(c) floats a##c = x * (float)c;
  CHAINS(DECLARE)
  for (int step = 0; step < FMA_STEPS; step++) {
#define STEP(c) a##c = __builtin_elementwise_fma(a##c, x, y);
    CHAINS(STEP)
  }
#define USE(c) __asm__ volatile("" : : "m"(a##c));
  CHAINS(USE)
}

// Reads four places `stride` apart at a time, and from there on in steps, `length` bytes in all steps.
static void read_strided(const char *bytes, size_t length, size_t step, size_t stride) {
  words a = {0}, b = a, c = a, d = a;
  for (const char *p = bytes, *end = bytes + length; p < end; p += step) {
    a ^= *(const words *)p;
    b ^= *(const words *)(p + stride);
    c ^= *(const words *)(p + 2 * stride);
    d ^= *(const words *)(p + 3 * stride);
  }
  a ^= b ^ c ^ d;
  __asm__ volatile("" : : "m"(a));
}

typedef struct {
  int threads;
  bool in_four_streams;
  size_t share;       // bytes that a thread reads, a multiple of 1,024
  int repeats;        // of multiply_add or of the share, in a round
  const char *bytes;  // NULL to multiply and add
  double seconds;     // for which rounds go on
  double best;        // seconds of the shortest round
  atomic_int arrived;
  atomic_bool done;
} job;

typedef struct {
  job *job;
  int index;
} worker;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void wait_for_all(job *job, int *goal) {
  *goal += job->threads;
  atomic_fetch_add(&job->arrived, 1);
  while (atomic_load(&job->arrived) < *goal) {
  }
}

static void *work(void *argument) {
  job *job = ((worker *)argument)->job;
  int index = ((worker *)argument)->index, goal = 0;
  const char *bytes = job->bytes ? job->bytes + (size_t)index * job->share : NULL;
  double end = now() + job->seconds;
  while (!atomic_load(&job->done)) {
    wait_for_all(job, &goal);
    double start = now();
    for (int i = 0; i < job->repeats; i++) {
      if (!bytes) {
        multiply_add();
      } else if (job->in_four_streams) {
        read_strided(bytes, job->share / 4, VECTOR, job->share / 4);
      } else {
        read_strided(bytes, job->share, 4 * VECTOR, VECTOR);
      }
    }
    wait_for_all(job, &goal);
    if (index == 0) {
      double stop = now();
      if (stop - start < job->best) job->best = stop - start;
      if (stop > end) atomic_store(&job->done, true);
    }
    wait_for_all(job, &goal);
  }
  return NULL;
}

// The shortest round in seconds.
static double shortest(job *job) {
  pthread_t threads[MAX_THREADS];
  worker workers[MAX_THREADS];
  job->best = 1e9;
  for (int i = 0; i < job->threads; i++) {
    workers[i] = (worker){job, i};
    if (i > 0 && pthread_create(&threads[i], NULL, work, &workers[i])) exit(1);
  }
  work(&workers[0]);
  for (int i = 1; i < job->threads; i++) pthread_join(threads[i], NULL);
  return job->best;
}

static double read_rate(int threads, double seconds, size_t bytes) {
  size_t page = 2 << 20, room = (bytes + page - 1) / page * page;
  char *memory = aligned_alloc(page, room);
  if (!memory) exit(1);
  madvise(memory, room, MADV_HUGEPAGE);
  memset(memory, 1, room);
  size_t share = bytes / (size_t)threads / 1024 * 1024;
  int repeats = (int)(LEAST_READ / (share * (size_t)threads)) + 1;
  double best = 0;
  // One stream and four: which is faster depends on the cache.
  for (int four = 0; four < 2; four++) {
    job job = {.threads = threads, .in_four_streams = four, .share = share, .repeats = repeats,
               .bytes = memory, .seconds = seconds / 2};
    double rate = (double)(share * (size_t)threads) * repeats / shortest(&job) * 1e-9;
    if (rate > best) best = rate;
  }
  free(memory);
  return best;
}

int main(int count, char **arguments) {
  int threads = count > 3 ? atoi(arguments[1]) : 0;
  double seconds = count > 3 ? atof(arguments[2]) : 0;
  if (threads < 1 || threads > MAX_THREADS) {
    fprintf(stderr, "usage: machine THREADS SECONDS fma|BYTES...\n");
    return 2;
  }
  for (int i = 3; i < count; i++) {
    if (strcmp(arguments[i], "fma") == 0) {
      job job = {.threads = threads, .repeats = 1, .seconds = seconds};
      double operations = 2.0 * (VECTOR / 4) * CHAIN_COUNT * FMA_STEPS * job.repeats * threads;
      printf("fma %.4g\n", operations / shortest(&job) * 1e-9);
    } else {
      size_t bytes = strtoull(arguments[i], NULL, 10);
      if (bytes < 1024 * (size_t)threads) return 2;
      printf("%zu %.4g\n", bytes, read_rate(threads, seconds, bytes));
    }
    fflush(stdout);
  }
}
