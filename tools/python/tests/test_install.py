"""pip installs the package from a clean copy of the repository, as README.md says, and leaves the copy as it was."""

import hashlib
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).parents[3]
# What the documented command fetches from an index comes from this Python, so that the test needs no network.
PIP = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-build-isolation"]


def clean_copy(folder):
    """What git has of tools/python, as it is in the working tree."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "tools/python"], check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def contents(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


class Install(unittest.TestCase):
    def install(self, *arguments, source):
        done = subprocess.run([*PIP, *arguments], cwd=source, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_a_clean_copy_twice(self):
        with tempfile.TemporaryDirectory() as name:
            source = clean_copy(pathlib.Path(name, "repository"))
            gone = source / "tools/python/mlpmodel/gone.py"
            gone.write_text("")
            for target in ("first", "second"):
                before = contents(source)
                self.assertIn("tools/python/build", before)
                self.install("--target", f"{name}/{target}", "tools/python", source=source)
                self.assertEqual(contents(source), before)
                installed = {path.name for path in pathlib.Path(name, target, "mlpmodel").iterdir() if path.is_file()}
                expected = {path.name for path in (source / "tools/python/mlpmodel").iterdir() if path.is_file()}
                # A file that is gone from the sources is gone from the next installation.
                self.assertEqual(installed, expected)
                gone.unlink(missing_ok=True)
                script = (
                    f"import sys; sys.path.insert(0, {name + '/' + target!r}); import mlpmodel\n"
                    "print(mlpmodel.load(sys.argv[1]).output.task, mlpmodel.__file__)"
                )
                # -I: nothing but the installed package and this Python's own.
                ran = subprocess.run(
                    [sys.executable, "-I", "-c", script, ROOT / "fixtures/models/v1/iris.h5"], check=True, capture_output=True, text=True
                )
                self.assertEqual(ran.stdout.split(), ["classification", f"{name}/{target}/mlpmodel/__init__.py"])


if __name__ == "__main__":
    unittest.main()
