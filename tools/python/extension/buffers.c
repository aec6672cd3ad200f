#include "runtime.h"

#include <string.h>

/// A buffer's shape for a message.
static PyObject *shape_of(const Py_buffer *view) {
  PyObject *shape = PyTuple_New(view->ndim);
  for (int i = 0; shape && i < view->ndim; ++i) {
    PyObject *extent = PyLong_FromSsize_t(view->shape[i]);
    if (!extent || PyTuple_SetItem(shape, i, extent) != 0) Py_CLEAR(shape);
  }
  return shape;
}

/// Whether a buffer has native numbers of 32 bits, of kind 'f' or 'i', at addresses of such.
static bool has_numbers(const Py_buffer *view, char kind) {
  const char *format = view->format ? view->format : "B";
  if (*format == '@' || *format == '=' || (*format == '<' && PY_LITTLE_ENDIAN)) ++format;
  // A C long has 32 bits on some systems.
  bool fits = format[0] == kind || (kind == 'i' && format[0] == 'l');
  return fits && format[1] == 0 && view->itemsize == 4 && (uintptr_t)view->buf % 4 == 0;
}

/// Refuses rows with a gap where the model imputes: the outputs would be NaN where mlp-infer predicts.
static bool has_no_gap(ModelObject *self, const Rows *rows) {
  const float *values = rows->view.buf;
  size_t count = rows->count * self->inputs, at = 0;
  while (at < count && values[at] == values[at]) ++at;
  if (at == count) return true;
  PyObject *name = PyTuple_GetItem(self->features, (Py_ssize_t)(at % self->inputs));
  bool path = PyUnicode_Check(self->source);
  PyObject *model = path ? PyUnicode_FromFormat("mlpmodel.load(%R).input", self->source)
                         : PyUnicode_FromString("mlpmodel.from_bytes(data).input");
  // Imputed values are relative to the origins, rows are not.
  PyObject *raw = model && self->origins != Py_None ? PyUnicode_FromFormat(" + %U.origin", model) : PyUnicode_FromString("");
  if (name && model && raw)
    refuse("x: row %zu, feature %R: found NaN, expected a number: this model imputes missing values, which mlp-infer does and "
           "this call does not; fill them first: numpy.where(numpy.isnan(x), %U.imputed%U, x)",
           at / self->inputs, name, model, raw);
  Py_XDECREF(raw);
  Py_XDECREF(model);
  return false;
}

static bool take_shape(ModelObject *self, Rows *rows) {
  const Py_buffer *view = &rows->view;
  rows->single = view->ndim == 1;
  if ((view->ndim == 1 || view->ndim == 2) && (size_t)view->shape[view->ndim - 1] == self->inputs) {
    rows->count = rows->single ? 1 : (size_t)view->shape[0];
    if (!self->imputes || has_no_gap(self, rows)) return true;
    PyBuffer_Release(&rows->view);
    return false;
  }
  PyObject *shape = shape_of(view);
  if (shape) refuse("x: found the shape %R, expected (rows, %zu), or (%zu,) for one row", shape, self->inputs, self->inputs);
  Py_XDECREF(shape);
  PyBuffer_Release(&rows->view);
  return false;
}

bool rows_acquire(ModelObject *self, PyObject *x, Rows *rows) {
  const int wanted = PyBUF_C_CONTIGUOUS | PyBUF_FORMAT;
  // Raw values of a model with origins are no float32: a copy holds what they are relative to these.
  if (self->origins == Py_None && PyObject_CheckBuffer(x)) {
    if (PyObject_GetBuffer(x, &rows->view, wanted) == 0) {
      if (has_numbers(&rows->view, 'f')) return take_shape(self, rows);
      PyBuffer_Release(&rows->view);
    } else {
      PyErr_Clear();  // rows that do not follow each other: a copy's will
    }
  }
  PyObject *converted = PyObject_CallMethod((PyObject *)self, "_rows", "O", x);
  if (!converted) return false;
  int failed = PyObject_GetBuffer(converted, &rows->view, wanted);
  Py_DECREF(converted);  // the view keeps it
  if (failed) return false;
  if (has_numbers(&rows->view, 'f')) return take_shape(self, rows);
  PyBuffer_Release(&rows->view);
  refuse("x: found no float32 after conversion, expected an array of numbers");
  return false;
}

/// numpy.empty with the shape that belongs to the rows.
static PyObject *new_array(ModelObject *self, Result result, const Rows *rows) {
  PyObject *type = result == CLASSES ? self->int32 : self->float32;
  PyObject *shape;
  if (result == CLASSES)
    shape = rows->single ? PyTuple_New(0) : Py_BuildValue("(n)", (Py_ssize_t)rows->count);
  else if (rows->single)
    shape = Py_BuildValue("(n)", (Py_ssize_t)self->outputs);
  else
    shape = Py_BuildValue("(nn)", (Py_ssize_t)rows->count, (Py_ssize_t)self->outputs);
  if (!shape) return NULL;
  PyObject *array = PyObject_CallFunctionObjArgs(self->empty, shape, type, NULL);
  Py_DECREF(shape);
  return array;
}

static bool has_shape(ModelObject *self, Result result, const Rows *rows, const Py_buffer *view) {
  Py_ssize_t expected[2];
  int dimensions = 0;
  if (!rows->single) expected[dimensions++] = (Py_ssize_t)rows->count;
  if (result != CLASSES) expected[dimensions++] = (Py_ssize_t)self->outputs;
  if (view->ndim != dimensions) return false;
  // A single number has no shape, not even an empty one.
  return dimensions == 0 || memcmp(view->shape, expected, (size_t)dimensions * sizeof *expected) == 0;
}

static bool overlap(const Py_buffer *a, const Py_buffer *b) {
  const char *start = a->buf, *other = b->buf;
  return start < other + b->len && other < start + a->len;
}

bool results_acquire(ModelObject *self, Result result, const Rows *rows, PyObject *out, Results *results) {
  const char *type = result == CLASSES ? "int32" : "float32";
  bool own = out == Py_None;
  results->array = own ? new_array(self, result, rows) : Py_NewRef(out);
  if (!results->array) return false;
  const int wanted = PyBUF_C_CONTIGUOUS | PyBUF_FORMAT | PyBUF_WRITABLE;
  if (PyObject_GetBuffer(results->array, &results->view, wanted) != 0) {
    if (!own) {
      PyErr_Clear();
      refuse("out: found what cannot be written row by row, expected a writable C-contiguous array of %s", type);
    }
    Py_DECREF(results->array);
    return false;
  }
  if (own) return true;
  if (!has_numbers(&results->view, result == CLASSES ? 'i' : 'f')) {
    refuse("out: found numbers of the format '%s', expected %s", results->view.format ? results->view.format : "B", type);
  } else if (!has_shape(self, result, rows, &results->view)) {
    PyObject *shape = shape_of(&results->view), *x = shape_of(&rows->view);
    if (shape && x)
      refuse(result == CLASSES ? "out: found the shape %R, expected that of x, %R, without its last dimension"
                               : "out: found the shape %R, expected that of x, %R, with %zu for the last dimension",
             shape, x, self->outputs);
    Py_XDECREF(shape);
    Py_XDECREF(x);
  } else if (overlap(&rows->view, &results->view)) {
    refuse("out: found memory that x has too, expected memory of its own");
  } else {
    return true;
  }
  PyBuffer_Release(&results->view);
  Py_DECREF(results->array);
  return false;
}
