"""score_parallel gives what one mlp-infer gives, byte for byte."""

import os
import pathlib
import subprocess
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[2]
COMMANDS = ROOT / ".build/release"
MODEL = ROOT / "fixtures/models/v1/iris.h5"
TABLE = ROOT / "fixtures/data/iris-test.csv"


def run(*command):
    environment = os.environ | {"PATH": f"{COMMANDS}:{os.environ['PATH']}"}
    return subprocess.run(command, env=environment, capture_output=True)


@unittest.skipUnless((COMMANDS / "mlp-infer").exists(), "tools/check builds mlp-infer")
class Parallel(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.table = pathlib.Path(folder.name) / "table of rows.csv"
        header, *rows = TABLE.read_text().splitlines(keepends=True)
        self.rows = rows * 100
        self.table.write_text("".join([header, *self.rows]))

    def test_blocks_give_the_bytes_of_one_process(self):
        alone = run("mlp-infer", MODEL, self.table)
        self.assertEqual(alone.stdout.count(b"\n"), 1 + len(self.rows))
        for block in ("10k", "1M"):
            found = run(HERE / "score_parallel", MODEL, self.table, block)
            self.assertEqual((found.returncode, found.stderr), (0, b""))
            self.assertEqual(found.stdout, alone.stdout)

    def test_a_block_that_fails_ends_the_run(self):
        with open(self.table, "a") as table:
            table.write("a,b,c,d,setosa\n")
        found = run(HERE / "score_parallel", MODEL, self.table, "10k")
        self.assertEqual(found.returncode, 3)
        self.assertIn(b"mlp-infer: ", found.stderr)


if __name__ == "__main__":
    unittest.main()
