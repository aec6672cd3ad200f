"""The commands between other programs: pipes that trickle, end early or take nothing more, and rows that are all
accounted for."""

import os
import pathlib
import select
import signal
import subprocess
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".build/release"
MODEL = ROOT / "fixtures/models/v1/iris.h5"
IRIS = (ROOT / "fixtures/data/iris-test.csv").read_text()
HEADER, *ROWS = IRIS.splitlines(keepends=True)
# Seconds. No measure: a busy machine may take minutes for what takes a second.
HANGS_AFTER = 600
# Some blocks for every thread.
MANY = 60_000


def as_from_a_terminal():
    """Signals as an interactive shell leaves them for what it starts: whatever runs the tests may ignore some."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGPIPE, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


class Trickle:
    """mlp-infer at work on what it is given now and then."""

    def __init__(self, *options):
        self.process = subprocess.Popen(
            [PROGRAMS / "mlp-infer", MODEL, "-", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0,
            preexec_fn=as_from_a_terminal,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            stream.close()
        self.process.wait()

    def give(self, text):
        self.process.stdin.write(text.encode())

    def lines(self, count, seconds=HANGS_AFTER):
        """The next lines of output, as soon as there are so many."""
        text = b""
        end = time.monotonic() + seconds
        while text.count(b"\n") < count:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise AssertionError(f"found {text!r} after {seconds} s, expected {count} lines")
            more = os.read(self.process.stdout.fileno(), 1 << 16)
            if not more:
                raise AssertionError(f"the output ended behind {text!r}")
            text += more
        return text.decode().splitlines()

    def says_nothing(self, seconds=0.3):
        return not select.select([self.process.stdout], [], [], seconds)[0]


def infer(text, *options):
    command = [PROGRAMS / "mlp-infer", MODEL, "-", *options]
    return subprocess.run(command, input=text.encode(), capture_output=True, timeout=HANGS_AFTER)


class Pipes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.expected = infer(IRIS).stdout.decode().splitlines()
        (cls.folder / "many.csv").write_text(HEADER + "".join(ROWS) * (MANY // len(ROWS)))

    def bash(self, script):
        environment = {"PATH": f"{PROGRAMS}:{os.environ['PATH']}", "MODEL": str(MODEL)}
        command = ["bash", "-c", script]
        return subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=HANGS_AFTER,
            preexec_fn=as_from_a_terminal,
        )

    def test_rows_come_out_as_they_come_in(self):
        for threads in (1, 2):
            with self.subTest(threads=threads), Trickle(f"--threads={threads}") as trickle:
                trickle.give(HEADER)
                found = []
                for row in ROWS[:6]:
                    trickle.give(row)
                    # The header comes with the first row: until then it can still be an error.
                    found += trickle.lines(1 if found else 2)
                self.assertEqual(found, self.expected[:7])
                # A row is one when its line ends.
                trickle.give(ROWS[6][:-1])
                self.assertTrue(trickle.says_nothing())
                trickle.give("\n" + ROWS[7] + ROWS[8])
                self.assertEqual(trickle.lines(3), self.expected[7:10])
                trickle.process.stdin.close()
                self.assertEqual(trickle.process.wait(HANGS_AFTER), 0)

    def test_a_byte_at_a_time(self):
        with Trickle() as trickle:
            for character in HEADER + "".join(ROWS[:3]):
                trickle.give(character)
            self.assertEqual(trickle.lines(4), self.expected[:4])

    def test_a_fault_comes_after_the_rows_before_it(self):
        with Trickle() as trickle:
            trickle.give(HEADER + ROWS[0])
            self.assertEqual(trickle.lines(2), self.expected[:2])
            trickle.give("5.1,x,1.4,0.2,setosa\n")
            self.assertEqual(trickle.process.wait(HANGS_AFTER), 3)
            self.assertIn(b'standard input:3: column "sepal_width_cm" (#2): found "x"', trickle.process.stderr.read())
            self.assertEqual(trickle.process.stdout.read(), b"")

    def test_one_interrupt_ends_a_wait(self):
        for given, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            for text, count in (("", 0), (HEADER, 0), (HEADER + ROWS[0], 2)):
                with self.subTest(given, text=text), Trickle() as trickle:
                    trickle.give(text)
                    if count:
                        trickle.lines(count)
                    else:
                        time.sleep(0.3)
                    trickle.process.send_signal(given)
                    # Before the first rows the signal may end it by itself, which shells report the same way.
                    self.assertIn(trickle.process.wait(HANGS_AFTER), (status, -given))

    def test_rows_out_are_rows_in(self):
        for options in ([], ["--threads=1"], ["--batch-size=7"], ["--predict=class", "--keep=species"]):
            with self.subTest(options):
                text = (self.folder / "many.csv").read_text()
                ended = infer(text, *options)
                self.assertEqual((ended.returncode, ended.stderr), (0, b""))
                self.assertEqual(ended.stdout.count(b"\n"), MANY + 1)

    def test_a_fault_at_the_end_of_a_long_table(self):
        """What was written is whole rows, in order, and the exit code says that they are not all."""
        text = (self.folder / "many.csv").read_text()
        whole = infer(text).stdout
        ended = infer(text + "1,2\n")
        self.assertEqual(ended.returncode, 3)
        self.assertEqual(ended.stdout, whole[: len(ended.stdout)])
        self.assertTrue(ended.stdout.endswith(b"\n"))
        self.assertIn(f"standard input:{MANY + 2}: found 2 fields, expected 5".encode(), ended.stderr)

    def test_a_reader_that_has_seen_enough(self):
        for line in (
            "mlp-infer $MODEL many.csv", "mlp-infer $MODEL < many.csv", "cat many.csv | mlp-infer $MODEL -",
            "mlp-infer $MODEL many.csv -o /dev/stdout", "mlp-infer --man", "mlp-infer --completions bash",
        ):
            with self.subTest(line):
                ended = self.bash(f'{line} | head -n 1; echo "${{PIPESTATUS[@]: -2:1}}"')
                first, status = ended.stdout.splitlines()
                self.assertEqual((status, ended.stderr), ("0", ""))

    def test_a_full_disk_behind_standard_output(self):
        for line in (
            "mlp-infer $MODEL many.csv > /dev/full", "mlp-infer $MODEL many.csv -o /dev/full",
            "mlp-infer $MODEL < many.csv > /dev/full", "mlp-infer --completions zsh > /dev/full",
            "mlp-infer $MODEL many.csv --evaluate --label species > /dev/full",
        ):
            with self.subTest(line):
                ended = self.bash(line)
                self.assertEqual(ended.returncode, 1)
                self.assertRegex(ended.stderr, r"\Amlp-infer: error: [^\n]*No space left on device\n\Z")

    def test_standard_output_that_is_closed(self):
        ended = self.bash("mlp-infer $MODEL many.csv >&-")
        self.assertEqual(ended.returncode, 1)
        self.assertRegex(ended.stderr, r"\Amlp-infer: error: standard output: [^\n]*\n\Z")

    def test_standard_input_that_is_closed(self):
        ended = self.bash("mlp-infer $MODEL <&-")
        self.assertNotEqual(ended.returncode, 0)
        self.assertEqual(ended.stdout, "")
        self.assertRegex(ended.stderr, r"\Amlp-infer: error: standard input: [^\n]*\n\Z")

    def test_a_chain_of_pipes(self):
        """A named pipe, several stages, and a table that is made while it is read."""
        script = """
            set -o pipefail
            mkfifo table; (cat many.csv > table) &
            mlp-infer $MODEL table --predict class | tail -n +2 | sort | uniq -c
            wait
        """
        ended = self.bash(script)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        self.assertEqual(sum(int(line.split()[0]) for line in ended.stdout.splitlines()), MANY)


if __name__ == "__main__":
    unittest.main()
