"""The commands make of every polluted table what they have to: the clean table's rows, or one line that says why not."""

import csv
import io
import os
import pathlib
import subprocess
import tempfile
import unittest
from random import Random

import pollutions
from pollutions import Accepted, Refused

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".build/release"
MODEL = ROOT / "fixtures/models/v1/iris.h5"


def infer(path, *options):
    command = [PROGRAMS / "mlp-infer", MODEL, path.name, "--keep=id", *options]
    return subprocess.run(command, capture_output=True, cwd=path.parent, timeout=600)


def train(path, *options):
    """The bytes of what is learned from a table."""
    columns = ["--label=species", "--ignore=id", "--epochs=1", "--quiet", "--output=run.h5"]
    subprocess.run([PROGRAMS / "mlp-train", path.name, *columns, *options], check=True, cwd=path.parent)
    return (path.parent / "run.h5").read_bytes()


class Pollution(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.rows = pollutions.source((ROOT / "fixtures/data/iris-test.csv").read_text())
        # Written by Python, read by nobody but the command: numbers as they are.
        path = cls.folder / "clean.csv"
        path.write_text(pollutions.text(cls.rows))
        cls.expected = cls.parse(infer(path).stdout)
        assert [row[0] for row in cls.expected[1:]] == [row[0] for row in cls.rows[1:]]
        assert len(cls.expected) == 31

    @staticmethod
    def parse(output, delimiter=","):
        quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
        return list(csv.reader(io.StringIO(output.decode()), delimiter=delimiter, quoting=quoting, strict=True))

    def check(self, pollution):
        path = self.folder / "bad.csv"
        path.write_bytes(pollution.content)
        ended = infer(path, *pollution.options)
        delimiter = next((option[12:] for option in pollution.options if option.startswith("--delimiter=")), ",")
        found = self.parse(ended.stdout, delimiter.replace("tab", "\t"))
        # Whatever is written is right, and whole.
        expected = [self.numbers(row) for row in self.expected]
        self.assertEqual([self.numbers(row) for row in found], expected[: len(found)])
        self.assertTrue(ended.stdout == b"" or ended.stdout.endswith(b"\n"))
        message = ended.stderr.decode()
        if isinstance(pollution.verdict, Accepted) or ended.returncode == 0:
            self.assertEqual((ended.returncode, message), (0, ""))
            self.assertNotIsInstance(pollution.verdict, Refused)
            rows = getattr(pollution.verdict, "rows", None)
            self.assertEqual(len(found) - 1, len(self.rows) - 1 if rows is None else rows)
            return
        self.assertEqual(ended.returncode, 3, message)
        self.assertRegex(message, r"\Amlp-infer: error: bad\.csv[^\n]*\n\Z")
        self.assertTrue(message.isprintable() or message[:-1].isprintable(), message)
        rest = message
        for word in getattr(pollution.verdict, "words", ()):
            self.assertIn(word, rest)
            rest = rest[rest.index(word) + len(word) :]

    def numbers(self, row):
        """Class and probabilities; identifiers are written in as many ways as there are dialects."""
        return row[1:]

    def test_every_pollution(self):
        names = []
        for pollution in pollutions.all_pollutions(self.rows):
            names.append(pollution.name)
            with self.subTest(pollution.name):
                self.check(pollution)
        self.assertEqual(len(set(names)), len(names))
        self.assertGreater(len(names), 600)

    def test_what_is_learned(self):
        learned = train(self.folder / "clean.csv")
        count = 0
        for pollution in pollutions.all_pollutions(self.rows):
            verdict = pollution.verdict
            if isinstance(verdict, Accepted) and verdict.rows is None and not verdict.has_other_columns:
                count += 1
                path = self.folder / "bad.csv"
                path.write_bytes(pollution.content)
                with self.subTest(pollution.name):
                    self.assertEqual(train(path, *pollution.options), learned)
        self.assertGreater(count, 20)

    def test_random_slips(self):
        """A byte more, less or other, anywhere: what is accepted means what Python's csv module reads in it."""
        random = Random(7)
        plain = pollutions.text(self.rows).encode()
        path = self.folder / "bad.csv"
        accepted = 0
        for _ in range(500):
            place = random.randrange(len(plain))
            slip = bytes([random.choice(b',";\n\r\0 \t#-.e9x\'')])
            content = plain[:place] + random.choice([slip, b"", slip + plain[place : place + 1]]) + plain[place + 1 :]
            path.write_bytes(content)
            ended = infer(path)
            with self.subTest(content=content[max(0, place - 20) : place + 20], message=ended.stderr.decode()):
                self.assertIn(ended.returncode, (0, 3))
                self.assertEqual(ended.stderr.count(b"\n"), 1 if ended.returncode else 0)
                if ended.returncode:
                    continue
                accepted += 1
                read = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
                while not read[-1]:
                    read.pop()
                # The same cells, written plainly.
                path.write_text(pollutions.text(read))
                self.assertEqual(ended.stdout, infer(path).stdout)
        self.assertGreater(accepted, 100)

    def test_a_wrong_verdict_is_found(self):
        clean = pollutions.text(self.rows).encode()
        wrong = pollutions.text(pollutions.with_field(self.rows, 5, 1, "9.9")).encode()
        for content, verdict in (
            (clean, Refused()), (clean[:-14], Accepted()), (wrong, Accepted()), (b"", Refused("some other words")),
        ):
            with self.assertRaises(AssertionError):
                self.check(pollutions.Pollution("x", content, verdict))


if __name__ == "__main__":
    unittest.main()
