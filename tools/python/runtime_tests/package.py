"""Finds the package with libmlp inside: the one of tools/python/build, or with MLP_PACKAGE=installed what is installed."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
MODELS = ROOT / "fixtures/models"
IRIS = MODELS / "v1/iris.h5"

if os.environ.get("MLP_PACKAGE") != "installed":
    environment = os.environ | {"MLP_PYTHON": sys.executable}
    built = subprocess.run([ROOT / "tools/python/build"], env=environment, check=True, stdout=subprocess.PIPE, text=True)
    sys.path.insert(0, built.stdout.strip())
    # For processes that tests start.
    os.environ["PYTHONPATH"] = built.stdout.strip()
    os.environ["MLP_PACKAGE"] = "installed"
