"""Completions and manual pages, asked of the shells and of `man` themselves."""

import pathlib
import re
import shlex
import subprocess
import tempfile
import unittest

from session import PROGRAMS, Session

COMMANDS = ("mlp-train", "mlp-export", "mlp-infer")
# What is typed, what the shell offers for its last word; None for files, a list for all there is.
CASES = [
    ("mlp-infer --predict ", ["all", "class", "index", "logits", "proba"]),
    ("mlp-infer m.h5 --predict lo", ["logits"]),
    ("mlp-infer --pred", ["--predict"]),
    ("mlp-train --task c", ["classify"]),
    ("mlp-export --to ", ["c", "model", "onnx", "swift"]),
    ("mlp-export net.h5 --verify ", None),
    ("mlp-infer --completions ", ["bash", "fish", "zsh"]),
    ("mlp-infer m.h5 --label ", []),
    ("mlp-infer m.h5 --precision ", []),
    ("mlp-infer -o ", None),
    ("mlp-infer m.h5 ", None),
]


def output(*command, **options):
    ended = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if ended.returncode or ended.stderr:
        raise AssertionError(f"{command}: status {ended.returncode}\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def options(command):
    """The options, as the help spells them."""
    return re.findall(r"^  (?:-\w, |    )(--[a-z0-9-]+)", output(PROGRAMS / command, "--help"), re.MULTILINE)


class Completions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        for shell in ("bash", "zsh", "fish"):
            for command in COMMANDS:
                (cls.folder / f"{command}.{shell}").write_text(output(PROGRAMS / command, "--completions", shell))
        (cls.folder / "files").mkdir()
        for name in ("data.csv", "model of ours.h5"):
            (cls.folder / "files" / name).touch()

    def quoted(self, name):
        """A file of the folder, for a line of a shell."""
        return shlex.quote(str(self.folder / name))

    def bash(self, *words):
        """What the function offers, and the kinds of files that it leaves to the shell."""
        script = """
            source "$1"; shift
            compopt() { echo "compopt $*"; }
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            "_${1//-/_}"; printf '%s\\n' "${COMPREPLY[@]}"
        """
        text = output("bash", "-c", script, "bash", self.folder / f"{words[0]}.bash", *words)
        return sorted(line for line in text.split("\n") if line)

    def test_bash(self):
        for typed, expected in CASES:
            with self.subTest(typed):
                self.assertEqual(self.bash(*typed.split(" ")), ["compopt -o default"] if expected is None else expected)

    def test_bash_particulars(self):
        self.assertEqual(self.bash("mlp-infer", "--predict", "="), ["all", "class", "index", "logits", "proba"])
        self.assertEqual(self.bash("mlp-infer", "--predict", "=", "l"), ["logits"])
        self.assertEqual(self.bash("mlp-infer", "--output", "=", "x"), ["compopt -o default"])
        self.assertEqual(self.bash("mlp-train", "--cache", ""), ["compopt -o dirnames"])
        self.assertEqual(self.bash("mlp-infer", "--", "-"), ["compopt -o default"])
        for command in COMMANDS:
            found = [word for word in self.bash(command, "-") if word.startswith("--")]
            self.assertEqual(found, sorted(options(command)))

    def test_fish(self):
        for typed, expected in CASES:
            with self.subTest(typed):
                script = f"source {self.quoted(typed.split(' ')[0] + '.fish')}; complete -C '{typed}'"
                lines = output("fish", "--no-config", "-c", script, cwd=self.folder / "files").splitlines()
                found = sorted(line.split("\t")[0] for line in lines)
                self.assertEqual(found, ["data.csv", "model of ours.h5"] if expected is None else expected)
        for command in COMMANDS:
            script = f"source {self.quoted(command + '.fish')}; complete -C '{command} --'"
            lines = output("fish", "--no-config", "-c", script).splitlines()
            self.assertEqual(sorted(line.split("\t")[0] for line in lines), sorted(options(command)))

    def type(self, session, typed, expected):
        """Types `typed` and Tab, and waits for what it becomes."""
        session.type(typed, "Tab")
        session.wait("^. " + re.escape(expected))
        session.type("", "C-u")
        session.run("clear")
        session.wait(r"^. ?$")

    def check_tabs(self, session):
        self.type(session, "mlp-infer --pred", "mlp-infer --predict")
        self.type(session, "mlp-infer --predict lo", "mlp-infer --predict logits")
        self.type(session, "mlp-infer --predict=lo", "mlp-infer --predict=logits")
        self.type(session, "mlp-infer mod", r"mlp-infer model\ of\ ours.h5")
        self.type(session, "mlp-infer m.h5 --keep=a -o da", "mlp-infer m.h5 --keep=a -o data.csv")

    def test_bash_with_the_tab_key(self):
        with Session(self.folder / "files") as session:
            session.run(f"source {self.quoted('mlp-infer.bash')}; clear")
            session.wait(r"^\$ ?$")
            self.check_tabs(session)

    def test_zsh_with_the_tab_key(self):
        with Session(self.folder / "files", shell=("zsh", "-f")) as session:
            session.run("PS1='$ '; autoload -U compinit; compinit -u -D")
            session.run(f"source {self.quoted('mlp-infer.zsh')}; clear")
            session.wait(r"^\$ ?$")
            self.check_tabs(session)
            # As a function that is loaded when it is needed.
            (self.folder / "functions").mkdir()
            for command in COMMANDS:
                text = (self.folder / f"{command}.zsh").read_text()
                (self.folder / "functions" / f"_{command}").write_text(text)
            session.run(f"fpath=({self.quoted('functions')} $fpath); compinit -u -D; clear")
            session.wait(r"^\$ ?$")
            self.type(session, "mlp-train --optimizer ne", "mlp-train --optimizer nesterov")
            self.type(session, "mlp-export --from ke", "mlp-export --from keras")

    def test_syntax(self):
        for command in COMMANDS:
            output("bash", "-n", self.folder / f"{command}.bash")
            output("zsh", "-n", self.folder / f"{command}.zsh")
            output("fish", "--no-execute", self.folder / f"{command}.fish")


class ManualPages(unittest.TestCase):
    def test_pages(self):
        for command in COMMANDS:
            with self.subTest(command), tempfile.TemporaryDirectory() as folder:
                page = pathlib.Path(folder) / f"{command}.1"
                page.write_text(output(PROGRAMS / command, "--man"))
                self.assertTrue(page.read_text().isascii())
                environment = {"MANWIDTH": "90", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
                # What the formatter warns of counts as an error, too.
                shown = output("man", "--warnings=w", "--local-file", page, env=environment)
                words = " ".join(shown.split())
                for option in options(command):
                    self.assertIn(f" {option} ", words)
                names = re.findall(r"^[A-Z][A-Z ]+$", shown, re.MULTILINE)
                self.assertEqual(names[:5], ["NAME", "SYNOPSIS", "EXAMPLES", "ARGUMENTS", "OPTIONS"])
                help = output(PROGRAMS / command, "--help")
                for line in re.findall(r"^  (\S.*)\n", help.split("Arguments:")[0], re.MULTILINE):
                    if not line.startswith("#"):
                        self.assertIn(line, [line.strip() for line in shown.splitlines()])
                for other in COMMANDS:
                    if other != command:
                        self.assertIn(f"{other}(1)", words)


if __name__ == "__main__":
    unittest.main()
