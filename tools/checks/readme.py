"""Runs the console examples of README.md and compares what they print, to the letter.

Usage: readme.py README FOLDER_OF_COMMANDS FIXTURES. A line that begins with `$ ` is a command; what
follows is what it prints, errors included. All run in one empty folder, in their order.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile


def examples(text):
    """The commands of all console blocks with the output that stands below each."""
    for block in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, expected = part.partition("\n")
            yield command, expected


def findings(text, commands, fixtures):
    """A line for each example that prints something else."""
    environment = dict(os.environ, PATH=f"{commands}:{os.environ['PATH']}")
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(fixtures, f"{folder}/fixtures")
        for command, expected in examples(text):
            run = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if run.stdout != expected:
                yield f"README.md: `{command}` printed\n{run.stdout}expected\n{expected}"


def main():
    readme, commands, fixtures = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    text = readme.read_text()
    found = list(findings(text, commands, fixtures))
    if not any(examples(text)):
        found.append(f"{readme}: found no console examples, expected some")
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
