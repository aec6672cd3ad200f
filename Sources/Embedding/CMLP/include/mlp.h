/// libmlp: runs trained multilayer perceptrons from model files. No training, no HDF5 library, no global
/// state but what a thread keeps of its own last error.
///
///     mlp_model *model;
///     mlp_session *session;
///     if (mlp_model_open("model.h5", NULL, &model) != MLP_OK ||
///         mlp_session_create(model, 1, &session) != MLP_OK)
///       fprintf(stderr, "%s\n", mlp_last_error());
///     mlp_predict(session, rows, 2, probabilities);   // 2 rows
///     mlp_session_free(session);
///     mlp_model_free(model);
///
/// Results: a row's are the same bits in any batch, on any number of threads, on every CPU, whatever the
/// host's floating-point settings (rounding, flush to zero, denormals are zero, traps), which are left as they are, and
/// so are the flags. NaN is always 0x7FC00000.
///
/// Errors: what can fail returns a status, and mlp_last_error says what, where, found and expected. A function that
/// fails writes nothing but NULL to its handle. No file can end the host, and no argument but an address that is not
/// what this header asks for: of freed memory, of fewer numbers than the call is told.
///
/// Memory: a lack of it is MLP_ERROR_MEMORY where a model is loaded or a session made, whichever allocation fails. A
/// prediction then does with what its session has, in smaller blocks of rows and on fewer threads. Small objects without
/// which no code could go on come from a reserve of 16 MB then, address space that is not touched before, and are given
/// back when the call returns, but for what the Swift runtime makes once in a process; the process ends only where calls
/// at the same time hold all of it for ten seconds. What is not the library's: where it was loaded with dlopen, the C
/// library ends a process that has no memory for a thread's first call.
///
/// Threads: a model may be used from any number of threads at once, a session from one at a time.
///
/// Strings: UTF-8, and valid as long as the model that they come from.
///
/// Compatible change: functions, statuses and tasks are added, none changed or removed, while
/// MLP_ABI_VERSION and the library's soname stay.
#ifndef MLP_H
#define MLP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The interface that this header describes. Compare with mlp_abi_version where the library is loaded by hand.
#define MLP_ABI_VERSION 1

/// The version of the library that this header came with.
#define MLP_VERSION "0.2.0"

/// How a call ended. Take values that are not listed here, which later versions may add, as failures.
typedef int32_t mlp_status;
enum {
  MLP_OK = 0,
  /// The call itself is wrong: a null pointer, a number out of range, a task that has no classes.
  MLP_ERROR_ARGUMENT = 1,
  /// The file cannot be read: missing, no permission, not a regular file.
  MLP_ERROR_FILE = 2,
  /// It is no model file, a damaged one, or one that this version cannot run.
  MLP_ERROR_MODEL = 3,
  /// It is another model than the identity that was asked for.
  MLP_ERROR_IDENTITY = 4,
  /// There is not enough memory.
  MLP_ERROR_MEMORY = 5,
  /// The environment asks for something that this machine cannot do (MLP_KERNEL_TIER).
  MLP_ERROR_ENVIRONMENT = 6
};

/// What a model's outputs are.
typedef int32_t mlp_task;
enum {
  /// Probabilities of classes that exclude each other. A single output is the probability of the second of
  /// two classes.
  MLP_CLASSIFICATION = 0,
  /// Probabilities of labels that do not exclude each other.
  MLP_MULTI_LABEL = 1,
  /// Numbers.
  MLP_REGRESSION = 2
};

/// A network that is loaded, verified and packed for this CPU. Immutable.
typedef struct mlp_model mlp_model;

/// One thread's way to run a model: its scratch memory and its worker threads.
typedef struct mlp_session mlp_session;

/// The interface of the library that runs; MLP_ABI_VERSION is that of the header.
uint32_t mlp_abi_version(void);

/// The library's version, MLP_VERSION of the header that it came with.
const char *mlp_library_version(void);

/// Why the last call that failed on this thread did: one line without control characters; empty before any
/// has. Valid until the next call on this thread that fails.
const char *mlp_last_error(void);

/// Loads the model file at `path`, whose name may be any bytes, and runs its verification rows.
///
/// `identity` is the model that the file has to hold, as 64 hexadecimal digits that `mlp-infer --describe`
/// prints, or NULL, which takes every model. Only a regular file is opened, and read once. Time: O(bytes).
/// Memory: on the way the file and its packed weights, which are about as large (up to twice where a layer has 33 to
/// 63 outputs), and at most 64 MB; then the packed weights and the names.
mlp_status mlp_model_open(const char *path, const char *identity, mlp_model **model);

/// Loads a model file that is in memory; `bytes` are not kept.
mlp_status mlp_model_read(const void *bytes, size_t byte_count, const char *identity, mlp_model **model);

/// Gives the model up; sessions that run it keep what they need. NULL is nothing.
void mlp_model_free(mlp_model *model);

/// The number of features of a row; 0 for NULL, as all numbers below.
size_t mlp_model_input_count(const mlp_model *model);
/// The number of outputs of a row.
size_t mlp_model_output_count(const mlp_model *model);
/// The number of labels: of classes or outputs, and 2 where one output tells two classes apart.
size_t mlp_model_label_count(const mlp_model *model);
/// The number of weights, biases apart: a row costs a multiplication and an addition for each.
size_t mlp_model_weight_count(const mlp_model *model);
/// What the outputs are.
mlp_task mlp_model_task(const mlp_model *model);
/// The name of a feature, in the order of a row; NULL where there is none, as all strings below.
const char *mlp_model_feature_name(const mlp_model *model, size_t index);
/// What to subtract from a raw value of a feature, in double precision, before it is rounded to a float of a row:
/// (float)(value - origin); 0 for most features. Time stamps and other numbers that lie close together far from 0
/// have one, because float cannot tell them apart.
double mlp_model_feature_origin(const mlp_model *model, size_t index);
/// The name of a class or an output.
const char *mlp_model_label(const mlp_model *model, size_t index);
/// The identity that the file states, which is the one asked for where one was.
const char *mlp_model_identity(const mlp_model *model);
/// 1 for a model that imputes missing values and 0 for any other. A NaN in a row is no missing value here: mlp-infer would
/// put a number in its place, which `mlp-infer --describe` prints, and here the caller has to.
int32_t mlp_model_imputes(const mlp_model *model);
/// How many verification rows came out as the file says; 0 where it has none.
size_t mlp_model_verified_row_count(const mlp_model *model);

/// Makes a session that spreads rows over up to `threads` threads, the caller's own among them, 1 to 1024; 0 stands
/// for as many as this process has CPUs. Threads start when a batch is first worth them; where the system starts fewer,
/// those do the work.
mlp_status mlp_session_create(const mlp_model *model, uint32_t threads, mlp_session **session);

/// Gives the session up, and its threads. NULL is nothing.
void mlp_session_free(mlp_session *session);

/// Runs rows and writes their outputs: probabilities, or the numbers of a regression.
///
/// A row has a number for each feature, relative to the feature's origin (mlp_model_feature_origin). Text and missing values are the caller's to turn into numbers: of a column of
/// text the feature of its level (called `column=level` by mlp-train) is 1 and those of the other levels are 0, and a
/// missing value is what the model imputes, which `mlp-infer --describe` prints, as it prints the texts of cells that are
/// missing values (`input/missing` of the file, which has no effect on rows of floats).
///
/// `rows` is [row_count][inputs] before any scaling, `outputs` receives [row_count][outputs]; they must not
/// overlap. A NaN in a row makes its outputs NaN. On one thread a call does not allocate if one of as many
/// rows went before.
mlp_status mlp_predict(mlp_session *session, const float *rows, size_t row_count, float *outputs);

/// As mlp_predict; the outputs before the last activation.
mlp_status mlp_predict_logits(mlp_session *session, const float *rows, size_t row_count, float *logits);

/// As mlp_predict, for a classifier; `classes` receives [row_count]: each row's class as an index into the
/// labels, -1 for a row whose probabilities are NaN.
mlp_status mlp_predict_classes(mlp_session *session, const float *rows, size_t row_count, int32_t *classes);

#ifdef __cplusplus
}
#endif

#endif
