"""A short soak, and that it finds what it looks for."""

import os
import pathlib
import re
import subprocess
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


class Soak(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # The C library's memory in one piece, whose size settles within seconds: with a piece for each thread that takes
        # longer than this test has.
        cls.ended = subprocess.run(
            [HERE / "run", "10"], capture_output=True, text=True, env=os.environ | {"MALLOC_ARENA_MAX": "1"})

    def test_ten_seconds(self):
        ended = self.ended
        self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
        loads, refusals, calls = (int(re.search(rf"(\d+) {word}", ended.stdout)[1]) for word in ("models", "refused", "calls"))
        self.assertGreater(loads, 50)
        self.assertGreater(refusals, 5)
        self.assertGreater(calls, 1000)

    def test_what_is_no_time_is_refused(self):
        ended = subprocess.run([HERE / "run", "soon"], capture_output=True, text=True)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("expected a number of seconds", ended.stderr)

    def host(self, *arguments):
        """The host over a library that does wrong what `wrong.c` says."""
        library = ROOT / "build/soak/wrong"
        library.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-O1", *arguments, HERE / "wrong.c", "-ldl", "-o", library / "wrong.so"], check=True)
        return subprocess.run(
            [ROOT / "build/soak/soak", "4", "2", ROOT / "fixtures/models/v1/iris.h5"], capture_output=True, text=True,
            env={"LD_PRELOAD": str(library / "wrong.so")})

    def test_a_wrong_bit_is_found(self):
        ended = self.host("-DWRONG_BIT")
        self.assertEqual(ended.returncode, 1, ended.stdout)
        self.assertIn("iris.h5: other bits in a batch of", ended.stderr)

    def test_lost_memory_is_found(self):
        ended = self.host("-DLOST_MEMORY")
        self.assertEqual(ended.returncode, 1, ended.stdout)
        self.assertIn("resident memory grows", ended.stderr)


if __name__ == "__main__":
    unittest.main()
