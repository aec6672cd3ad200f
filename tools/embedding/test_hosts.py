"""Hosts of libmlp that are hard on it: hostile files, other settings, other runtimes in the same process."""

import ctypes
import os
import pathlib
import re
import subprocess
import sys
import sysconfig
import tempfile
import unittest

import library
import many
import mutants
from library import ROOT, address, handle, np

HOSTS = ROOT / "tools/embedding/hosts"
MODEL = ROOT / "fixtures/models/v1/iris.h5"
MODELS = [ROOT / f"fixtures/models/v1/{name}.h5" for name in ("iris", "full", "example", "names", "activations")]
INVALID = sorted((ROOT / "fixtures/models/invalid").glob("*.h5"))
C_FLAGS = ("-std=gnu17", "-O1", "-g", "-Wall", "-Wextra", "-Werror", "-I", ROOT / "Sources/Embedding/CMLP/include")
TORCH = ROOT / "build/reference/venv/bin/python"
ROW = ("5.1", "3.5", "1.4", "0.2")


class Hosts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        subprocess.run([ROOT / "tools/library"], check=True, capture_output=True)
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.here = pathlib.Path(cls.folder.name)
        # As the examples have it; only what a host links for itself is another.
        cls.environment = {**os.environ, "LD_LIBRARY_PATH": str(library.LIBRARY.parent)}

    def build(self, name, *command):
        """Compiles a host against the library."""
        built = self.here / name
        ended = subprocess.run([*map(str, command), "-o", built], capture_output=True, text=True)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return built

    def c_host(self, name):
        return self.build(name, "gcc", *C_FLAGS, HOSTS / f"{name}.c", "-L", library.LIBRARY.parent, "-lmlp", "-ldl")

    def prints(self, *command):
        """What a host prints that ends by itself, with status 0."""
        ended = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=self.environment)
        self.assertEqual(ended.returncode, 0, f"{command[0]}: {ended.stdout[-2000:]}{ended.stderr[-2000:]}")
        return ended.stdout


class Files(Hosts):
    def test_every_hostile_file_of_the_fixtures(self):
        self.assertGreater(len(INVALID), 50)
        host = self.c_host("hostile")
        self.assertEqual(self.prints(host, *INVALID), f"loaded 0, refused {len(INVALID)}\n")
        # Without a read of what is not theirs.
        self.assertEqual(
            self.prints("valgrind", "--quiet", "--error-exitcode=99", host, *INVALID), f"loaded 0, refused {len(INVALID)}\n")

    def test_mutants_whose_sums_and_seal_fit(self):
        """Got past what finds damage, so that the reader itself has to refuse them; some are models still."""
        host = self.c_host("hostile")
        files = mutants.write(MODELS + INVALID, self.here / "mutants", count=1500, seed=1)
        loaded, refused = (int(word) for word in self.prints(host, *files).replace(",", "").split()[1::2])
        self.assertEqual(loaded + refused, 1500)
        self.assertGreater(loaded, 15)
        self.assertGreater(refused, 750)


class Settings(Hosts):
    def test_no_floating_point_setting_changes_a_bit_and_all_stay(self):
        host = self.c_host("floats")
        for model in [*MODELS, MODEL.parent / "origin.h5"]:
            self.assertEqual(self.prints(host, model), "the same bits\n")


class Memory(Hosts):
    """A lack of memory is a status, in a host with several threads; tools/embedding/memory goes further."""

    def scarce(self, *arguments):
        """How many hosts were done, and how many had too little memory; any other end fails."""
        done, lacking = (int(word) for word in re.findall(r"\d+", self.prints(self.c_host("scarce"), *arguments)))
        return done, lacking

    def test_every_limit(self):
        for path in many.write(self.here, 20_000):
            with self.subTest(path.name):
                done, lacking = self.scarce("limit", path, 48_000, 800)
                self.assertGreater(done, 5)
                self.assertGreater(lacking, 5)

    def let_allocations_fail(self):
        self.environment["LD_PRELOAD"] = str(
            self.build("failing.so", "gcc", *C_FLAGS, "-fPIC", "-shared", HOSTS / "failing.c", "-ldl"))
        self.addCleanup(self.environment.pop, "LD_PRELOAD")

    def test_a_thousand_sessions_without_memory_leave_the_reserve_to_others(self):
        host = self.c_host("sessions")
        self.let_allocations_fail()
        # The second is large enough for several threads.
        for model, threads in ((MODEL, 1), (ROOT / "fixtures/imported/sklearn/digits.h5", 3)):
            with self.subTest(model.name):
                self.assertEqual(self.prints(host, model, threads), "4000 predictions\n")

    def test_every_allocation(self):
        self.let_allocations_fail()
        for path in [MODEL, MODEL.parent / "full.h5", *many.write(self.here, 100)]:
            with self.subTest(path.name):
                # A single allocation that fails may be one that is not needed: room for more rows at once.
                done, lacking = self.scarce("nth", path, 1, 0, 1)
                self.assertGreater(done, 0)
                self.assertGreater(lacking, 300)

    def test_the_library_is_there_in_three_milliseconds(self):
        host = self.build("loading", "gcc", *C_FLAGS, HOSTS / "loading.c", "-ldl")
        found = [self.prints(host, library.LIBRARY, MODEL).split() for _ in range(25)]
        # The fastest is what it takes; others had to wait for a CPU.
        library_loaded, _, row_predicted = (min(float(row[i]) for row in found) for i in range(3))
        self.assertLessEqual(library_loaded, 3000)
        self.assertLessEqual(row_predicted, 3000)


class Runtimes(Hosts):
    def expected(self):
        """A row's bits, from a process with nothing else in it."""
        mlp, model, session, outputs = library.load(), handle(), handle(), np.zeros(3, np.float32)
        mlp.mlp_model_open(str(MODEL).encode(), None, ctypes.byref(model))
        mlp.mlp_session_create(model, 1, ctypes.byref(session))
        self.assertEqual(mlp.mlp_predict(session, address(np.array(ROW, np.float32)), 1, address(outputs)), library.OK)
        mlp.mlp_session_free(session)
        mlp.mlp_model_free(model)
        return " ".join(f"{bits:x}" for bits in outputs.view(np.uint32)) + "\n"

    def check_swift(self, name, *options):
        """A host with a Swift runtime of its own, linked to the library or not before main."""
        for linked in ([], ["-L", library.LIBRARY.parent, "-lmlp", "-Xlinker", "--no-as-needed"]):
            host = self.build(
                f"{name}{len(linked)}", "swiftc", "-swift-version", "5", "-parse-as-library", *linked, *options,
                HOSTS / "swift_host.swift")
            self.assertEqual(self.prints(host, library.LIBRARY, MODEL, *ROW), self.expected())
        return host

    def test_a_swift_host_with_the_toolchains_runtime(self):
        host = self.check_swift("dynamic")
        self.assertIn("libswiftCore.so", self.prints("readelf", "-d", host))

    def test_a_swift_host_with_a_runtime_inside(self):
        host = self.check_swift("static", "-static-stdlib")
        self.assertNotIn("libswiftCore.so", self.prints("readelf", "-d", host))

    @unittest.skipUnless(TORCH.exists(), "tools/setup reference brings PyTorch, in gigabytes")
    def test_h5py_and_pytorch_in_the_same_process(self):
        self.environment = {**self.environment, "PYTHONPATH": sysconfig.get_path("purelib")}
        command = (TORCH, ROOT / "tools/embedding/in_python.py", MODEL)
        alone = self.prints(*command, "libmlp")
        for names in (("h5py", "torch", "libmlp"), ("libmlp", "torch", "h5py")):
            self.assertEqual(self.prints(*command, *names), alone)

    def test_h5py_in_the_same_process(self):
        command = (sys.executable, ROOT / "tools/embedding/in_python.py", MODEL)
        alone = self.prints(*command, "libmlp")
        self.assertEqual(self.prints(*command, "h5py", "libmlp"), alone)
        self.assertEqual(self.prints(*command, "libmlp", "h5py"), alone)


if __name__ == "__main__":
    unittest.main()
