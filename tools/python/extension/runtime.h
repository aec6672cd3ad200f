/// Python's face of libmlp: the type `mlpmodel._runtime.Model`, for every CPython from 3.11 on.
///
/// Rows come and results go through the buffer protocol, so nothing here is compiled against NumPy.
/// What needs thought but no speed (conversions, pickling) is `mlpmodel/runtime.py`'s.
#ifndef MLPMODEL_RUNTIME_H
#define MLPMODEL_RUNTIME_H

#define PY_SSIZE_T_CLEAN
#define Py_LIMITED_API 0x030B0000
#include <Python.h>
#include <mlp.h>
#include <mlp_float_control.h>
#include <stdbool.h>

/// How many sessions a model keeps for its next calls. More threads than that may call it at once.
enum { IDLE_SESSIONS = 32 };

/// A model with the sessions that nobody uses at the moment. The GIL guards all of it.
typedef struct {
  PyObject_HEAD
  mlp_model *model;  // NULL when closed
  size_t inputs, outputs, weights;
  PyObject *origins;  // what to subtract from the raw values of a row; None where no feature has an origin
  bool imputes;  // mlp-infer puts numbers in the place of missing values
  uint32_t threads;
  mlp_session *idle[IDLE_SESSIONS];
  size_t idle_count;
  // What Python sees.
  PyObject *source, *features, *labels, *task, *identity, *verified_rows;
  // numpy.empty, and what it is called with.
  PyObject *empty, *float32, *int32;
} ModelObject;

/// What a call computes.
typedef enum { OUTPUTS, LOGITS, CLASSES } Result;

/// Rows of float32 that a caller handed over: C-contiguous, aligned.
typedef struct {
  Py_buffer view;
  size_t count;
  bool single;  // one row without a dimension for rows
} Rows;

/// What a call fills.
typedef struct {
  PyObject *array;  // a new reference
  Py_buffer view;
} Results;

/// Raises mlpmodel's ModelError. Returns NULL.
PyObject *refuse(const char *format, ...);
/// The same with what libmlp said of a call that ended so; MemoryError where that is the reason.
PyObject *refuse_status(mlp_status status);

/// The rows of `x`: its own memory where that will do, or else a converted copy's.
bool rows_acquire(ModelObject *self, PyObject *x, Rows *rows);
/// The caller's `out`, or a new array where it is None.
bool results_acquire(ModelObject *self, Result result, const Rows *rows, PyObject *out, Results *results);

/// A session for this call alone, and its way back.
mlp_session *session_take(ModelObject *self);
void session_return(ModelObject *self, mlp_session *session);

/// The methods; `x` and `out` are their arguments.
PyObject *predict(PyObject *self, PyObject *const *arguments, Py_ssize_t count, PyObject *names);
PyObject *predict_logits(PyObject *self, PyObject *const *arguments, Py_ssize_t count, PyObject *names);
PyObject *predict_classes(PyObject *self, PyObject *const *arguments, Py_ssize_t count, PyObject *names);

#endif
