// Scores one row: score MODEL NUMBER...
//
//   cc score.c $(pkg-config --cflags --libs mlp) -o score

#include <mlp.h>
#include <stdio.h>
#include <stdlib.h>

static int fail(const char *message) {
  fprintf(stderr, "score: %s\n", message);
  return 1;
}

int main(int count, char **arguments) {
  if (count < 2) return fail("give a model file and a number for each of its features");
  mlp_model *model;
  if (mlp_model_open(arguments[1], NULL, &model) != MLP_OK) return fail(mlp_last_error());

  size_t inputs = mlp_model_input_count(model), outputs = mlp_model_output_count(model);
  if (inputs != (size_t)count - 2) {
    fprintf(stderr, "score: the model's features are");
    for (size_t i = 0; i < inputs; i++) fprintf(stderr, " %s", mlp_model_feature_name(model, i));
    fputc('\n', stderr);
    mlp_model_free(model);
    return 1;
  }
  float *row = malloc(inputs * sizeof *row), *results = malloc(outputs * sizeof *results);
  mlp_session *session = NULL;
  int status = 1;
  if (row && results && mlp_session_create(model, 1, &session) == MLP_OK) {
    for (size_t i = 0; i < inputs; i++) row[i] = strtof(arguments[i + 2], NULL);
    if (mlp_predict(session, row, 1, results) == MLP_OK) {
      for (size_t i = 0; i < outputs; i++) printf("%s,%a\n", mlp_model_label(model, i), results[i]);
      status = 0;
    }
  }
  if (status) fail(mlp_last_error());
  mlp_session_free(session);
  mlp_model_free(model);
  free(results);
  free(row);
  return status;
}
