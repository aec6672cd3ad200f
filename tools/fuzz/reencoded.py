#!/usr/bin/env python3
"""Damages model files that other HDF5 tools saved anew, and has mlp-export read them.

    tools/fuzz/reencoded.py MLP_EXPORT [--count N] [--seed N]

Whatever the HDF5 library does with such a file in its sandbox, mlp-export has to end within its time with
status 0 (the same model) or 4, after one line of printable text, and to leave no file behind but a model
that mlp-export takes again. Prints how the files ended; the first broken promise ends the run with status 1,
and its file is kept. Needs h5py.
"""

import argparse
import collections
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What a message says of how the library ended, if it gave no answer.
ENDS = re.compile(r"the sandboxed reader (.*?);")


def forms(folder):
    """Iris, as other tools save it; the large forms, where damage is rarely met, are left out."""
    maker = ROOT / "Tests/CommandTests/foreign_models.py"
    model = ROOT / "fixtures/models/v1/iris.h5"
    subprocess.run([sys.executable, maker, model, folder, "other"], check=True, stdout=subprocess.DEVNULL)
    found = [path.read_bytes() for path in sorted(folder.glob("*.h5"))]
    return [content for content in found if len(content) < 60_000]


def damaged(content, choose):
    """Up to eight bytes changed; half of them in front, where the library keeps most of what it follows."""
    content = bytearray(content)
    for _ in range(choose.choice([1, 1, 2, 4, 8])):
        front = len(content) if choose.random() < 0.5 else min(len(content), 3000)
        place = choose.randrange(front)
        content[place] = choose.choice([0, 255, content[place] ^ 1 << choose.randrange(8), choose.randrange(256)])
    return bytes(content)


def verdict(program, source, target):
    """How the export ended; None where a promise is broken."""
    target.unlink(missing_ok=True)
    command = [program, source, "-o", target, "-q", "--force"]
    ended = subprocess.run(command, capture_output=True, text=True, errors="strict", timeout=120)
    message = ended.stderr.removesuffix("\n")
    if ended.returncode == 0:
        again = subprocess.run([program, target, "-o", f"{target}.again", "-q", "--force"], capture_output=True)
        return "the same model" if again.returncode == 0 and message.count("\n") == 0 else None
    if ended.returncode != 4 or not message or not message.isprintable() or target.exists():
        return None
    end = ENDS.search(message)
    return f"the library {end[1]}" if end else "refused"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("program", type=pathlib.Path)
    options.add_argument("--count", type=int, default=4000)
    options.add_argument("--seed", type=int, default=1)
    options = options.parse_args()
    choose = random.Random(options.seed)
    ends = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        sources = forms(folder)
        source, target = folder / "damaged", folder / "model.h5"
        for number in range(options.count):
            source.write_bytes(damaged(choose.choice(sources), choose))
            found = verdict(options.program.resolve(), source, target)
            if not found:
                shutil.copy(source, "reencoded-finding.h5")
                sys.exit(f"file {number} of seed {options.seed} broke a promise; it is reencoded-finding.h5")
            ends[found] += 1
    for end, count in ends.most_common():
        print(f"{count} {end}")


if __name__ == "__main__":
    main()
