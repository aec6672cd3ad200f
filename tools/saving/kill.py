#!/usr/bin/env python3
"""Ends commands with `kill -9` while they save, and holds what is left against what was promised.

    tools/saving/kill.py [--kills N] [--seed N] [--programs FOLDER]

Each of the three commands saves again and again over the same file and is killed at a random moment,
mostly while its temporary file is there. After every kill the file has to be the old or the new one
to the byte, which are both known, and after every save that is let through no temporary file may be
left. A save that is stopped and overtaken by another has to succeed all the same. The figures go to
standard output; the first broken promise ends the run with exit status 1.
"""

import argparse
import collections
import itertools
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".build/release"
DATA = ROOT / "fixtures/data"


class Broken(Exception):
    """A promise was not kept."""


class Saver:
    """One command that saves over one file, with the contents that the file may have."""

    def __init__(self, folder, programs, target, lines):
        self.folder, self.programs, self.target = folder, programs, folder / target
        self.lines = itertools.cycle(lines)
        self.whole = {}  # the contents after each line, for those that are always the same
        self.window = 0.0  # how long a save takes from its temporary file to its end
        self.seconds = 0.0
        self.counts = collections.Counter()

    def start(self, line):
        name, *arguments = line.split()
        return subprocess.Popen(
            [self.programs / name, *arguments], cwd=self.folder,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )

    def succeed(self, line):
        process = self.start(line)
        message = process.communicate()[1].decode()
        if process.returncode != 0:
            raise Broken(f"{line}: exit status {process.returncode}: {message}")

    def temporaries(self):
        return {name for name in os.listdir(self.folder) if name.startswith(".") and name.endswith(".tmp")}

    def wait_for_temporary(self, process):
        while process.poll() is None and not self.temporaries():
            pass

    def measure(self, line):
        """Lets a save through, and learns what it leaves and how long it takes."""
        begin = time.monotonic()
        process = self.start(line)
        self.wait_for_temporary(process)
        seen = time.monotonic()
        process.communicate()
        self.seconds, self.window = time.monotonic() - begin, time.monotonic() - seen
        self.succeed(line)
        return self.target.read_bytes()

    def learn(self, lines):
        for line in lines:
            self.whole[line] = {self.measure(line)}

    def kill(self, generator):
        """One save and its end."""
        line = next(self.lines)
        old = self.target.read_bytes()
        before = self.temporaries()
        process = self.start(line)
        if before or generator.random() < 0.25:
            time.sleep(generator.uniform(0, self.seconds * 1.1))
        else:
            self.wait_for_temporary(process)
            time.sleep(generator.uniform(0, self.window))
        process.kill()
        process.communicate()
        was_killed = process.returncode == -signal.SIGKILL
        if not was_killed and process.returncode != 0:
            raise Broken(f"{line}: exit status {process.returncode}")
        found = self.target.read_bytes()
        is_new = found in self.whole[line] and found != old
        if found != old and not is_new:
            raise Broken(f"{line}: after a kill {self.target.name} has {len(found)} bytes of neither file")
        if not was_killed and found not in self.whole[line]:
            raise Broken(f"{line}: ended, and {self.target.name} is the old file")
        left = self.temporaries()
        self.counts["saves let through" if not was_killed else "kills"] += 1
        if was_killed:
            self.counts["the new file" if is_new else "the old file"] += 1
            self.counts["temporaries left"] += len(left - before)
        if not was_killed and left:
            raise Broken(f"{line}: ended, and left {sorted(left)}")

    def clear(self):
        """Lets a save through, which takes what the killed ones left with it."""
        line = next(self.lines)
        self.succeed(line)
        if left := self.temporaries():
            raise Broken(f"{line}: left {sorted(left)}")
        if self.target.read_bytes() not in self.whole[line]:
            raise Broken(f"{line}: {self.target.name} is not the new file")

    def overtake(self):
        """Stops one save half-way, lets another through, and lets the first go on."""
        first, second = next(self.lines), next(self.lines)
        process = self.start(first)
        self.wait_for_temporary(process)
        process.send_signal(signal.SIGSTOP)
        mine = self.temporaries()
        self.succeed(second)
        self.counts["overtaken"] += bool(mine)
        self.counts["temporaries of theirs kept"] += bool(mine & self.temporaries())
        process.send_signal(signal.SIGCONT)
        message = process.communicate()[1].decode()
        if process.returncode != 0:
            raise Broken(f"{first}: overtaken, exit status {process.returncode}: {message}")
        if left := self.temporaries():
            raise Broken(f"{first}: overtaken, left {sorted(left)}")
        if self.target.read_bytes() not in self.whole[first] | self.whole[second]:
            raise Broken(f"{first}: overtaken, {self.target.name} is neither file")

    def run(self, kills, generator, overtakes):
        while self.counts["kills"] < kills:
            self.kill(generator)
            if generator.random() < 0.2:
                self.clear()
        self.clear()
        for _ in range(overtakes):
            self.overtake()
        return self.counts


class Trainer(Saver):
    """Training writes a file after every epoch, so it may be that of any of them."""

    EPOCHS = 20

    def learn(self, lines):
        for line in lines:
            self.measure(line)
            states = set()
            # Whoever looks often enough sees each: they differ in the epoch that they state.
            while len(states) < self.EPOCHS:
                self.target.unlink()
                process = self.start(line)
                while process.poll() is None:
                    try:
                        states.add(self.target.read_bytes())
                    except FileNotFoundError:
                        pass
                process.communicate()
                states.add(self.target.read_bytes())
            self.whole[line] = states
        self.window = self.seconds


def savers(programs, base):
    def folder(name, *tables):
        path = base / name
        path.mkdir()
        for table in tables:
            (path / table).write_bytes((DATA / table).read_bytes())
        return path

    train = "mlp-train iris-train.csv --label species --quiet"

    lines = [f"mlp-export {name}.h5 -o model.h5" for name in ("small", "large")]
    export = Saver(folder("export", "iris-train.csv"), programs, "model.h5", lines)
    export.succeed(f"{train} --epochs 1 -o small.h5")
    export.succeed(f"{train} --epochs 1 --hidden 500,500 -o large.h5")
    export.learn(lines)

    lines = [f"mlp-infer model.h5 digits.csv {how} -o rows.csv" for how in ("--precision 9", "--precision 4")]
    infer = Saver(folder("infer", "digits.csv"), programs, "rows.csv", lines)
    infer.succeed("mlp-train digits.csv --label #65 --epochs 1 --quiet -o run.h5")
    infer.succeed("mlp-export run.h5 -o model.h5")
    infer.learn(lines)

    lines = [
        f"{train} --epochs {Trainer.EPOCHS} --checkpoint-every 1 --seed {seed} --log log.jsonl -o run.h5"
        for seed in (1, 2)
    ]
    training = Trainer(folder("train", "iris-train.csv"), programs, "run.h5", lines)
    training.learn(lines)
    return {"mlp-export": export, "mlp-infer": infer, "mlp-train": training}


def run(kills, seed, programs=PROGRAMS, out=sys.stdout):
    """A third of the kills for each command; the figures to `out`.

    Raises Broken at the first promise that is not kept.
    """
    generator = random.Random(seed)
    total = collections.Counter()
    with tempfile.TemporaryDirectory() as base:
        for name, saver in savers(programs, pathlib.Path(base)).items():
            counts = saver.run(-(-kills // 3), generator, overtakes=0 if name == "mlp-train" else -(-kills // 50))
            total += counts
            print(f"{name}: " + ", ".join(f"{key} {count}" for key, count in counts.items()), file=out, flush=True)
    print("in all: " + ", ".join(f"{key} {count}" for key, count in total.items()), file=out)
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=3000, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (default: %(default)s)")
    parser.add_argument("--programs", type=pathlib.Path, default=PROGRAMS, help="where the commands are")
    arguments = parser.parse_args()
    try:
        run(arguments.kills, arguments.seed, arguments.programs.resolve())
    except Broken as promise:
        sys.exit(f"kill.py: {promise}")


if __name__ == "__main__":
    main()
