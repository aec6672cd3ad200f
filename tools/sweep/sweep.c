// Runs activations over every finite float, in ascending order, against double precision, and prints
// the largest error in ULP and where a monotone function is not. See README.md.
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mlp_kernels.h"

// MARK: The formulas, by the C library's double precision

static double plus(double u) { return fmax(u, 0) + log1p(exp(-fabs(u))); }

static double formula(mlp_activation h, double z) {
  double p0 = h.p0, p1 = h.p1, p2 = h.p2;
  switch (h.function) {
    case MLP_RELU: return fmax(z, 0);
    case MLP_RELU6: return fmin(fmax(z, 0), 6);
    case MLP_LEAKY_RELU: return z > 0 ? z : p0 * z;
    case MLP_CLIPPED_RELU: return fmin(z > p1 ? z : p0 * (z - p1), p2);
    case MLP_THRESHOLD: return z > p0 ? z : p1;
    case MLP_HARD_SIGMOID: return fmin(fmax(p0 * z + p1, 0), 1);
    case MLP_HARD_TANH: return fmin(fmax(z, p0), p1);
    case MLP_HARD_SILU: return z * (fmin(fmax(z + 3, 0), 6) / 6);
    case MLP_ELU: return z > 0 ? z : p0 * expm1(z);
    case MLP_CELU: return z > 0 ? z : p0 * expm1(z / p0);
    case MLP_SELU: return p1 * (z > 0 ? z : p0 * expm1(z));
    case MLP_EXPONENTIAL: return exp(z);
    case MLP_SIGMOID: return 1 / (1 + exp(-z));
    case MLP_LOG_SIGMOID: return -plus(-z);
    case MLP_SOFTPLUS: return plus(p0 * z) / p0;
    case MLP_SQUAREPLUS: return z < 0 ? p0 / (sqrt(z * z + p0) - z) / 2 : (z + sqrt(z * z + p0)) / 2;
    case MLP_SOFTSIGN: return z / (1 + fabs(z));
    case MLP_TANH: return tanh(z);
    case MLP_SILU: return z / (1 + exp(-p0 * z));
    case MLP_MISH: return z * tanh(plus(z));
    case MLP_GELU: return z * (erfc(-z * M_SQRT1_2) / 2);
    case MLP_GELU_TANH: return z / (1 + exp(-M_SQRT2 * M_2_SQRTPI * (z + 0.044715 * (z * z * z))));
    default: return z;
  }
}

typedef struct {
  const char *name;
  mlp_activation activation;
  float turn;  // decreasing below, increasing above; NAN where it is not monotone at all
} sweep_case;

#define EVERYWHERE -INFINITY

static const sweep_case cases[] = {
    {"linear", {MLP_LINEAR}, EVERYWHERE},
    {"relu", {MLP_RELU}, EVERYWHERE},
    {"relu6", {MLP_RELU6}, EVERYWHERE},
    {"leaky_relu", {MLP_LEAKY_RELU, 0.01f}, EVERYWHERE},
    {"clipped_relu(0, 0, 6)", {MLP_CLIPPED_RELU, 0, 0, 6}, EVERYWHERE},
    {"clipped_relu(0.1, 0.7, 5)", {MLP_CLIPPED_RELU, 0.1f, 0.7f, 5}, EVERYWHERE},
    {"threshold(1, 0)", {MLP_THRESHOLD, 1, 0}, EVERYWHERE},
    {"hard_sigmoid(1/6, 0.5)", {MLP_HARD_SIGMOID, 1.0f / 6, 0.5f}, EVERYWHERE},
    {"hard_sigmoid(0.2, 0.5)", {MLP_HARD_SIGMOID, 0.2f, 0.5f}, EVERYWHERE},
    {"hard_tanh(-1, 1)", {MLP_HARD_TANH, -1, 1}, EVERYWHERE},
    {"hard_silu", {MLP_HARD_SILU}, -1.5f},
    {"elu(1)", {MLP_ELU, 1}, EVERYWHERE},
    {"elu(0.3)", {MLP_ELU, 0.3f}, EVERYWHERE},
    {"celu(1)", {MLP_CELU, 1}, EVERYWHERE},
    {"celu(0.3)", {MLP_CELU, 0.3f}, EVERYWHERE},
    {"selu", {MLP_SELU, 1.6732632423543772f, 1.0507009873554805f}, EVERYWHERE},
    {"exponential", {MLP_EXPONENTIAL}, EVERYWHERE},
    {"sigmoid", {MLP_SIGMOID}, EVERYWHERE},
    {"log_sigmoid", {MLP_LOG_SIGMOID}, EVERYWHERE},
    {"softplus(1)", {MLP_SOFTPLUS, 1}, EVERYWHERE},
    {"softplus(100)", {MLP_SOFTPLUS, 100}, EVERYWHERE},
    {"squareplus(4)", {MLP_SQUAREPLUS, 4}, EVERYWHERE},
    {"softsign", {MLP_SOFTSIGN}, EVERYWHERE},
    {"tanh", {MLP_TANH}, EVERYWHERE},
    {"silu(1)", {MLP_SILU, 1}, -1.2784645f},
    {"silu(1.702)", {MLP_SILU, 1.702f}, -0.75115424f},
    {"mish", {MLP_MISH}, -1.1924054f},
    {"gelu", {MLP_GELU}, -0.7517916f},
    {"gelu_tanh", {MLP_GELU_TANH}, -0.7524614f},
};

// MARK: The floats in order

enum { BLOCK = 4096, FLOATS_OF_A_SIGN = 0x7f800000 };
static const uint64_t FLOATS = 2 * (uint64_t)FLOATS_OF_A_SIGN;

// The finite float of that rank, 0 for the least; -0 comes before +0.
static float ranked(uint64_t rank) {
  uint32_t bits = rank < FLOATS_OF_A_SIGN ? 0x80000000u | (uint32_t)(FLOATS_OF_A_SIGN - 1 - rank)
                                          : (uint32_t)(rank - FLOATS_OF_A_SIGN);
  float z;
  memcpy(&z, &bits, sizeof z);
  return z;
}

// The distance of `found` from `expected` in units of the last place of a float of that size.
static double ulps(float found, double expected) {
  double magnitude = fabs(expected), limit = 0x1.ffffffp+127;
  if (magnitude >= limit) return isinf(found) && (found < 0) == (expected < 0) ? 0 : INFINITY;
  int64_t bits;
  memcpy(&bits, &magnitude, sizeof bits);
  int64_t exponent = (bits >> 52) - 1023;
  bits = (1023 + 23 - (exponent < -126 ? -126 : exponent)) << 52;
  double per_ulp;
  memcpy(&per_ulp, &bits, sizeof per_ulp);
  return fabs((double)found - expected) * per_ulp;
}

// MARK: One function on several threads

typedef struct {
  const sweep_case *function;
  const mlp_kernels *kernels;
  uint64_t stride;
  _Atomic uint64_t *next;
  double worst;
  float worst_at;
  uint64_t turns;  // steps in the wrong direction
  float turn_at;
} sweep_part;

// Whether the step from y0 at z0 to y1 at z1 goes the wrong way.
static bool turns(float turn, float z0, float y0, float z1, float y1) {
  if (z0 >= turn) return !(y1 >= y0);
  return z1 <= turn && !(y1 <= y0);
}

static void *sweep(void *context) {
  sweep_part *part = context;
  const sweep_case *function = part->function;
  float z[BLOCK], y[BLOCK];
  uint64_t start;
  // Blocks overlap by one float, so that every step is seen.
  while ((start = atomic_fetch_add(part->next, (BLOCK - 1) * part->stride)) < FLOATS) {
    for (size_t i = 0; i < BLOCK; i++) {
      uint64_t rank = start + i * part->stride;
      z[i] = ranked(rank < FLOATS ? rank : FLOATS - 1);
    }
    part->kernels->activate(function->activation, BLOCK, z, y);
    for (size_t i = 0; i < BLOCK; i++) {
      double error = ulps(y[i], formula(function->activation, z[i]));
      if (!(error <= part->worst)) part->worst = error, part->worst_at = z[i];
      if (i > 0 && turns(function->turn, z[i - 1], y[i - 1], z[i], y[i]) && part->turns++ == 0)
        part->turn_at = z[i];
    }
  }
  return NULL;
}

static void report(const sweep_case *function, const mlp_kernels *kernels, uint64_t stride,
                   size_t threads) {
  _Atomic uint64_t next = 0;
  sweep_part parts[threads];
  pthread_t ids[threads];
  for (size_t t = 0; t < threads; t++) {
    parts[t] = (sweep_part){function, kernels, stride, &next};
    if (pthread_create(&ids[t], NULL, sweep, &parts[t])) exit(1);
  }
  sweep_part all = {0};
  for (size_t t = 0; t < threads; t++) {
    pthread_join(ids[t], NULL);
    if (!(parts[t].worst <= all.worst)) all.worst = parts[t].worst, all.worst_at = parts[t].worst_at;
    if (parts[t].turns && !all.turns) all.turn_at = parts[t].turn_at;
    all.turns += parts[t].turns;
  }
  printf("| `%s` | %.3f | %.9g | ", function->name, all.worst, all.worst_at);
  if (all.turns) {
    printf("%llu wrong steps, as at %.9g |\n", (unsigned long long)all.turns, all.turn_at);
  } else {
    printf(isinf(function->turn) ? "yes |\n" : "on either side of %.9g |\n", function->turn);
  }
  fflush(stdout);
}

int main(int count, char **arguments) {
  uint64_t stride = 1;
  mlp_tier tier = mlp_best_tier();
  for (int option; (option = getopt(count, arguments, "s:t:")) != -1;) {
    if (option == 's') stride = strtoull(optarg, NULL, 10);
    if (option == 't') tier = (mlp_tier)atoi(optarg);
    if (option == '?') return 2;
  }
  const mlp_kernels *kernels = mlp_kernels_of(tier);
  if (!kernels || stride == 0) return 2;
  printf("| activation | largest error, ULP | at z | monotone |\n| --- | --- | --- | --- |\n");
  for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
    bool wanted = optind == count;
    for (int i = optind; i < count; i++)
      wanted |= strncmp(cases[c].name, arguments[i], strlen(arguments[i])) == 0;
    if (wanted) report(&cases[c], kernels, stride, (size_t)sysconf(_SC_NPROCESSORS_ONLN));
  }
}
