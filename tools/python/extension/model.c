#include "runtime.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <structmember.h>

PyObject *refuse(const char *format, ...) {
  PyObject *module = PyImport_ImportModule("mlpmodel.errors");
  PyObject *error = module ? PyObject_GetAttrString(module, "ModelError") : NULL;
  Py_XDECREF(module);
  if (!error) return NULL;
  va_list values;
  va_start(values, format);
  PyErr_FormatV(error, format, values);
  va_end(values);
  Py_DECREF(error);
  return NULL;
}

PyObject *refuse_status(mlp_status status) {
  if (status != MLP_ERROR_MEMORY) return refuse("%s", mlp_last_error());
  PyErr_SetString(PyExc_MemoryError, mlp_last_error());
  return NULL;
}

/// Texts of a model in a tuple.
static PyObject *texts(const mlp_model *model, size_t count, const char *(*text)(const mlp_model *, size_t)) {
  PyObject *tuple = PyTuple_New((Py_ssize_t)count);
  for (size_t i = 0; tuple && i < count; ++i) {
    PyObject *string = PyUnicode_FromString(text(model, i));
    if (!string || PyTuple_SetItem(tuple, (Py_ssize_t)i, string) != 0) Py_CLEAR(tuple);
  }
  return tuple;
}

/// The features' origins in a tuple; None where all are 0.
static PyObject *origins(const mlp_model *model, size_t count) {
  bool any = false;
  for (size_t i = 0; i < count; ++i) any = any || mlp_model_feature_origin(model, i) != 0;
  if (!any) return Py_NewRef(Py_None);
  PyObject *tuple = PyTuple_New((Py_ssize_t)count);
  for (size_t i = 0; tuple && i < count; ++i) {
    PyObject *number = PyFloat_FromDouble(mlp_model_feature_origin(model, i));
    if (!number || PyTuple_SetItem(tuple, (Py_ssize_t)i, number) != 0) Py_CLEAR(tuple);
  }
  return tuple;
}

/// Fills in what never changes.
static bool describe(ModelObject *self) {
  static const char *const tasks[] = {"classification", "multi_label", "regression"};
  mlp_model *model = self->model;
  mlp_task task = mlp_model_task(model);
  const char *identity = mlp_model_identity(model);
  self->inputs = mlp_model_input_count(model);
  self->outputs = mlp_model_output_count(model);
  self->weights = mlp_model_weight_count(model);
  self->imputes = mlp_model_imputes(model) != 0;
  self->origins = origins(model, self->inputs);
  self->features = texts(model, self->inputs, mlp_model_feature_name);
  self->labels = texts(model, mlp_model_label_count(model), mlp_model_label);
  self->task = PyUnicode_FromString(task >= 0 && task < 3 ? tasks[task] : "unknown");
  self->identity = identity ? PyUnicode_FromString(identity) : Py_NewRef(Py_None);
  self->verified_rows = PyLong_FromSize_t(mlp_model_verified_row_count(model));
  return self->origins && self->features && self->labels && self->task && self->identity && self->verified_rows;
}

static bool find_numpy(ModelObject *self) {
  PyObject *numpy = PyImport_ImportModule("numpy");
  if (!numpy) return false;
  self->empty = PyObject_GetAttrString(numpy, "empty");
  self->float32 = PyObject_CallMethod(numpy, "dtype", "s", "f4");
  self->int32 = PyObject_CallMethod(numpy, "dtype", "s", "i4");
  Py_DECREF(numpy);
  return self->empty && self->float32 && self->int32;
}

/// Reads the model of `source`, a path as str or a file's content as bytes.
static bool load(ModelObject *self, const char *identity) {
  mlp_status status;
  if (PyUnicode_Check(self->source)) {
    // The name's bytes, whatever they are: Python keeps those that are no UTF-8 as lone surrogates.
    PyObject *path = PyUnicode_EncodeFSDefault(self->source);
    char *name;
    Py_ssize_t length;
    if (!path || PyBytes_AsStringAndSize(path, &name, &length) != 0 || strlen(name) != (size_t)length) {
      Py_XDECREF(path);
      PyErr_Clear();
      return refuse("path: found %R, expected the name of a file, without a zero", self->source) != NULL;
    }
    Py_BEGIN_ALLOW_THREADS
    status = mlp_model_open(name, identity, &self->model);
    Py_END_ALLOW_THREADS
    Py_DECREF(path);
  } else {
    char *bytes;
    Py_ssize_t length;
    if (PyBytes_AsStringAndSize(self->source, &bytes, &length) != 0) return false;
    Py_BEGIN_ALLOW_THREADS
    status = mlp_model_read(bytes, (size_t)length, identity, &self->model);
    Py_END_ALLOW_THREADS
  }
  return status == MLP_OK || refuse_status(status) != NULL;
}

static PyObject *model_new(PyTypeObject *type, PyObject *arguments, PyObject *names) {
  PyObject *source;
  const char *identity;
  Py_ssize_t threads;
  if (names && PyDict_Size(names) != 0) {
    PyErr_SetString(PyExc_TypeError, "_runtime.Model() takes no keyword arguments");
    return NULL;
  }
  if (!PyArg_ParseTuple(arguments, "Ozn:Model", &source, &identity, &threads)) return NULL;
  if (threads < 0 || threads > 1024) return refuse("threads: found %zd, expected 0 to 1024", threads);
  allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
  ModelObject *self = (ModelObject *)allocate(type, 0);  // zeroed
  if (!self) return NULL;
  self->source = Py_NewRef(source);
  self->threads = (uint32_t)threads;
  uint64_t host = mlp_float_control_default();
  bool done = find_numpy(self) && load(self, identity) && describe(self);
  mlp_float_control_restore(host);
  if (done) {
    // The first session now, so that what it lacks is said here.
    mlp_session *session = session_take(self);
    if (session) {
      session_return(self, session);
      return (PyObject *)self;
    }
  }
  Py_DECREF(self);
  return NULL;
}

static PyObject *model_close(PyObject *object, PyObject *Py_UNUSED(none)) {
  ModelObject *self = (ModelObject *)object;
  // Calls that other threads are in have sessions, which keep what they need.
  while (self->idle_count) mlp_session_free(self->idle[--self->idle_count]);
  mlp_model_free(self->model);
  self->model = NULL;
  return Py_NewRef(Py_None);
}

static void model_free(PyObject *object) {
  ModelObject *self = (ModelObject *)object;
  PyTypeObject *type = Py_TYPE(object);
  Py_DECREF(model_close(object, NULL));
  PyObject *kept[] = {self->source, self->origins, self->features, self->labels, self->task, self->identity, self->verified_rows,
                      self->empty, self->float32, self->int32};
  for (size_t i = 0; i < sizeof kept / sizeof *kept; ++i) Py_XDECREF(kept[i]);
  ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
  Py_DECREF(type);
}

static PyObject *model_closed(PyObject *self, void *Py_UNUSED(none)) {
  return PyBool_FromLong(((ModelObject *)self)->model == NULL);
}

#define METHOD(name) {#name, (PyCFunction)(void (*)(void))name, METH_FASTCALL | METH_KEYWORDS, name##_doc}
#define TEXT(name) {#name, T_OBJECT_EX, offsetof(ModelObject, name), READONLY, NULL}

PyDoc_STRVAR(predict_doc, "predict($self, /, x, out=None)\n--\n\n"
  "Probabilities of the classes, or a regression's numbers: float32 [rows, outputs], or [outputs] of a single row.");
PyDoc_STRVAR(predict_logits_doc, "predict_logits($self, /, x, out=None)\n--\n\n"
  "The outputs before the last activation, as predict has them.");
PyDoc_STRVAR(predict_classes_doc, "predict_classes($self, /, x, out=None)\n--\n\n"
  "Each row's class as an index into labels: int32 [rows]; -1 for a row whose probabilities are NaN.");

static PyMethodDef methods[] = {
  METHOD(predict),
  METHOD(predict_logits),
  METHOD(predict_classes),
  {"close", model_close, METH_NOARGS, "close($self, /)\n--\n\nGives the model's memory up now; calls after that fail."},
  {NULL, NULL, 0, NULL},
};

static PyMemberDef members[] = {
  TEXT(source), TEXT(origins), TEXT(features), TEXT(labels), TEXT(task), TEXT(identity), TEXT(verified_rows),
  {"threads", T_UINT, offsetof(ModelObject, threads), READONLY, NULL},
  {"imputes", T_BOOL, offsetof(ModelObject, imputes), READONLY, NULL},
  {NULL, 0, 0, 0, NULL},
};

static PyGetSetDef computed[] = {
  {"closed", model_closed, NULL, "Whether close was called.", NULL},
  {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot slots[] = {
  {Py_tp_new, model_new},
  {Py_tp_dealloc, model_free},
  {Py_tp_methods, methods},
  {Py_tp_members, members},
  {Py_tp_getset, computed},
  {Py_tp_doc, "Model(source, identity, threads)\n--\n\nWhat mlpmodel.Model is made of."},
  {0, NULL},
};

PyType_Spec model_type = {
  .name = "mlpmodel._runtime.Model",
  .basicsize = sizeof(ModelObject),
  .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
  .slots = slots,
};
