// A host gets the same bits under every floating-point setting, and finds its setting and its flags as they were:
// floats MODEL. Every function of mlp.h is called under each.

#include <math.h>
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
// No flag raised, so that one that is left is seen. Denormals are zero, flush to zero, both, each rounding, each
// trap (invalid, denormal, division, overflow, underflow, inexact), all at once; and all flags raised.
static const control settings[] = {
    0x1f80 | 0x0040, 0x1f80 | 0x8000, 0x1f80 | 0x8040, 0x1f80 | 0x2000, 0x1f80 | 0x4000, 0x1f80 | 0x6000,
    0x1f80 & ~0x0080, 0x1f80 & ~0x0100, 0x1f80 & ~0x0200, 0x1f80 & ~0x0400, 0x1f80 & ~0x0800, 0x1f80 & ~0x1000,
    0x8040 | 0x6000, 0x1f80 | 0x3f};
#elif defined(__aarch64__)
typedef uint64_t control;
static control get(void) { control word; __asm__ volatile("mrs %0, fpcr" : "=r"(word)); return word; }
static void set(control word) { __asm__ volatile("msr fpcr, %0" : : "r"(word)); }
// FZ, FZ16, default NaN, alternative half precision, each rounding, each trap; compiled, never run.
static const control settings[] = {1 << 24, 1 << 19, 1 << 25, 1 << 26, 1 << 22, 2 << 22, 3 << 22,
                                   1 << 8,  1 << 9,  1 << 10, 1 << 11, 1 << 12, 1 << 15, 1 << 24 | 3 << 22};
#endif

enum { ROWS = 512 };

static mlp_model *open_model(const char *path) {
  mlp_model *model;
  if (mlp_model_open(path, NULL, &model) == MLP_OK) return model;
  fprintf(stderr, "floats: %s\n", mlp_last_error());
  exit(1);
}

/// What every function gives under the setting that the host has at the moment, as bytes.
static void *results(const char *path, uint32_t threads, const float *rows, size_t *size) {
  mlp_model *model = open_model(path);
  mlp_session *session;
  size_t inputs = mlp_model_input_count(model), width = mlp_model_output_count(model);
  *size = (2 * ROWS + 1) * width * sizeof(float) + ROWS * sizeof(int32_t) + inputs * sizeof(double);
  char *found = calloc(*size, 1), *end = found;
  if (!found || mlp_session_create(model, threads, &session) != MLP_OK ||
      mlp_predict_logits(session, rows, ROWS, (float *)end) != MLP_OK ||
      mlp_predict(session, rows, ROWS, (float *)(end += ROWS * width * sizeof(float))) != MLP_OK ||
      mlp_predict(session, rows, 1, (float *)(end += ROWS * width * sizeof(float))) != MLP_OK)
    exit(1);
  end += width * sizeof(float);
  int is_classifier = mlp_model_task(model) == MLP_CLASSIFICATION;
  if ((mlp_predict_classes(session, rows, ROWS, (int32_t *)end) == MLP_OK) != is_classifier) exit(1);
  end += ROWS * sizeof(int32_t);
  for (size_t i = 0; i < inputs; i++) {
    double origin = mlp_model_feature_origin(model, i);
    memcpy(end + i * sizeof origin, &origin, sizeof origin);
    if (!mlp_model_feature_name(model, i)) exit(1);
  }
  if (mlp_model_imputes(model) > 1 || mlp_model_weight_count(model) == 0 || !mlp_model_label(model, 0) ||
      !mlp_model_identity(model) || mlp_model_label_count(model) == 0 || mlp_model_verified_row_count(model) > 1024)
    exit(1);
  // What fails says why, in numbers too.
  mlp_model *none;
  if (mlp_predict(session, rows, (size_t)1 << 60, (float *)found) != MLP_ERROR_ARGUMENT ||
      mlp_model_read(path, 1, NULL, &none) != MLP_ERROR_MODEL || !mlp_last_error()[0])
    exit(1);
  mlp_session_free(session);
  mlp_model_free(model);
  return found;
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  mlp_model *model = open_model(arguments[1]);
  size_t inputs = mlp_model_input_count(model);
  mlp_model_free(model);
  float *rows = malloc(ROWS * inputs * sizeof *rows);
  if (!rows) return 1;
  srand(1);
  for (size_t i = 0; i < ROWS * inputs; i++)
    // Subnormal and ordinary ones, NaN and infinite ones.
    rows[i] = i % 97 == 5 ? (float)NAN : i % 89 == 6 ? (float)INFINITY
              : ((float)rand() / (float)RAND_MAX - 0.5f) * (i % 3 ? 8 : 1e-38f);

  control before = get();
  for (uint32_t threads = 1; threads <= 3; threads += 2) {
    size_t size, again;
    void *expected = results(arguments[1], threads, rows, &size);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
      set(settings[i]);
      control own = get();
      // Loading runs the verification rows, to the bit.
      void *found = results(arguments[1], threads, rows, &again);
      control left = get();
      set(before);
      if (left != own) return printf("setting %#lx became %#lx\n", (unsigned long)own, (unsigned long)left), 1;
      if (again != size || memcmp(found, expected, size) != 0)
        return printf("other bits with setting %#lx on %u threads\n", (unsigned long)own, threads), 1;
      free(found);
    }
    free(expected);
  }
  free(rows);
  printf("the same bits\n");
  return 0;
}
