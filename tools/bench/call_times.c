// Times one row through the kernels alone and through libmlp, in rounds that take turns.
//
//   call_times MODEL.h5 WEIGHTS.f32 WIDTH...
//
// The network is dense, ReLU but for a softmax at the end; WEIGHTS has each layer's weights [in, out] and bias. Prints
// the kernels' name, then "kernel SECONDS MEDIAN" and "library SECONDS MEDIAN": the least and the median of the rounds, for
// one call.

#pragma STDC FP_CONTRACT OFF

#define _GNU_SOURCE
#include <mlp.h>
#include <mlp_kernels.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_LAYERS = 16, ROUNDS = 2000, CALLS = 4000 };

static void fail(const char *what) {
  fprintf(stderr, "call_times: %s\n", what);
  exit(1);
}

static float *floats(size_t count) {
  float *memory = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
  if (!memory) fail("no memory");
  return memset(memory, 0, count * sizeof(float));
}

static float *read_floats(FILE *file, size_t count, size_t room) {
  float *memory = floats(room);
  if (fread(memory, sizeof(float), count, file) != count) fail("the weights end early");
  return memory;
}

static void make_network(mlp_network *network, mlp_layer *layers, FILE *weights, size_t count, const size_t *widths) {
  *network = (mlp_network){.layer_count = count, .layers = layers, .temperature = 1, .widest = mlp_row_floats(widths[0])};
  for (size_t k = 0; k < count; k++) {
    size_t inputs = widths[k], outputs = widths[k + 1];
    float *rows = read_floats(weights, inputs * outputs, inputs * outputs);
    float *panels = floats(mlp_panel_floats(inputs, outputs));
    mlp_pack(inputs, outputs, rows, panels);
    free(rows);
    const float *bias = read_floats(weights, outputs, mlp_row_floats(outputs));
    layers[k] = (mlp_layer){inputs, outputs, panels, bias, {k + 1 < count ? MLP_RELU : MLP_SOFTMAX, 0, 0, 0}};
    if (mlp_row_floats(outputs) > network->widest) network->widest = mlp_row_floats(outputs);
  }
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void report(const char *what, double *rounds) {
  qsort(rounds, ROUNDS, sizeof *rounds, ascending);
  printf("%s %.4e %.4e\n", what, rounds[0], rounds[ROUNDS / 2]);
}

int main(int count, char **arguments) {
  if (count < 5 || count > 4 + MAX_LAYERS) fail("expected MODEL WEIGHTS WIDTH WIDTH...");
  size_t widths[MAX_LAYERS + 1], layer_count = (size_t)count - 4;
  for (size_t k = 0; k <= layer_count; k++) widths[k] = strtoul(arguments[3 + k], NULL, 10);
  FILE *weights = fopen(arguments[2], "rb");
  if (!weights) fail("the weights cannot be opened");
  mlp_network network;
  mlp_layer layers[MAX_LAYERS];
  make_network(&network, layers, weights, layer_count, widths);
  mlp_model *model;
  mlp_session *session;
  if (mlp_model_open(arguments[1], NULL, &model) != MLP_OK || mlp_session_create(model, 1, &session) != MLP_OK)
    fail(mlp_last_error());

  size_t outputs = widths[layer_count];
  float *row = floats(widths[0]), *found = floats(outputs), *expected = floats(outputs);
  float *scratch = floats(mlp_scratch_floats(&network, 1));
  for (size_t i = 0; i < widths[0]; i++) row[i] = 0.125f * (float)(i + 1);
  const mlp_kernels *kernels = mlp_kernels_of(mlp_best_tier());
  const mlp_team alone = {0, 1, NULL, NULL};
  static double kernel[ROUNDS], library[ROUNDS];
  for (int round = 0; round < ROUNDS; round++) {
    double start = now();
    for (int i = 0; i < CALLS; i++) kernels->forward(&network, 1, row, NULL, expected, scratch, 1, &alone);
    double between = now();
    for (int i = 0; i < CALLS; i++)
      if (mlp_predict(session, row, 1, found) != MLP_OK) fail(mlp_last_error());
    library[round] = (now() - between) / CALLS;
    kernel[round] = (between - start) / CALLS;
  }
  if (memcmp(found, expected, outputs * sizeof *found) != 0) fail("the library's outputs are not the kernels'");
  puts(kernels->name);
  report("kernel", kernel);
  report("library", library);
  mlp_session_free(session);
  mlp_model_free(model);
  return 0;
}
