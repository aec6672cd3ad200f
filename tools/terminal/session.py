"""A terminal of our own (tmux), in which a test types and reads the screen."""

import os
import pathlib
import re
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".build/release"
# No measure: a busy machine may take minutes for what takes a second.
SECONDS = 600


class Session:
    """A shell on a screen; ends with everything in it at the end of a `with`."""

    def __init__(self, folder, shell=("bash", "--norc", "--noprofile", "-i"), width=100, height=30):
        self.home = tempfile.TemporaryDirectory()
        self.socket = pathlib.Path(self.home.name) / "tmux"
        environment = {
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}", "HOME": self.home.name, "PS1": "$ ", "LC_ALL": "C.UTF-8",
            "INPUTRC": "/dev/null", "HISTFILE": "",
        }
        self.tmux(
            "new-session", "-d", "-x", str(width), "-y", str(height), "-c", str(folder),
            "env", *(f"{name}={value}" for name, value in environment.items()), *shell,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], capture_output=True)
        self.home.cleanup()

    def tmux(self, *arguments):
        # Settings of whoever runs the test do not count.
        command = ["tmux", "-S", str(self.socket), "-f", "/dev/null", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def type(self, text, *keys):
        """Types `text`, then keys by their names: Enter, Tab, C-c."""
        if text:
            self.tmux("send-keys", "-l", text)
        if keys:
            self.tmux("send-keys", *keys)

    def run(self, line):
        self.type(line, "Enter")

    def resize(self, width, height=30):
        self.tmux("resize-window", "-x", str(width), "-y", str(height))

    @property
    def lines(self):
        """What the screen shows, without empty lines at its end."""
        return self.tmux("capture-pane", "-p").rstrip("\n").split("\n")

    def wait(self, pattern):
        """The lines of the screen as soon as one of them has `pattern`."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            lines = self.lines
            if any(re.search(pattern, line) for line in lines):
                return lines
            time.sleep(0.02)
        raise AssertionError(f"{pattern!r} did not come within {SECONDS} s; the screen shows\n" + "\n".join(self.lines))
