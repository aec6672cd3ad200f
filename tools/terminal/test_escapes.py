"""Cells and labels on a terminal: what it would act on is shown, and files and pipes get what the table has."""

import pathlib
import subprocess
import tempfile
import unittest

from session import PROGRAMS, ROOT, Session

MODEL = ROOT / "fixtures/models/v1/iris.h5"
CELL = "a\x1b[2J\x1b]0;title\x07\u202eb"
SHOWN = r"a\u{1B}[2J\u{1B}]0;title\u{7}\u{202E}b"


class Escapes(unittest.TestCase):
    def test_a_cell_is_shown_and_not_acted_on(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            header, row = (ROOT / "fixtures/data/iris-test.csv").read_text().splitlines()[:2]
            (folder / "table.csv").write_text(f"note,{header}\n{CELL},{row}\n")
            line = [PROGRAMS / "mlp-infer", MODEL, "table.csv", "--keep", "note", "--predict", "class"]
            piped = subprocess.run(line, cwd=folder, check=True, capture_output=True, text=True).stdout
            self.assertIn(f"\n{CELL},setosa\n", piped)
            with Session(folder) as session:
                session.run("clear; mlp-infer " + " ".join(map(str, line[1:])) + "; echo done")
                lines = session.wait("^done$")
                self.assertIn(f"{SHOWN},setosa", lines)
                self.assertIn("note,class", lines)


if __name__ == "__main__":
    unittest.main()
