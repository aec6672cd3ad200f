// Holds every tier that this CPU runs against a table of expected bits, and against the scalar tier
// over many more inputs. fixtures/README.md has the table's layout.
//
//   check TABLE
//
// Prints a line for each difference and one at the end; exit status 1 if there is any difference.
#pragma STDC FP_CONTRACT OFF

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlp_float_control.h"
#include "mlp_kernels.h"

enum { ROWS = 13, NETWORK_ROWS = 5, BLOCK_ROWS = 3, MOST_LAYERS = 8, MOST_DIFFERENCES = 20 };

static const char *const function_names[] = {
    "linear",     "relu",         "relu6",       "leaky_relu", "clipped_relu", "threshold",
    "hard_sigmoid", "hard_tanh",  "hard_silu",   "elu",        "celu",         "selu",
    "exponential", "sigmoid",     "log_sigmoid", "softplus",   "squareplus",   "softsign",
    "tanh",       "silu",         "mish",        "gelu",       "gelu_tanh",    "softmax",
    "log_softmax"};
_Static_assert(sizeof function_names / sizeof *function_names == MLP_LOG_SOFTMAX + 1, "one name each");

// MARK: Memory, numbers, tiers

static void fail(const char *what) {
  fprintf(stderr, "check: %s\n", what);
  exit(2);
}

// Zeros, aligned as the kernels like it.
static float *floats(size_t count) {
  size_t size = (count * sizeof(float) + 64) / 64 * 64;
  float *memory = aligned_alloc(64, size);
  if (!memory) fail("out of memory");
  return memset(memory, 0, size);
}

static uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static float float_of(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// SplitMix64, and floats in [-1, 1).
static uint64_t state;

static uint64_t next(void) {
  uint64_t z = state += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

static float next_float(void) { return (float)(int32_t)(uint32_t)next() * 0x1p-31f; }

static float *next_floats(size_t count) {
  float *values = floats(count);
  for (size_t i = 0; i < count; i++) values[i] = next_float();
  return values;
}

static const mlp_kernels *tiers[4];
static size_t tier_count;
static size_t differences, compared;

// NaNs are equal, whatever their bits, where `is_canonical` is false.
static void compare(const mlp_kernels *tier, const char *what, size_t count, const float *found,
                    const float *expected, bool is_canonical) {
  compared += count;
  for (size_t i = 0; i < count; i++) {
    uint32_t f = bits_of(found[i]), e = bits_of(expected[i]);
    bool both_nan = found[i] != found[i] && expected[i] != expected[i];
    if (f == e || (both_nan && !is_canonical)) continue;
    if (differences++ < MOST_DIFFERENCES)
      printf("%s: %s: element %zu: found %08x, expected %08x\n", tier->name, what, i, f, e);
    return;
  }
}

// MARK: The table

static FILE *table;
static char word[64];

static bool read_word(void) { return fscanf(table, "%63s", word) == 1; }

static unsigned long read_number(int base) {
  char *end = word;
  if (!read_word()) fail("the table ends too soon");
  unsigned long value = strtoul(word, &end, base);
  if (*end) fail("the table has a word that is no number");
  return value;
}

static float read_float(void) { return float_of((uint32_t)read_number(16)); }

static float *read_floats(size_t count) {
  float *values = floats(count);
  for (size_t i = 0; i < count; i++) values[i] = read_float();
  return values;
}

static mlp_activation read_activation(void) {
  if (!read_word()) fail("the table ends too soon");
  for (int f = 0; f <= MLP_LOG_SOFTMAX; f++) {
    if (strcmp(word, function_names[f]) != 0) continue;
    mlp_activation activation = {(mlp_function)f, 0, 0, 0};
    activation.p0 = read_float();
    activation.p1 = read_float();
    activation.p2 = read_float();
    return activation;
  }
  fail("the table names an unknown activation");
  return (mlp_activation){0};
}

// MARK: Dense layers

// A layer with generated weights and bias.
static mlp_layer next_layer(size_t inputs, size_t outputs) {
  float *weights = next_floats(inputs * outputs), *panels = floats(mlp_panel_floats(inputs, outputs));
  float *values = next_floats(outputs), *bias = floats(mlp_row_floats(outputs));
  mlp_pack(inputs, outputs, weights, panels);
  memcpy(bias, values, outputs * sizeof(float));
  free(weights);
  free(values);
  return (mlp_layer){inputs, outputs, panels, bias, {MLP_LINEAR, 0, 0, 0}};
}

static void free_layer(mlp_layer layer) {
  free((float *)layer.panels);
  free((float *)layer.bias);
}

// Rows of inputs, of which the last two give subnormal numbers, and infinities and NaN.
static float *next_rows(size_t inputs) {
  float *x = next_floats(ROWS * inputs);
  for (size_t i = 0; i < inputs; i++) {
    x[(ROWS - 2) * inputs + i] *= 0x1p-130f;
    x[(ROWS - 1) * inputs + i] *= 0x1p+127f;
  }
  return x;
}

// The outputs of the first `rows` rows, compact.
static void run_dense(const mlp_kernels *tier, const mlp_layer *layer, size_t rows, const float *x,
                      float *compact) {
  size_t ld = mlp_row_floats(layer->outputs);
  float *y = floats(rows * ld);
  tier->dense(layer, 0, 1, rows, x, layer->inputs, y, ld);
  for (size_t r = 0; r < rows; r++)
    memcpy(compact + r * layer->outputs, y + r * ld, layer->outputs * sizeof(float));
  free(y);
}

static void check_dense(void) {
  size_t inputs = read_number(10), outputs = read_number(10);
  state = inputs * 1000 + outputs;
  mlp_layer layer = next_layer(inputs, outputs);
  float *x = next_rows(inputs), *expected = read_floats(ROWS * outputs), *y = floats(ROWS * outputs);
  for (size_t t = 0; t < tier_count; t++) {
    for (size_t rows = 1; rows <= ROWS; rows++) {
      char what[80];
      snprintf(what, sizeof what, "dense %zu x %zu, %zu rows", inputs, outputs, rows);
      run_dense(tiers[t], &layer, rows, x, y);
      compare(tiers[t], what, rows * outputs, y, expected, false);
    }
  }
  free(x);
  free(y);
  free(expected);
  free_layer(layer);
}

// MARK: Activations

static float *inputs;
static size_t input_count;

static void read_inputs(void) {
  input_count = read_number(10);
  if (input_count % 16) fail("the table's inputs are not a multiple of 16");
  inputs = read_floats(input_count);
}

static void check_activation(void) {
  mlp_activation activation = read_activation();
  float *expected = read_floats(input_count), *y = floats(input_count);
  for (size_t t = 0; t < tier_count; t++) {
    tiers[t]->activate(activation, input_count, inputs, y);
    compare(tiers[t], function_names[activation.function], input_count, y, expected, false);
  }
  free(expected);
  free(y);
}

typedef void whole_row(size_t rows, size_t n, const float *x, size_t ldx, float *y, size_t ldy);

static void check_row(const mlp_kernels *tier, whole_row *function, const char *name, size_t n,
                      const float *x, const float *expected) {
  size_t ld = mlp_row_floats(n);
  float *padded = floats(ld), *y = floats(ld);
  for (size_t j = 0; j < ld; j++) padded[j] = j < n ? x[j] : 1e30f;
  function(1, n, padded, ld, y, ld);
  compare(tier, name, n, y, expected, false);
  free(padded);
  free(y);
}

static void check_softmax(void) {
  size_t n = read_number(10), rows = read_number(10);
  float *x = read_floats(rows * n), *softmax = read_floats(rows * n), *logs = read_floats(rows * n);
  for (size_t t = 0; t < tier_count; t++) {
    for (size_t r = 0; r < rows; r++) {
      check_row(tiers[t], tiers[t]->softmax, "softmax", n, x + r * n, softmax + r * n);
      check_row(tiers[t], tiers[t]->log_softmax, "log_softmax", n, x + r * n, logs + r * n);
    }
  }
  free(x);
  free(softmax);
  free(logs);
}

// MARK: Networks

// A control word that a host might have set: flush to zero, and another rounding mode.
static void spoil_float_control(void) {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr(0x1f80 | 0x8040 | 0x6000);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" ::"r"((uint64_t)(1 << 24 | 3 << 22)));
#endif
}

static void check_network(void) {
  mlp_activation hidden = read_activation(), last = read_activation();
  float temperature = read_float();
  size_t widths[MOST_LAYERS + 1], count = read_number(10);
  if (count < 1 || count > MOST_LAYERS) fail("the table has a network of too many layers");
  for (size_t l = 0; l <= count; l++) widths[l] = read_number(10);
  state = widths[0];
  mlp_layer layers[MOST_LAYERS];
  size_t widest = mlp_row_floats(widths[0]), n = widths[count];
  for (size_t l = 0; l < count; l++) {
    layers[l] = next_layer(widths[l], widths[l + 1]);
    layers[l].activation = l + 1 == count ? last : hidden;
    if (mlp_row_floats(widths[l + 1]) > widest) widest = mlp_row_floats(widths[l + 1]);
  }
  float *offset = next_floats(widths[0]), *scale = next_floats(widths[0]);
  float *x = next_floats(NETWORK_ROWS * widths[0]);
  float *expected_logits = read_floats(NETWORK_ROWS * n), *expected = read_floats(NETWORK_ROWS * n);
  mlp_network network = {count, layers, offset, scale, temperature, widest};
  float *scratch = floats(mlp_scratch_floats(&network, BLOCK_ROWS));
  float *logits = floats(NETWORK_ROWS * n), *outputs = floats(NETWORK_ROWS * n);
  mlp_team alone = {0, 1, NULL, NULL};
  for (size_t t = 0; t < tier_count; t++) {
    for (size_t rows = 1; rows <= NETWORK_ROWS; rows++) {
      uint64_t host = mlp_float_control_default();
      spoil_float_control();
      uint64_t spoilt = mlp_float_control_default();
      tiers[t]->forward(&network, rows, x, logits, outputs, scratch, BLOCK_ROWS, &alone);
      mlp_float_control_restore(spoilt);
      uint64_t kept = mlp_float_control_default();
      mlp_float_control_restore(host);
      if (kept != spoilt) fail("the host's floating-point control word was not put back");
      compare(tiers[t], function_names[hidden.function], rows * n, logits, expected_logits, true);
      compare(tiers[t], function_names[hidden.function], rows * n, outputs, expected, true);
    }
  }
  for (size_t l = 0; l < count; l++) free_layer(layers[l]);
  float *done[] = {offset, scale, x, expected_logits, expected, scratch, logits, outputs};
  for (size_t i = 0; i < sizeof done / sizeof *done; i++) free(done[i]);
}

static void skip_line(void) {
  int c;
  do c = getc(table);
  while (c != EOF && c != '\n');
}

static size_t check_table(void) {
  size_t cases = 0;
  skip_line();  // what the table is
  for (; read_word(); cases++) {
    if (strcmp(word, "inputs") == 0) read_inputs();
    else if (strcmp(word, "activation") == 0) check_activation();
    else if (strcmp(word, "dense") == 0) check_dense();
    else if (strcmp(word, "softmax") == 0) check_softmax();
    else if (strcmp(word, "network") == 0) check_network();
    else fail("the table has a case of an unknown kind");
  }
  free(inputs);
  return cases;
}

// MARK: Tier against tier

enum { SHAPES = 300, MOST_INPUTS = 300, MOST_OUTPUTS = 200, FLOAT_STEP = 65537 };

static void check_shapes_against_scalar(void) {
  float *expected = floats(ROWS * MOST_OUTPUTS), *y = floats(ROWS * MOST_OUTPUTS);
  state = 1;
  for (size_t shape = 0; shape < SHAPES; shape++) {
    mlp_layer layer = next_layer(next() % MOST_INPUTS + 1, next() % MOST_OUTPUTS + 1);
    size_t rows = next() % ROWS + 1;
    float *x = next_rows(layer.inputs);
    run_dense(tiers[0], &layer, rows, x, expected);
    for (size_t t = 1; t < tier_count; t++) {
      char what[80];
      snprintf(what, sizeof what, "dense %zu x %zu, %zu rows, against scalar", layer.inputs,
               layer.outputs, rows);
      run_dense(tiers[t], &layer, rows, x, y);
      compare(tiers[t], what, rows * layer.outputs, y, expected, false);
    }
    free(x);
    free_layer(layer);
  }
  free(expected);
  free(y);
}

// Every FLOAT_STEP-th float of all, those that are no numbers too.
static void check_activations_against_scalar(void) {
  size_t count = (UINT32_MAX / FLOAT_STEP + 1) / 16 * 16;
  float *x = floats(count), *expected = floats(count), *y = floats(count);
  for (size_t i = 0; i < count; i++) x[i] = float_of((uint32_t)i * FLOAT_STEP);
  for (int f = 0; f < MLP_SOFTMAX; f++) {
    mlp_activation activation = {(mlp_function)f, 0.75f, 1.25f, 6};
    tiers[0]->activate(activation, count, x, expected);
    for (size_t t = 1; t < tier_count; t++) {
      tiers[t]->activate(activation, count, x, y);
      compare(tiers[t], function_names[f], count, y, expected, false);
    }
  }
  free(x);
  free(expected);
  free(y);
}

int main(int argc, char **argv) {
  if (argc != 2 || !(table = fopen(argv[1], "r"))) fail("give the path of the table");
  for (mlp_tier tier = MLP_TIER_SCALAR; tier <= MLP_TIER_NEON; tier++) {
    if (mlp_kernels_of(tier)) tiers[tier_count++] = mlp_kernels_of(tier);
  }
  size_t cases = check_table();
  if (cases == 0) fail("the table is empty");
  check_shapes_against_scalar();
  check_activations_against_scalar();
  fclose(table);
  for (size_t t = 0; t < tier_count; t++) printf("%s%s", t ? ", " : "", tiers[t]->name);
  printf(": %zu cases, %zu numbers compared, %zu differences\n", cases, compared, differences);
  return differences != 0;
}
