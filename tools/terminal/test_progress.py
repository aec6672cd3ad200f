"""Progress on a terminal, and Ctrl-C that leaves it clean."""

import pathlib
import random
import subprocess
import tempfile
import unittest

from session import PROGRAMS, ROOT, Session

IRIS = ROOT / "fixtures/data/iris-train.csv"
TIME_LEFT = r"\d+:\d\d left"


class Progress(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        # Wide, so that it takes its time.
        train = [PROGRAMS / "mlp-train", IRIS, "--hidden", "2048,2048", "--epochs", "1", "-q", "-o", "run.h5"]
        subprocess.run(train, cwd=cls.folder, check=True)
        subprocess.run([PROGRAMS / "mlp-export", "run.h5", "-q", "-o", "model.h5"], cwd=cls.folder, check=True)
        header, *rows = IRIS.read_text().splitlines()
        random.Random(1).shuffle(rows)
        (cls.folder / "table.csv").write_text("\n".join([header, *rows * 20_000]) + "\n")

    def start(self, session, line):
        session.run("stty -g > before; clear; echo ready; " + line)
        session.wait("^ready$")

    def interrupt(self, session):
        """Ctrl-C, once: the lines that are on the screen when the command has ended, with 130."""
        session.type("", "C-c")
        session.wait(r"^\$ ?$")
        session.run("echo status $?; stty -g | cmp - before && echo same settings")
        lines = session.wait("^same settings$")
        self.assertIn("status 130", lines)
        return lines[1 : next(i for i, line in enumerate(lines) if line.startswith("$ "))]

    def check_interrupt(self, session, command, message):
        """Nothing stays but a message."""
        text = "".join(self.interrupt(session))
        self.assertRegex(text, f"^{command}: error: interrupted")
        # A blank at the end of a full line of the screen is lost.
        self.assertIn(message.replace(" ", ""), text.replace(" ", ""))
        self.assertNotRegex(text, r"%|rows/s|\^C")

    def test_inference(self):
        with Session(self.folder) as session:
            self.start(session, "mlp-infer model.h5 table.csv --threads 1 -o out.csv")
            pattern = r"^infer  \[-{20}\]  \d%  \S+ rows  \S+ rows/s  " + TIME_LEFT + "$"
            first = next(line for line in session.wait(pattern) if line.startswith("infer"))
            session.wait(r"^infer  \[#-{19}\]  [5-9]%")
            # Drawn again in the same line.
            self.assertEqual(len([line for line in session.lines if line.startswith("infer")]), 1, first)
            session.resize(45)
            session.wait(r"^infer  \d+%  \S+ rows  \S+ rows/s  " + TIME_LEFT + "$")
            session.resize(24)
            session.wait(r"^infer  \d+%  \S+ rows/s")
            session.resize(100)
            session.wait(r"^infer  \[")
            self.check_interrupt(session, "mlp-infer", "nothing was written")
        self.assertFalse((self.folder / "out.csv").exists())

    def test_inference_of_a_pipe(self):
        """How much is left cannot be known, so nothing is said of it."""
        with Session(self.folder) as session:
            self.start(session, "cat table.csv | mlp-infer model.h5 > /dev/null")
            session.wait(r"^infer  \S+ rows  \S+ rows/s$")
            self.check_interrupt(session, "mlp-infer", "nothing was written")

    def test_comparison(self):
        with Session(self.folder) as session:
            self.start(session, "mlp-export model.h5 --compare run.h5 --on table.csv")
            session.wait(r"^compare  \[-{20}\]  \d%  \S+ rows  \S+ rows/s  \S+ left$")
            self.check_interrupt(session, "mlp-export", "nothing was written")

    def test_waiting_for_input(self):
        """One Ctrl-C is enough where nothing comes, before the header and after it."""
        for typed in ("", "sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm", "5.1,3.5,1.4,0.2"):
            with self.subTest(typed), Session(self.folder) as session:
                header = "--no-header " if typed[:1].isdigit() else ""
                self.start(session, f"mlp-infer model.h5 {header}--predict class")
                session.wait("^mlp-infer: reading the table from the terminal; Ctrl-D ends it$")
                if typed:
                    session.run(typed)
                    session.wait(typed)
                    if header:
                        session.wait("^(setosa|versicolor|virginica)$")
                self.interrupt(session)

    def test_training(self):
        with Session(self.folder) as session:
            self.start(session, "mlp-train table.csv --hidden 2048 --epochs 7 -o new.h5")
            session.wait(
                r"^train  \[[#-]{20}\]  \d+%  \S+ rows  \S+ rows/s  \d+:\d\d(:\d\d)? left  epoch 1/7  loss \d\.\d+"
            )
            self.check_interrupt(session, "mlp-train", "--resume new.h5 --output new.h5")
        self.assertTrue((self.folder / "new.h5").exists())

    def test_reading_to_learn(self):
        """A table that takes its time shows how far it is, before the first epoch; nothing is written after Ctrl-C."""
        with Session(self.folder) as session:
            self.start(session, "(cat table.csv; sleep 100) | mlp-train - -o never.h5")
            session.wait(r"^read  \S+ bytes  \S+ bytes/s$")
            self.check_interrupt(session, "mlp-train", "nothing was written")
        self.assertFalse((self.folder / "never.h5").exists())

    def test_nothing_stays_behind(self):
        """A run that ends leaves its results and no progress."""
        with Session(self.folder) as session:
            self.start(session, f"mlp-train {IRIS} --epochs 200 -o short.h5 --force; echo done")
            text = "".join(session.wait("^done$"))
            self.assertRegex(text, "^readymlp-train: wrote short.h5 after 200 epochs")
            self.assertNotRegex(text, r"%|rows/s")


if __name__ == "__main__":
    unittest.main()
