"""What pyproject.toml cannot say: with the extension in place a wheel is for one platform and CPython 3.11 and later.

Without it (`pip install tools/python` from a clone) the wheel is plain Python, and mlpmodel.Model says what it lacks.
"""

from pathlib import Path

from setuptools import Distribution, setup


class BinaryDistribution(Distribution):
    def has_ext_modules(self):
        return True


if (Path(__file__).parent / "mlpmodel/_runtime.abi3.so").exists():
    setup(distclass=BinaryDistribution, options={"bdist_wheel": {"py_limited_api": "cp311"}})
else:
    setup()
