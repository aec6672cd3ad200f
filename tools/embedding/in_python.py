"""Uses libmlp in a process with other native libraries: in_python.py MODEL MODULE...

    .venv/bin/python tools/embedding/in_python.py fixtures/models/v1/iris.h5 h5py libmlp
    build/reference/venv/bin/python tools/embedding/in_python.py fixtures/models/v1/iris.h5 torch libmlp

(`tools/library`, and `tools/setup reference` for PyTorch, come first.) What is named is loaded in that order. Each module works before, between and after the calls of libmlp; printed are the
bits of some rows, which are the same whatever else is there.
"""

import ctypes
import importlib
import sys

import library
from library import address, handle, np


def work(name, module, path):
    """Something that uses the module's own libraries and threads."""
    if name == "h5py":
        with module.File(path) as file:
            assert file["layers/0/weights"][()].ndim == 2
    elif name == "torch":
        a = module.rand(300, 300, requires_grad=True)
        (a @ a).sum().backward()
        assert module.isfinite(a.grad).all()


def main(path, names):
    modules = {name: library.load() if name == "libmlp" else importlib.import_module(name) for name in names}

    def work_of_all():
        for name, module in modules.items():
            work(name, module, path)

    work_of_all()
    mlp, model, session = modules["libmlp"], handle(), handle()
    assert mlp.mlp_model_open(path.encode(), None, ctypes.byref(model)) == library.OK, mlp.mlp_last_error()
    work_of_all()
    assert mlp.mlp_session_create(model, 2, ctypes.byref(session)) == library.OK, mlp.mlp_last_error()
    rows = library.rows(4096, mlp.mlp_model_input_count(model))
    outputs = np.zeros((4096, mlp.mlp_model_output_count(model)), np.float32)
    for _ in range(10):
        assert mlp.mlp_predict(session, address(rows), 4096, address(outputs)) == library.OK, mlp.mlp_last_error()
        work_of_all()
    mlp.mlp_session_free(session)
    mlp.mlp_model_free(model)
    work_of_all()
    print(outputs[:3].tobytes().hex())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
