"""The floating-point setting of a thread, which some libraries change for a whole process: it changes no bit, and stays."""

import ctypes
import pathlib
import platform
import subprocess
import tempfile
import unittest

import numpy as np

from package import IRIS, MODELS
from mlpmodel import Model

# Denormals are zero, flush to zero, both, and each rounding, all exceptions masked and no flag raised: with a trap
# Python itself would be ended by the next number that it rounds.
SETTINGS = (0x1FC0, 0x9F80, 0x9FC0, 0x3F80, 0x5F80, 0x7F80, 0xFFC0)
SOURCE = """
#include <xmmintrin.h>
unsigned get(void) { return _mm_getcsr(); }
void set(unsigned word) { _mm_setcsr(word); }
"""


@unittest.skipUnless(platform.machine() == "x86_64", "sets a register of x86")
class Settings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        (folder / "setting.c").write_text(SOURCE)
        subprocess.run(["gcc", "-O1", "-shared", "-fPIC", "setting.c", "-o", "setting.so"], check=True, cwd=folder)
        cls.register = ctypes.CDLL(folder / "setting.so")

    def results(self, path, rows):
        """Every method that computes, from a model that is loaded now."""
        model = Model(path)
        found = [model.predict(rows), model.predict_logits(rows)]
        if model.task == "classification":
            found.append(model.predict_classes(rows))
        return [each.tobytes() for each in found] + [model.origins]

    def test_no_setting_changes_a_bit(self):
        random = np.random.default_rng(5)
        tiny = np.float32(1e-40)
        for path, rows in (
            (IRIS, random.normal(3, 2, (50, 4)).astype(np.float32) * np.array([1, 1, tiny, 1], np.float32)),
            (IRIS, random.normal(3, 2, (50, 4))),
            (MODELS / "v1/origin.h5", None),
        ):
            if rows is None:
                rows = random.normal(1e9, 1e3, (50, len(Model(path).features)))
            expected = self.results(path, rows)
            before = self.register.get()
            for setting in SETTINGS:
                self.register.set(setting)
                try:
                    found = self.results(path, rows)
                finally:
                    left = self.register.get()
                    self.register.set(before)
                with self.subTest(path=path.name, setting=hex(setting)):
                    self.assertEqual(found, expected)
                    self.assertEqual(left, setting)


if __name__ == "__main__":
    unittest.main()
