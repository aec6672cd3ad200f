"""A short run of tools/bounds: inputs of some hundred kilobytes, each and four times as large."""

import pathlib
import tempfile
import unittest

import bounds
import tables

PROGRAMS = bounds.ROOT / ".build/release"


class ShortRun(unittest.TestCase):
    def test_no_bound_is_broken(self):
        with tempfile.TemporaryDirectory(prefix="mlp-bounds-") as folder:
            commands = bounds.Bounds(PROGRAMS, folder)
            for case in tables.CASES:
                for words in case.commands:
                    with self.subTest(input=case.name, command=" ".join(words)):
                        self.assertEqual(list(commands.faults(case, words, short=True)), [])

    def test_what_breaks_a_bound_is_found(self):
        """A program that takes all memory or writes a long line is caught by the same checks."""
        with tempfile.TemporaryDirectory(prefix="mlp-bounds-") as folder:
            folder = pathlib.Path(folder)
            commands = bounds.Bounds(PROGRAMS, folder)
            words = ("mlp-infer", "{model}", "{table}")
            case = tables.Case("made up", (2000, 2000), {"table.csv": lambda n: [b"x" * n]}, [words], (3,), lambda n: 0)
            size = "import os, sys; n = os.path.getsize(sys.argv[2]); "
            for program, fault in [
                ("a = bytearray(n << 14); a[::4096] = b'1' * len(a[::4096]); sys.exit(3)", "MiB, expected at most"),
                ("sys.stderr.write('x' * 2048 + '\\n'); sys.exit(3)", "found a message of 2049 bytes"),
                ("sys.exit(0)", "found exit code 0"),
                ("os.kill(os.getpid(), 11)", "found exit code -11"),
            ]:
                script = folder / "mlp-infer"
                script.write_text(f"#!/bin/sh\nexec python3 -c \"{size}{program}\" \"$@\"\n", encoding="ascii")
                script.chmod(0o755)
                commands.programs = folder
                with self.subTest(program=program):
                    self.assertIn(fault, "\n".join(commands.faults(case, words, short=True)))

    def test_the_square_of_a_time_is_found(self):
        def faults(small, large):
            return list(bounds.growth(*(bounds.Run(seconds, 0, 0, b"") for seconds in (small, large))))

        self.assertEqual(faults(1, 16), ["found 1.00 s, and 16.00 s for four times as much, expected at most eight times"])
        self.assertEqual(len(faults(0, 0.3)), 1)
        self.assertEqual(faults(1, 8), [])
        # Too short to tell.
        self.assertEqual(faults(0.001, 0.25), [])


if __name__ == "__main__":
    unittest.main()
