// Many sessions predict while every allocation fails (LD_PRELOAD=failing.so), and the model is loaded again: results are
// the same, loading and making a session say that there is no memory, nothing waits for the library's reserve, and
// once there is memory again the next call has it.
//
//   sessions MODEL THREADS    of a classifier
//
// Prints the number of predictions. A library that waits for its reserve ends the host at its first wait.

#define _GNU_SOURCE

#include <dlfcn.h>
#include <mlp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SESSIONS = 1000, ROWS = 1024 };

static mlp_session *sessions[SESSIONS];

/// In place of the C library's.
int nanosleep(const struct timespec *duration, struct timespec *rest) {
  (void)duration, (void)rest;
  fputs("sessions: the library waits for its reserve\n", stderr);
  _exit(1);
}

static void expect(mlp_status found, mlp_status expected, const char *what) {
  if (found == expected) return;
  fprintf(stderr, "sessions: %s: found status %d (%s), expected %d\n", what, found, mlp_last_error(), expected);
  exit(1);
}

static void expect_same(const void *found, const void *expected, size_t bytes, int session) {
  if (memcmp(found, expected, bytes) == 0) return;
  fprintf(stderr, "sessions: session %d has other results\n", session);
  exit(1);
}

int main(int count, char **arguments) {
  long (*fail)(long, long) = (long (*)(long, long))dlsym(RTLD_DEFAULT, "fail_allocations");
  if (count != 3 || !fail) return 2;
  mlp_model *model, *other;
  mlp_session *another;
  expect(mlp_model_open(arguments[1], NULL, &model), MLP_OK, "open");
  size_t inputs = mlp_model_input_count(model), bytes = ROWS * mlp_model_output_count(model) * sizeof(float);
  float *rows = malloc(ROWS * inputs * sizeof *rows), *expected = malloc(bytes), *found = malloc(bytes);
  static int32_t expected_classes[ROWS], classes[ROWS];
  for (size_t i = 0; i < ROWS * inputs; i++) rows[i] = (float)((int)(i % 19) - 9) / 8;
  for (int i = 0; i < SESSIONS; i++)
    expect(mlp_session_create(model, (uint32_t)atoi(arguments[2]), &sessions[i]), MLP_OK, "create");
  expect(mlp_session_create(model, 1, &another), MLP_OK, "create");
  expect(mlp_predict(another, rows, ROWS, expected), MLP_OK, "predict");
  expect(mlp_predict_classes(another, rows, ROWS, expected_classes), MLP_OK, "predict classes");
  mlp_session_free(another);

  fail(1, -1);
  long predictions = 0;
  for (int round = 0; round < 2; round++)
    for (int i = 0; i < SESSIONS; i++) {
      memset(found, 0, bytes);
      memset(classes, 0xff, sizeof classes);
      expect(mlp_predict(sessions[i], rows, ROWS, found), MLP_OK, "predict without memory");
      expect_same(found, expected, bytes, i);
      expect(mlp_predict_classes(sessions[i], rows, ROWS, classes), MLP_OK, "predict classes without memory");
      expect_same(classes, expected_classes, sizeof classes, i);
      predictions += 2;
    }
  expect(mlp_model_open(arguments[1], NULL, &other), MLP_ERROR_MEMORY, "open without memory");
  expect(mlp_session_create(model, 1, &another), MLP_ERROR_MEMORY, "create without memory");
  fail(0, 0);
  expect(mlp_model_open(arguments[1], NULL, &other), MLP_OK, "open with memory again");
  expect(mlp_session_create(other, 1, &another), MLP_OK, "create with memory again");
  printf("%ld predictions\n", predictions);
  return 0;
}
