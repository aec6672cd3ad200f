"""Files that were damaged or made to do harm, settings of every kind and objects of odd classes, under every public function:
a result or a ModelError of one line, and never anything else."""

import copy
import io
import json
import os
import pathlib
import random
import sys
import tempfile
import unittest
import warnings
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import mlpmodel
import numpy as np
from mlpmodel import ModelError
from mlpmodel.from_keras import NUMBERS, SETTINGS, WHOLE, source

ROOT = pathlib.Path(__file__).parents[3]
COUNT = 500
# Numbers of JSON, and what is none.
VALUES = [
    -1, 0, "16", 1.5, 2**62, 2**64, -(2**63), 10**400, True, False, None, [], [16], {}, {"value": 16}, float("nan"), float("inf"), 1e308, -0.0,
    "", "\ud800", [None], [[16]], 16.0, 1e-320, {"class_name": "__numpy__", "config": {"value": [[[]]]}},
]


def sources():
    """Files of each kind that the package reads."""
    found = []
    for folder in ("imported", "models/v1"):
        for path in sorted((ROOT / "fixtures" / folder).rglob("*")):
            if path.suffix in (".keras", ".h5", ".onnx", ".safetensors") and path.stat().st_size < 40_000:
                found.append((path.suffix, path.read_bytes()))
    return found


def damaged(content, choose):
    """The bytes cut, extended, or with some of them changed."""
    way = choose.randrange(5)
    if way == 0:
        return content[: choose.randrange(len(content))]
    if way == 1:
        return content + choose.randbytes(choose.randrange(1, 600))
    if way == 2:
        at = choose.randrange(len(content))
        return content[:at] + bytes(choose.choice([0, 255]) for _ in range(64)) + content[at + 64 :]
    found = bytearray(content)
    for _ in range(choose.choice([1, 2, 8, 64])):
        at = choose.randrange(len(found) if choose.random() < 0.5 else min(len(found), 3000))
        found[at] = choose.choice([0, 255, found[at] ^ 1 << choose.randrange(8), choose.randrange(256)])
    return bytes(found)


def leaves(value, path=()):
    """The path to each value of a description."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from leaves(inner, (*path, key))


def with_other_values(content, choose):
    """A .keras archive in whose description some values are others."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(parts["config.json"])
    for _ in range(choose.choice([1, 1, 2, 5])):
        path = choose.choice(list(leaves(config)))
        at = config
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = copy.deepcopy(choose.choice(VALUES))
    parts["config.json"] = json.dumps(config).encode("utf-8", "surrogatepass")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


class Unspeakable(Exception):
    """An error that cannot be shown."""

    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


def odd_objects():
    """Objects whose class, attributes or texts are not what they seem, by name."""

    def raising(error):
        def method(self, *arguments, **named):
            raise error

        return method

    for module in ("sklearn.neural_network", "torch.nn", "keras.models", "onnx.onnx_ml_pb2", "mine", "", None, 5):
        for error in (ValueError("a\nb"), Unspeakable(), RecursionError(), KeyError("x"), StopIteration(), ImportError("y"), OSError(5, "z")):
            names = ("__getattr__", "__fspath__", "__repr__", "__str__", "__len__", "__iter__", "__array__", "__float__", "__index__", "__eq__")
            methods = {name: raising(error) for name in names if name != "__fspath__" or module == "mine"}
            kind = type("Odd", (), {**methods, "__hash__": object.__hash__})
            kind.__module__ = module
            yield kind()
    yield type("Path", (), {"__fspath__": lambda self: 5})()
    yield type("Path", (), {"__fspath__": lambda self: "a\0b"})()
    yield type("Many\nlines", (), {"__module__": "a\nb"})()
    yield from (type, object, len, sys, Ellipsis, NotImplemented, lambda: 0, iter([]), range(3), memoryview(b"x"), bytearray(b"\x89MLP"))
    yield from (np.array(5), np.array([None]), np.zeros((0, 3)), np.ma.masked, np.datetime64("NaT"), np.zeros(2, [("a", "f4")]))


class Hostile(unittest.TestCase):
    ends: dict[str, int]

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        self.ends = {"result": 0, "refused": 0}

    def call(self, what, function, *arguments, **named):
        """That a call ends as it may, and whether with a result."""
        try:
            function(*arguments, **named)
        except ModelError as error:
            self.assertEqual(len(str(error).splitlines()), 1, what)
            # Of an identity-like type, so that nobody has to know a library's own errors.
            self.assertIs(type(error), ModelError, what)
            self.ends["refused"] += 1
            return str(error)
        except BaseException as error:  # noqa: BLE001: anything else is the finding
            self.fail(f"{what}: {type(error).__name__}")
        self.ends["result"] += 1
        return None

    def test_damaged_files(self):
        files = sources()
        self.assertGreater(len(files), 20)
        self.assertGreater(len({suffix for suffix, _ in files}), 2)
        for number in range(COUNT):
            choose = random.Random(number)
            suffix, content = files[choose.randrange(len(files))]
            made = None
            if suffix == ".keras" and choose.random() < 0.6:
                try:
                    made = with_other_values(content, choose)
                except (zipfile.BadZipFile, KeyError):
                    pass  # of a release before 2.12, which wrote HDF5 under this name
            if made is None:
                made = damaged(content, choose)
            # Half of them under the name of another kind.
            path = self.folder / f"{number}{choose.choice([suffix, choose.choice(['.keras', '.h5', '.onnx', '.hdf5'])])}"
            path.write_bytes(made)
            for function in (mlpmodel.load, mlpmodel.convert):
                self.call(f"file {number} ({suffix}): {function.__name__}", function, path)
            self.call(f"file {number}", mlpmodel.from_bytes, made)
            path.unlink()
        self.assertGreater(self.ends["result"], 10)
        self.assertGreater(self.ends["refused"], COUNT)

    def test_paths(self):
        os.mkfifo(self.folder / "pipe.h5")
        (self.folder / "folder.keras").mkdir()
        (self.folder / "loop.onnx").symlink_to("loop.onnx")
        (self.folder / "empty.h5").touch()
        paths = [
            "", ".", "/", "missing.h5", "missing.keras", "missing.onnx", "a\0b", "a\0b.h5", "a\0b.keras", "a\0b.onnx", "x" * 5000 + ".h5",
            "\ud800.h5", "caf\udce9.keras", b"bytes.h5", b"a\0.keras", b"\xff.onnx", "/dev/null", "/dev/zero.h5",
            *(self.folder / name for name in ("pipe.h5", "folder.keras", "loop.onnx", "empty.h5")), str(self.folder / "no/where.h5"), 0, -1, 2.0,
        ]
        model = mlpmodel.load(ROOT / "fixtures/models/v1/iris.h5")
        for path in paths:
            for function in (mlpmodel.load, mlpmodel.convert):
                self.assertIsNotNone(self.call(f"{path!r}", function, path))
        for path in ("", "a\0b", "/", "/dev/null/x", str(self.folder), str(self.folder / "no/where.h5"), "\ud800", 5, None):
            self.assertIsNotNone(self.call(f"write to {path!r}", mlpmodel.write, model, path))
            self.assertIsNotNone(self.call(f"save to {path!r}", mlpmodel.save, model, path))
        # A name that is no UTF-8 is one.
        name = os.fsdecode(os.fsencode(self.folder) + b"/caf\xe9.h5")
        mlpmodel.write(model, name)
        self.assertEqual(mlpmodel.identity(mlpmodel.load(name)), mlpmodel.identity(model))

    def test_odd_objects(self):
        model = mlpmodel.load(ROOT / "fixtures/models/v1/iris.h5")
        one = (mlpmodel.load, mlpmodel.convert, mlpmodel.from_bytes, mlpmodel.to_bytes, mlpmodel.identity, mlpmodel.verify, mlpmodel.to_onnx)
        count = 0
        for odd in odd_objects():
            count += 1
            what = f"object {count} ({type(odd).__name__!r})"
            for function in one:
                self.call(f"{what}: {function.__name__}", function, odd)
            for function in (mlpmodel.predict, mlpmodel.logits):
                self.call(what, function, model, odd)
                self.call(what, function, odd, np.zeros((1, 4)))
            self.call(what, mlpmodel.write, odd, self.folder / "x.h5")
            self.call(what, mlpmodel.write, model, odd)
            self.call(what, mlpmodel.save, odd, self.folder / "x.h5")
            self.call(what, mlpmodel.load, ROOT / "fixtures/models/v1/iris.h5", odd)
            for option in ("names", "labels", "task", "minimum", "rows", "tolerance", "provenance", "architecture"):
                self.call(f"{what}: {option}", mlpmodel.convert, ROOT / "fixtures/imported/keras3/iris.keras", **{option: odd})
        self.assertGreater(count * 20, COUNT)


class Numbers(unittest.TestCase):
    """Each number of a Keras layer's settings is of its type and in its range, or named with its layer."""

    WRONG = [-1, "16", 1.5, 2**62, True, 2**64, 10**400, float("nan"), [16, 16], {}, "x"]

    def source(self, kind, **settings):
        first = {"class_name": "InputLayer", "config": {"name": "first", "batch_shape": [None, 2]}}
        layer = {"class_name": kind, "config": {"name": "odd", **settings}}
        config = {"class_name": "Sequential", "config": {"name": "net", "layers": [first, layer]}, "keras_version": "3.0"}
        return source(config, {"odd": [np.eye(2), np.zeros(2)] if kind == "Dense" else []})

    def refused(self, kind, name, value, **settings):
        with self.assertRaises(ModelError) as caught:
            self.source(kind, **settings, **{name: value})
        self.assertIn(f"'odd' ({kind})", str(caught.exception))
        self.assertIn(name, str(caught.exception))

    def test_units(self):
        self.source("Dense", units=2)
        for value in [*self.WRONG, 0, 2.0, [2], None]:
            self.refused("Dense", "units", value)

    def test_shapes(self):
        for value in (
            "2", 2, [], [None, -1], [None, 0], [None, "2"], [None, 1.5], [None, 2**62], [None, True], [None, 2**11, 2**11], [-1, 2], [[None, 2]], {}, True,
        ):
            for name in ("batch_shape", "batch_input_shape"):
                self.refused("Dense", name, value, units=2)
        for value in (-1, "2", 1.5, 2**62, True, 0):
            self.refused("Dense", "input_dim", value, units=2)

    def test_every_number(self):
        count = 0
        for kind, names in SETTINGS.items():
            for name in names & (NUMBERS.keys() | WHOLE.keys()):
                for value in ("16", True, 10**400, float("nan"), float("inf"), -float("inf"), [1, 2], {}, 1e39):
                    self.refused(kind, name, value)
                    count += 1
        self.assertGreater(count, 150)

    def test_ranges(self):
        for kind, name, value in (
            ("Dropout", "rate", -0.1), ("Dropout", "rate", 1.1), ("GaussianNoise", "stddev", -1), ("ReLU", "max_value", -1),
            ("ReLU", "negative_slope", -0.5), ("ReLU", "threshold", -1), ("BatchNormalization", "epsilon", -1e-3),
            ("BatchNormalization", "momentum", 1.5), ("ActivityRegularization", "l1", -1),
            ("Softmax", "axis", 1.0), ("Softmax", "axis", "1"), ("Softmax", "axis", 2**62), ("Softmax", "axis", True),
            ("BatchNormalization", "axis", 0.5), ("Normalization", "variance", -1), ("Normalization", "axis", "last"),
        ):
            self.refused(kind, name, value, **({"mean": 1.0} if name == "variance" else {}))


if __name__ == "__main__":
    unittest.main()
