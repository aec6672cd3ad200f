#include "runtime.h"

extern PyType_Spec model_type;

static int execute(PyObject *module) {
  if (mlp_abi_version() != MLP_ABI_VERSION) {
    PyErr_Format(PyExc_ImportError, "libmlp: found interface %u, expected %d; install mlpmodel again",
                 (unsigned)mlp_abi_version(), MLP_ABI_VERSION);
    return -1;
  }
  PyObject *type = PyType_FromModuleAndSpec(module, &model_type, NULL);
  int failed = type ? PyModule_AddType(module, (PyTypeObject *)type) : -1;
  Py_XDECREF(type);
  return failed || PyModule_AddStringConstant(module, "library_version", mlp_library_version());
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, execute}, {0, NULL}};

static struct PyModuleDef module = {
  PyModuleDef_HEAD_INIT,
  .m_name = "mlpmodel._runtime",
  .m_doc = "libmlp in Python.",
  .m_slots = slots,
};

PyMODINIT_FUNC PyInit__runtime(void) { return PyModuleDef_Init(&module); }
