// Several threads load, predict and give up a model at the same time while memory is lacking. A call that finds
// none says so; whatever is lacking, nothing ends the process and no result is another.
//
//   scarce limit MODEL LAST STEP    with 0, STEP, ... LAST kilobytes to be had, each time in a child
//   scarce nth MODEL FIRST LAST STEP   the nth allocation fails, and so do all from the nth on (LD_PRELOAD=failing.so)

#define _GNU_SOURCE

#include <dlfcn.h>
#include <mlp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 4, ROWS = 40, OTHER_RESULT = 77 };

static const char *path;
static size_t inputs, outputs;
// What every thread needs, made before memory is lacking.
static float *rows, *expected, *found[THREADS];
static int32_t *classes[THREADS];

/// Whether a call ended as one may: done, or for want of memory.
static int may_be(mlp_status status) { return status == MLP_OK || status == MLP_ERROR_MEMORY; }

/// The status of the first call that was not done, or OTHER_RESULT.
static int use(int thread, uint32_t threads) {
  mlp_model *model;
  mlp_session *session;
  mlp_status status = mlp_model_open(path, NULL, &model);
  if (status != MLP_OK) {
    if (model || !mlp_last_error()[0]) return OTHER_RESULT;
    return status;
  }
  if (!mlp_model_feature_name(model, inputs - 1) || !mlp_model_label(model, 0)) status = OTHER_RESULT;
  if (status == MLP_OK) status = mlp_session_create(model, threads, &session);
  if (status == MLP_OK) {
    memset(found[thread], 0, ROWS * outputs * sizeof(float));
    status = mlp_predict(session, rows, ROWS, found[thread]);
    if (status == MLP_OK && memcmp(found[thread], expected, ROWS * outputs * sizeof(float)) != 0) status = OTHER_RESULT;
    if (status == MLP_OK && mlp_model_task(model) == MLP_CLASSIFICATION)
      status = mlp_predict_classes(session, rows, ROWS, classes[thread]);
    mlp_session_free(session);
  }
  mlp_model_free(model);
  return status;
}

static void *serve(void *argument) {
  int thread = (int)(size_t)argument, worst = MLP_OK;
  for (int round = 0; round < 3; round++) {
    int status = use(thread, thread % 2 ? 1 : 3);
    if (!may_be(status)) return (void *)(size_t)status;
    if (status != MLP_OK) worst = status;
  }
  return (void *)(size_t)worst;
}

/// What several threads come to: the worst of their statuses.
static int use_from_threads(void) {
  pthread_t thread[THREADS];
  int started = 0, worst = MLP_OK;
  while (started < THREADS && pthread_create(&thread[started], NULL, serve, (void *)(size_t)started) == 0) started++;
  for (int i = 0; i < started; i++) {
    void *status;
    pthread_join(thread[i], &status);
    int each = (int)(size_t)status;
    if (each != MLP_OK && (worst == MLP_OK || !may_be(each))) worst = each;
  }
  return started == 0 ? use(0, 3) : worst;
}

static void limit(long kilobytes) {
  FILE *file = fopen("/proc/self/statm", "r");
  long pages;
  if (!file || fscanf(file, "%ld", &pages) != 1) _exit(100);
  fclose(file);
  rlim_t bytes = (rlim_t)(pages * sysconf(_SC_PAGESIZE) + kilobytes * 1024);
  if (setrlimit(RLIMIT_AS, &(struct rlimit){bytes, bytes}) != 0) _exit(100);
}

static void prepare(void) {
  mlp_model *model;
  mlp_session *session;
  if (mlp_model_open(path, NULL, &model) != MLP_OK) {
    fprintf(stderr, "scarce: %s\n", mlp_last_error());
    exit(1);
  }
  inputs = mlp_model_input_count(model);
  outputs = mlp_model_output_count(model);
  rows = malloc(ROWS * inputs * sizeof *rows);
  expected = malloc(ROWS * outputs * sizeof *expected);
  for (size_t i = 0; i < ROWS * inputs; i++) rows[i] = (float)((int)(i % 19) - 9) / 8;
  for (int i = 0; i < THREADS; i++) {
    found[i] = malloc(ROWS * outputs * sizeof(float));
    classes[i] = malloc(ROWS * sizeof(int32_t));
  }
  if (mlp_session_create(model, 1, &session) != MLP_OK || mlp_predict(session, rows, ROWS, expected) != MLP_OK) exit(1);
  mlp_session_free(session);
  mlp_model_free(model);
}

static int done, out_of_memory;

/// Counts how a child ended; 0 where it did in another way than it may.
static int count_end(pid_t child, const char *what, long value) {
  int ended;
  waitpid(child, &ended, 0);
  if (WIFEXITED(ended) && WEXITSTATUS(ended) == MLP_OK) done++;
  else if (WIFEXITED(ended) && WEXITSTATUS(ended) == MLP_ERROR_MEMORY) out_of_memory++;
  else return printf("%s %ld: ended with %#x\n", what, value, ended), 0;
  return 1;
}

int main(int count, char **arguments) {
  if (count < 5) return 2;
  path = arguments[2];
  setvbuf(stdout, NULL, _IONBF, 0);
  if (strcmp(arguments[1], "limit") == 0) {
    long last = atol(arguments[3]), step = atol(arguments[4]);
    for (long kilobytes = 0; kilobytes <= last; kilobytes += step) {
      pid_t child = fork();
      if (child == 0) {
        prepare();
        limit(kilobytes);
        _exit(use_from_threads());
      }
      if (!count_end(child, "kilobytes left", kilobytes)) return 1;
    }
  } else {
    long (*fail)(long, long) = (long (*)(long, long))dlsym(RTLD_DEFAULT, "fail_allocations");
    if (!fail || count < 6) return 2;
    // In a child, so that every one below starts with a library that has done nothing.
    long first = atol(arguments[3]), last = atol(arguments[4]), step = atol(arguments[5]);
    long *calls = mmap(NULL, sizeof *calls, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (fork() == 0) {
      prepare();
      fail(0, 0);
      use(0, 3);
      *calls = fail(0, 0);
      _exit(0);
    }
    wait(NULL);
    if (last == 0 || last > *calls) last = *calls;
    // Warm and cold: in a process that used the library, and in one that never did.
    for (int is_cold = 0; is_cold < 2; is_cold++)
      for (long n = first; n <= last; n += step)
        for (long failing = 1; failing >= -1; failing -= 2) {
          pid_t child = fork();
          if (child == 0) {
            if (!is_cold) prepare();
            fail(n, failing);
            if (!is_cold) _exit(use(0, 3));
            mlp_model *model;
            _exit(mlp_model_open(path, NULL, &model));
          }
          if (!count_end(child, failing < 0 ? "from allocation on" : "allocation", n)) return 1;
        }
  }
  printf("done %d, out of memory %d\n", done, out_of_memory);
  return 0;
}
