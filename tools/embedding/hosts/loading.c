// Times what a host waits for when it first needs a prediction, each in microseconds since the start of this
// program's main: the library is loaded, the model is, the first row is predicted: loading LIBRARY MODEL

#include <dlfcn.h>
#include <mlp.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void *library;

static void *symbol(const char *name) {
  void *found = library ? dlsym(library, name) : NULL;
  if (found) return found;
  fprintf(stderr, "loading: %s\n", dlerror());
  exit(1);
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  double start = microseconds();
  library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
  __typeof__(&mlp_model_open) open_model = symbol("mlp_model_open");
  __typeof__(&mlp_model_input_count) input_count = symbol("mlp_model_input_count");
  __typeof__(&mlp_model_output_count) output_count = symbol("mlp_model_output_count");
  __typeof__(&mlp_session_create) create_session = symbol("mlp_session_create");
  __typeof__(&mlp_predict) predict = symbol("mlp_predict");
  double loaded = microseconds();

  mlp_model *model;
  mlp_session *session;
  if (open_model(arguments[2], NULL, &model) != MLP_OK) return 1;
  double opened = microseconds();
  float *row = calloc(input_count(model), sizeof *row), *results = calloc(output_count(model), sizeof *results);
  if (create_session(model, 1, &session) != MLP_OK || predict(session, row, 1, results) != MLP_OK) return 1;
  double predicted = microseconds();
  printf("%.0f %.0f %.0f\n", loaded - start, opened - start, predicted - start);
  return 0;
}
