// A host that flushes subnormal numbers to zero and rounds toward zero gets the same bits, and finds its
// setting as it was: floats MODEL

#include <mlp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <xmmintrin.h>
typedef uint32_t control;
static control get(void) { return _mm_getcsr(); }
static void set(control word) { _mm_setcsr(word); }
static control spoilt(control word) { return word | 0x8040 | 0x6000; }  // FTZ, DAZ, toward zero
#elif defined(__aarch64__)
typedef uint64_t control;
static control get(void) { control word; __asm__ volatile("mrs %0, fpcr" : "=r"(word)); return word; }
static void set(control word) { __asm__ volatile("msr fpcr, %0" : : "r"(word)); }
static control spoilt(control word) { return word | 1 << 24 | 3 << 22; }  // FZ, toward zero
#endif

enum { ROWS = 4096 };

static mlp_model *open_model(const char *path) {
  mlp_model *model;
  if (mlp_model_open(path, NULL, &model) == MLP_OK) return model;
  fprintf(stderr, "floats: %s\n", mlp_last_error());
  exit(1);
}

/// Logits and outputs of all rows, then of the first alone.
static float *results(const mlp_model *model, uint32_t threads, const float *rows) {
  size_t width = mlp_model_output_count(model);
  float *found = calloc((2 * ROWS + 1) * width, sizeof *found);
  mlp_session *session;
  if (!found || mlp_session_create(model, threads, &session) != MLP_OK ||
      mlp_predict_logits(session, rows, ROWS, found) != MLP_OK ||
      mlp_predict(session, rows, ROWS, found + ROWS * width) != MLP_OK ||
      mlp_predict(session, rows, 1, found + 2 * ROWS * width) != MLP_OK)
    exit(1);
  mlp_session_free(session);
  return found;
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  mlp_model *model = open_model(arguments[1]);
  size_t inputs = mlp_model_input_count(model), size = (2 * ROWS + 1) * mlp_model_output_count(model) * sizeof(float);
  float *rows = malloc(ROWS * inputs * sizeof *rows);
  if (!rows) return 1;
  srand(1);
  for (size_t i = 0; i < ROWS * inputs; i++)
    // Subnormal and ordinary ones.
    rows[i] = ((float)rand() / (float)RAND_MAX - 0.5f) * (i % 3 ? 8 : 1e-38f);

  control before = get();
  for (uint32_t threads = 1; threads <= 3; threads++) {
    float *expected = results(model, threads, rows);
    set(spoilt(before));
    control set_by_host = get();
    // Loading runs the verification rows, to the bit.
    mlp_model *again = open_model(arguments[1]);
    float *found = results(again, threads, rows);
    control left = get();
    set(before);
    if (set_by_host == before || left != set_by_host) return printf("the setting is not as it was\n"), 1;
    if (memcmp(found, expected, size) != 0) return printf("other bits on %u threads\n", threads), 1;
    mlp_model_free(again);
    free(expected);
    free(found);
  }
  mlp_model_free(model);
  free(rows);
  printf("the same bits\n");
  return 0;
}
