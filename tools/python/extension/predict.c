#include "runtime.h"

/// Multiplications from which on the GIL is given up meanwhile: some microseconds of work. Giving it up and taking it back
/// costs a row of a small network a seventh more, and no other thread notices that it waited so short a time.
enum { WORK_WORTH_THE_GIL = 100000 };

mlp_session *session_take(ModelObject *self) {
  if (self->idle_count) return self->idle[--self->idle_count];
  mlp_session *session;
  mlp_status status = mlp_session_create(self->model, self->threads, &session);
  if (status == MLP_OK) return session;
  refuse_status(status);
  return NULL;
}

void session_return(ModelObject *self, mlp_session *session) {
  if (self->model && self->idle_count < IDLE_SESSIONS)
    self->idle[self->idle_count++] = session;
  else
    mlp_session_free(session);
}

static mlp_status compute(mlp_session *session, Result result, const Rows *rows, void *results) {
  switch (result) {
    case OUTPUTS: return mlp_predict(session, rows->view.buf, rows->count, results);
    case LOGITS: return mlp_predict_logits(session, rows->view.buf, rows->count, results);
    default: return mlp_predict_classes(session, rows->view.buf, rows->count, results);
  }
}

static bool run(ModelObject *self, Result result, const Rows *rows, void *results) {
  mlp_session *session = session_take(self);
  if (!session) return false;
  mlp_status status;
  if (rows->count >= WORK_WORTH_THE_GIL / self->weights) {
    Py_BEGIN_ALLOW_THREADS
    status = compute(session, result, rows, results);
    Py_END_ALLOW_THREADS
  } else {
    status = compute(session, result, rows, results);
  }
  session_return(self, session);
  if (status == MLP_OK) return true;
  refuse_status(status);
  return false;
}

/// `x` and `out` of a call; false where they are others.
static bool arguments_of(const char *method, PyObject *const *arguments, Py_ssize_t count, PyObject *names, PyObject **x,
                         PyObject **out) {
  *x = count > 0 ? arguments[0] : NULL;
  *out = count > 1 ? arguments[1] : NULL;
  Py_ssize_t named = names ? PyTuple_Size(names) : 0;
  for (Py_ssize_t i = 0; i < named; ++i) {
    PyObject *name = PyTuple_GetItem(names, i);
    PyObject **place = PyUnicode_CompareWithASCIIString(name, "x") == 0     ? x
                       : PyUnicode_CompareWithASCIIString(name, "out") == 0 ? out
                                                                            : NULL;
    if (!place || *place) {
      PyErr_Format(PyExc_TypeError, place ? "%s() got the argument %R twice" : "%s() has no argument %R", method, name);
      return false;
    }
    *place = arguments[count + i];
  }
  if (count > 2 || !*x) {
    PyErr_Format(PyExc_TypeError, "%s() takes x and, if wanted, out; found %zd arguments", method, count + named);
    return false;
  }
  if (!*out) *out = Py_None;
  return true;
}

static PyObject *compute_call(PyObject *object, Result result, const char *method, PyObject *const *arguments, Py_ssize_t count,
                      PyObject *names) {
  ModelObject *self = (ModelObject *)object;
  PyObject *x, *out;
  if (!arguments_of(method, arguments, count, names, &x, &out)) return NULL;
  if (!self->model) return refuse("model: found one that was closed, expected an open one; load it again");
  Rows rows;
  if (!rows_acquire(self, x, &rows)) return NULL;
  Results results;
  if (!results_acquire(self, result, &rows, out, &results)) {
    PyBuffer_Release(&rows.view);
    return NULL;
  }
  // A conversion of `x` is any code, which may have closed the model.
  bool done = self->model ? run(self, result, &rows, results.view.buf)
                          : refuse("model: found one that was closed meanwhile, expected an open one") != NULL;
  PyBuffer_Release(&results.view);
  PyBuffer_Release(&rows.view);
  if (done) return results.array;
  Py_DECREF(results.array);
  return NULL;
}

/// The same whatever the thread's floating-point setting is, which some libraries change for everybody; conversions of
/// rows, which NumPy does, among it.
static PyObject *call(PyObject *object, Result result, const char *method, PyObject *const *arguments, Py_ssize_t count,
                      PyObject *names) {
  uint64_t host = mlp_float_control_default();
  PyObject *results = compute_call(object, result, method, arguments, count, names);
  mlp_float_control_restore(host);
  return results;
}

PyObject *predict(PyObject *self, PyObject *const *arguments, Py_ssize_t count, PyObject *names) {
  return call(self, OUTPUTS, "predict", arguments, count, names);
}

PyObject *predict_logits(PyObject *self, PyObject *const *arguments, Py_ssize_t count, PyObject *names) {
  return call(self, LOGITS, "predict_logits", arguments, count, names);
}

PyObject *predict_classes(PyObject *self, PyObject *const *arguments, Py_ssize_t count, PyObject *names) {
  return call(self, CLASSES, "predict_classes", arguments, count, names);
}
