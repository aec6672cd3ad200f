// Loads each file given as a host would, by its path and from memory, runs a row of those that load, and prints
// how many were refused. Whatever a file holds, this program ends by itself: hostile FILE...

#include <mlp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void require(int holds, const char *file, const char *what) {
  if (holds) return;
  printf("%s: %s (%s)\n", file, what, mlp_last_error());
  exit(1);
}

/// A refusal is one line, about the file, and leaves no model.
static void check_refusal(const char *file, mlp_status status, const mlp_model *model) {
  require(status == MLP_ERROR_MODEL, file, "another status than that of a bad model");
  require(model == NULL, file, "a model beside an error");
  const char *message = mlp_last_error();
  require(*message != 0, file, "no message");
  for (; *message; message++) require((unsigned char)*message >= 32 && *message != 127, file, "a control character");
}

static void run_row(const char *file, mlp_model *model) {
  size_t inputs = mlp_model_input_count(model), outputs = mlp_model_output_count(model);
  float *row = calloc(inputs, sizeof *row), *results = calloc(outputs, sizeof *results);
  mlp_session *session;
  require(row && results, file, "no memory");
  require(mlp_session_create(model, 1, &session) == MLP_OK, file, "no session");
  mlp_model_free(model);  // the session keeps what it needs
  require(mlp_predict(session, row, 1, results) == MLP_OK, file, "no results");
  mlp_session_free(session);
  free(row);
  free(results);
}

/// What a file holds, in a block of just its size, so that a look beyond its end is one beyond the block.
static void *content(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  require(file != NULL, path, "cannot be opened");
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  void *bytes = malloc(*size);
  require(fread(bytes, 1, *size, file) == *size, path, "cannot be read");
  fclose(file);
  return bytes;
}

int main(int count, char **files) {
  int loaded = 0, refused = 0;
  for (int i = 1; i < count; i++) {
    mlp_model *model = (mlp_model *)1;
    mlp_status by_path = mlp_model_open(files[i], NULL, &model);
    if (by_path == MLP_OK) run_row(files[i], model);
    else check_refusal(files[i], by_path, model);

    size_t size;
    void *bytes = content(files[i], &size);
    mlp_status from_memory = mlp_model_read(bytes, size, NULL, &model);
    free(bytes);  // before the row: nothing of it may be kept
    require(from_memory == by_path, files[i], "another status from memory");
    if (from_memory == MLP_OK) run_row(files[i], model), loaded++;
    else check_refusal(files[i], from_memory, model), refused++;
  }
  printf("loaded %d, refused %d\n", loaded, refused);
  return 0;
}
