"""mlp-train resumes or refuses checkpoints whose numbers were changed, as checkpoints.py says; it notices a broken promise."""

import os
import pathlib
import unittest
import tempfile

import checkpoints

PROGRAM = checkpoints.ROOT / ".build/release/mlp-train"


class Checkpoints(unittest.TestCase):
    def test_mutants_are_resumed_or_refused(self):
        ends, faults = checkpoints.sweep(PROGRAM, 300, seed=int(os.environ.get("MLP_FUZZ_SEED", "1")))
        self.assertEqual(faults, [])
        # Both come up, or nothing was tried.
        self.assertGreater(ends[0], 20)
        self.assertGreater(ends[4], 100)

    def test_a_broken_promise_is_noticed(self):
        with tempfile.TemporaryDirectory() as name:
            liar = pathlib.Path(name) / "liar"
            # Trains, but ends a resumed run as a signal would, or says nothing of what is wrong.
            for end, fault in [("exit 132", "status 132: "), ("exit 4", "status 4: not one printable line")]:
                liar.write_text(f'#!/bin/sh\ncase "$*" in *--resume*) {end};; esac\nexec {PROGRAM} "$@"\n')
                liar.chmod(0o755)
                _, faults = checkpoints.sweep(liar, 3)
                self.assertEqual(len(faults), 3)
                self.assertIn(fault, faults[0])


if __name__ == "__main__":
    unittest.main()
