"""What pyproject.toml cannot say: where to build, and that with the extension in place a wheel is for one platform.

setuptools would build into the folder `build` beside this file, where the script of that name is, and leave what it
built there for the next wheel. It builds in a temporary folder instead, so that the source tree stays as it was.
Without the extension (`pip install tools/python` from a clone) the wheel is plain Python, and mlpmodel.Model says what it
lacks. With it a wheel is for one platform and CPython 3.11 and later.
"""

import tempfile
from pathlib import Path

from setuptools import Distribution, setup


class BinaryDistribution(Distribution):
    def has_ext_modules(self):
        return True


with tempfile.TemporaryDirectory(prefix="mlpmodel-build-") as folder:
    options = {"build": {"build_base": folder}, "egg_info": {"egg_base": folder}}
    if (Path(__file__).parent / "mlpmodel/_runtime.abi3.so").exists():
        setup(distclass=BinaryDistribution, options={**options, "bdist_wheel": {"py_limited_api": "cp311"}})
    else:
        setup(options=options)
