"""The package's functions with values of every kind in every place: a ModelError of one line, or a result."""

import dataclasses
import pathlib
import sys
import tempfile
import unittest
import unittest.mock
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import mlpmodel
import numpy as np
from mlpmodel import ModelError

ROOT = pathlib.Path(__file__).parents[3]
MODELS = ROOT / "fixtures/models/v1"
VALUES = [
    None, True, 3, -1, 2.5, float("nan"), "x", "", b"x", [], [1], ["a"], {}, object(), np.zeros(3), np.zeros((2, 2)), np.array(["a"]),
    10**40, "\ud800", "a\0b", 1j,
]


def places(found, before=()):
    """The path to each part of a model."""
    if dataclasses.is_dataclass(found):
        for part in dataclasses.fields(found):
            yield (*before, part.name)
            yield from places(getattr(found, part.name), (*before, part.name))
    elif isinstance(found, list) and found and dataclasses.is_dataclass(found[0]):
        for at, one in enumerate(found):
            yield (*before, at)
            yield from places(one, (*before, at))


def loaded(name):
    found = mlpmodel.load(MODELS / name)
    found.layers, found.input.categories = list(found.layers), list(found.input.categories)
    return found


class Public(unittest.TestCase):
    def call(self, function, *arguments, **named):
        with warnings.catch_warnings():
            # NumPy's, of numbers that leave a type's range.
            warnings.simplefilter("ignore")
            try:
                function(*arguments, **named)
            except ModelError as error:
                self.assertNotIn("\n", str(error))

    def test_arguments_of_every_kind(self):
        model = loaded("iris.h5")
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/model.h5"
            for value in VALUES:
                for function in (mlpmodel.load, mlpmodel.from_bytes, mlpmodel.to_bytes, mlpmodel.identity, mlpmodel.verify, mlpmodel.convert):
                    self.call(function, value)
                self.call(mlpmodel.load, MODELS / "iris.h5", value)
                self.call(mlpmodel.load, MODELS / "iris.h5", None, value)
                self.call(mlpmodel.write, value, path)
                self.call(mlpmodel.save, value, path)
                self.call(mlpmodel.to_onnx, value)
                for function in (mlpmodel.predict, mlpmodel.logits):
                    self.call(function, model, value)
                    self.call(function, value, [[1, 2, 3, 4]])
                self.call(mlpmodel.convert, ROOT / "fixtures/imported/keras2/iris-weights.h5", architecture=value)
                if not isinstance(value, (str, bytes)):
                    self.call(mlpmodel.write, model, value)

    def test_parts_of_every_kind(self):
        tried = 0
        for name in ("iris.h5", "optional.h5"):
            for place in places(loaded(name)):
                for value in VALUES:
                    model = loaded(name)
                    at = model
                    for key in place[:-1]:
                        at = at[key] if isinstance(key, int) else getattr(at, key)
                    if isinstance(place[-1], int):
                        at[place[-1]] = value
                    else:
                        setattr(at, place[-1], value)
                    for function in (mlpmodel.to_bytes, mlpmodel.identity, mlpmodel.verify):
                        self.call(function, model)
                    tried += 1
        self.assertGreater(tried, 500)

    def test_a_call_that_does_not_fit_is_a_type_error(self):
        for call in (lambda: mlpmodel.load(), lambda: mlpmodel.convert(1, 2), lambda: mlpmodel.convert(1, task="x", tasks=2)):
            with self.assertRaises(TypeError):
                call()

    def test_packages_that_are_missing(self):
        with unittest.mock.patch.dict(sys.modules, {"onnx": None}):
            with tempfile.NamedTemporaryFile(suffix=".onnx") as graph:
                calls = (lambda: mlpmodel.convert(graph.name), lambda: mlpmodel.to_onnx(loaded("iris.h5")))
                for call in calls:
                    with self.assertRaisesRegex(ModelError, "needs onnx, which cannot be imported .*; install it: pip install onnx"):
                        call()

        with unittest.mock.patch.dict(sys.modules, {"h5py": None}):
            with self.assertRaisesRegex(ModelError, "needs h5py, which is not installed; install it: pip install h5py"):
                mlpmodel.convert(ROOT / "fixtures/imported/keras2/iris.h5")

    def test_files_of_other_kinds(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for suffix in (".keras", ".h5", ".hdf5", ".onnx", ".json", ".pt", ""):
                for content in (b"", b"\0" * 100, b"PK\3\4", b"\x89HDF\r\n\x1a\n" + bytes(600), b"{}", (MODELS / "iris.h5").read_bytes()):
                    path = folder / f"model{suffix}"
                    path.write_bytes(content)
                    with self.assertRaises(ModelError, msg=suffix):
                        mlpmodel.convert(path)
                path.unlink()
                path.mkdir()
                with self.assertRaises(ModelError):
                    mlpmodel.convert(path)
                path.rmdir()
                with self.assertRaises(ModelError):
                    mlpmodel.convert(path)


if __name__ == "__main__":
    unittest.main()
