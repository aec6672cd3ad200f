"""Builds the examples against an installation, as a user would, and holds what they print against mlp-infer."""

import csv
import io
import os
import pathlib
import subprocess
import tempfile
import unittest

import numpy as np

from library import ROOT

MODEL = ROOT / "fixtures/models/v1/iris.h5"
TABLE = ROOT / "fixtures/data/iris-test.csv"
EXAMPLES = ROOT / "tools/examples"
# What is "possibly" lost are the Swift runtime's caches of types, whose pointers carry marks.
MEMORY_CHECK = (
    "valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full", "--show-leak-kinds=definite",
    "--errors-for-leak-kinds=definite",
)


def run(*command, **options):
    ended = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if ended.returncode:
        raise AssertionError(f"{command}: status {ended.returncode}\n{ended.stdout}{ended.stderr}")
    return ended.stdout


class Examples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.here = pathlib.Path(cls.folder.name)
        cls.prefix = cls.here / "moved"
        # Put in place and then moved: nothing in it knows where it is.
        run(ROOT / "tools/install", "--prefix", cls.here / "prefix")
        (cls.here / "prefix").rename(cls.prefix)
        cls.environment = {
            **os.environ,
            "PKG_CONFIG_PATH": str(cls.prefix / "lib/pkgconfig"),
            "LD_LIBRARY_PATH": str(cls.prefix / "lib"),
        }
        cls.flags = run("pkg-config", "--cflags", "--libs", "mlp", env=cls.environment).split()
        with open(TABLE) as file:
            cls.rows = [row[:4] for row in list(csv.reader(file))[1:]]
        text = run(cls.prefix / "bin/mlp-infer", MODEL, TABLE)
        cls.expected = list(csv.reader(io.StringIO(text)))

    def run_example(self, *command, **options):
        return run(*command, env=self.environment, **options)

    def compile(self, name, *command):
        run(*command, *self.flags, "-o", self.here / name, env=self.environment)
        return self.here / name

    def check_row(self, *command):
        """The probabilities of the first row, to the bit."""
        lines = self.run_example(*command, MODEL, *self.rows[0]).splitlines()
        found = [line.split(",") for line in lines]
        self.assertEqual([name for name, _ in found], self.expected[0][1:])
        for (_, text), expected in zip(found, self.expected[1][1:], strict=True):
            number = float.fromhex(text) if text.startswith("0x") else float(text)
            self.assertEqual(np.float32(number), np.float32(expected))

    def test_c(self):
        for compiler in ("gcc", "clang"):
            with self.subTest(compiler):
                flags = ["-std=c17", "-O2", "-Wall", "-Wextra", "-Werror", "-pedantic"]
                program = self.compile(f"score-{compiler}", compiler, *flags, EXAMPLES / "c/score.c")
                self.check_row(program)

    def test_c_leaves_nothing_behind(self):
        program = self.compile("score", "gcc", "-g", EXAMPLES / "c/score.c")
        self.check_row(*MEMORY_CHECK, program)

    def test_c_says_what_is_wrong(self):
        program = self.compile("score-wrong", "gcc", EXAMPLES / "c/score.c")
        for arguments, words in {
            ("/nowhere.h5",): "/nowhere.h5: cannot open it",
            (MODEL, 1): "the model's features are sepal_length_cm",
        }.items():
            ended = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, env=self.environment)
            self.assertEqual(ended.returncode, 1)
            self.assertIn(words, ended.stderr)

    def test_commands_come_with_pages_and_completions(self):
        share = self.prefix / "share"
        for command in ("mlp-train", "mlp-export", "mlp-infer"):
            page = run("man", "--manpath", share / "man", "--where", command).strip()
            for path, option in {
                page: ("--man",),
                share / "bash-completion/completions" / command: ("--completions", "bash"),
                share / "zsh/site-functions" / f"_{command}": ("--completions", "zsh"),
                share / "fish/vendor_completions.d" / f"{command}.fish": ("--completions", "fish"),
            }.items():
                self.assertEqual(pathlib.Path(path).read_text(), run(self.prefix / "bin" / command, *option))

    def check_classes(self, *command):
        rows = "\n".join(" ".join(row) for row in self.rows)
        found = self.run_example(*command, input=rows).splitlines()
        self.assertEqual(found, [row[0] for row in self.expected[1:]])

    def test_cpp(self):
        for compiler in ("g++", "clang++"):
            with self.subTest(compiler):
                flags = ["-std=c++17", "-O2", "-Wall", "-Wextra", "-Werror", "-pedantic", "-pthread"]
                program = self.compile(f"classify-{compiler}", compiler, *flags, EXAMPLES / "cpp/classify.cpp")
                self.check_classes(program, MODEL, 3)

    def test_cpp_leaves_nothing_behind(self):
        program = self.compile("classify", "g++", "-std=c++17", "-g", "-pthread", EXAMPLES / "cpp/classify.cpp")
        self.check_classes(*MEMORY_CHECK, program, MODEL, 2)

    def test_cmake(self):
        build = self.here / "cmake"
        run("cmake", "-S", EXAMPLES / "cpp", "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}", env=self.environment)
        run("cmake", "--build", build, env=self.environment)
        self.check_classes(build / "classify", MODEL, 1)

    def test_swift(self):
        package = EXAMPLES / "swift"
        scratch = ROOT / "build/examples/swift"
        # SwiftPM plans anew for new files of the package itself, not for those of one that it is built from.
        (scratch / "release.yaml").unlink(missing_ok=True)
        build = ("--package-path", package, "--scratch-path", scratch, "-c", "release")
        run("swift", "build", *build, "--static-swift-stdlib")
        self.check_row(pathlib.Path(run("swift", "build", *build, "--show-bin-path").strip()) / "score")


if __name__ == "__main__":
    unittest.main()
