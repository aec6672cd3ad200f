"""Runs the console examples of README.md and compares what they print, to the letter.

Usage: readme.py [--renew] README FOLDER_OF_COMMANDS FIXTURES. A line that begins with `$ ` is a command;
what follows is what it prints, errors included. All run in one empty folder, in their order. With --renew,
what they print is put into README: look at the difference before you commit it.
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


def results(text, commands, fixtures):
    """The commands of all examples with what stands below each and what each prints."""
    environment = dict(os.environ, PATH=f"{commands}:{os.environ['PATH']}")
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(fixtures, f"{folder}/fixtures")
        for command, expected in examples(text):
            run = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            yield command, expected, run.stdout


def findings(text, commands, fixtures):
    """A line for each example that prints something else."""
    for command, expected, printed in results(text, commands, fixtures):
        if printed != expected:
            yield f"README.md: `{command}` printed\n{printed}expected\n{expected}"


def renewed(text, commands, fixtures):
    """The text with what its examples print now."""
    for command, expected, printed in results(text, commands, fixtures):
        text = text.replace(f"$ {command}\n{expected}", f"$ {command}\n{printed}")
    return text


def main():
    arguments = sys.argv[1:]
    renews = arguments[:1] == ["--renew"]
    readme, commands, fixtures = (pathlib.Path(argument).resolve() for argument in arguments[renews:])
    text = readme.read_text()
    if renews:
        readme.write_text(renewed(text, commands, fixtures))
        return 0
    found = list(findings(text, commands, fixtures))
    if not any(examples(text)):
        found.append(f"{readme}: found no console examples, expected some")
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
