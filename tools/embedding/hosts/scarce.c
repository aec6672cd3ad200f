// Loads and runs a model with less and less memory to be had, each time in a child: scarce MODEL
//
// A call that finds none says so; whatever is left, no child ends by a signal.

#include <mlp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS = 512 };

static void limit(long kilobytes) {
  FILE *file = fopen("/proc/self/statm", "r");
  long pages;
  if (!file || fscanf(file, "%ld", &pages) != 1) _exit(100);
  fclose(file);
  rlim_t bytes = (rlim_t)(pages * sysconf(_SC_PAGESIZE) + kilobytes * 1024);
  if (setrlimit(RLIMIT_AS, &(struct rlimit){bytes, bytes}) != 0) _exit(100);
}

/// The first status that is not MLP_OK.
static mlp_status use(const char *path, const float *rows, float *outputs) {
  mlp_model *model;
  mlp_session *session;
  mlp_status status = mlp_model_open(path, NULL, &model);
  if (status != MLP_OK) return status;
  status = mlp_session_create(model, 4, &session);
  if (status != MLP_OK) return status;
  return mlp_predict(session, rows, ROWS, outputs);
}

int main(int count, char **arguments) {
  if (count != 2) return 2;
  float *rows = calloc(ROWS * 1024, sizeof *rows), *outputs = calloc(ROWS * 1024, sizeof *outputs);
  if (!rows || !outputs) return 1;
  int done = 0, out_of_memory = 0;
  for (long kilobytes = 0; kilobytes < 24000; kilobytes += kilobytes < 6000 ? 24 : 240) {
    pid_t child = fork();
    if (child == 0) {
      limit(kilobytes);
      _exit(use(arguments[1], rows, outputs));
    }
    int ended;
    waitpid(child, &ended, 0);
    if (WIFEXITED(ended) && WEXITSTATUS(ended) == MLP_OK) done++;
    else if (WIFEXITED(ended) && WEXITSTATUS(ended) == MLP_ERROR_MEMORY) out_of_memory++;
    else return printf("with %ld kB left: ended with %#x\n", kilobytes, ended), 1;
  }
  printf("done %d, out of memory %d\n", done, out_of_memory);
  return 0;
}
