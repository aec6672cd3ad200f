#!/usr/bin/env python3
"""Gives the commands inputs that are made to cost more than their size, and holds what they take against the bounds of
Sources/LIMITS.md.

    tools/bounds/bounds.py [--short] [--programs FOLDER] [--only TEXT]      after a release build, on Linux

Each input is made at a size n and at 4 n. A command has to end by itself with one of the exit codes that are right, with
lines of at most 2,048 bytes on standard error, and within the memory that Sources/LIMITS.md states. In the long run its
time may grow at most eightfold (16 would be the square) where it is long enough to be measured; the short one looks at
no clock. Prints a line for each run, the largest last, and the runs that break a bound.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import typing

import tables

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/embedding"))

import many
from mlpmodel import files

MESSAGE_LIMIT = 2048
KIB = 1 << 10
MIB = 1 << 20
# Of reading and scoring, and of what training needs beside its table.
BASE = 64 * MIB
# Kinds of models that a size makes.
MANY = {"inputs", "labels", "levels", "layer"}
# Seconds of which no ratio says anything.
UNMEASURABLE = 0.25
# Seconds of CPU that no input of these sizes may take: a guard against a hang, no measure.
GUARD = int(os.environ.get("MLP_GUARD", "300"))


def counted(path):
    """How many columns a table has, and the bytes that mlp-train may have for it beside its base, classes left out: see
    Sources/LIMITS.md."""
    size = rows = cells = columns = 0
    with open(path, "rb") as file:
        array = re.search(rb"'shape': \((\d+), (\d+)\)", file.read(200))
        if array:
            rows, columns = map(int, array.groups())
            # No array has more rows than bytes.
            rows = min(rows, path.stat().st_size)
            return columns, 100 * rows + 12 * min(rows * columns, path.stat().st_size) + KIB * columns
        file.seek(0)
        while piece := file.read(1 << 16):
            if not rows:
                columns += piece.partition(b"\n")[0].count(b",")
            size += len(piece)
            rows += piece.count(b"\n")
            cells += piece.count(b",")
    return columns, 2 * size + 100 * rows + 12 * cells + KIB * columns


# Starts a program and says what it took. A small process for that alone: a child's memory counts from that of the
# process that starts it.
MEASURE = f"""
import os, sys, resource
resource.setrlimit(resource.RLIMIT_CPU, ({GUARD}, {GUARD}))
null = os.open(os.devnull, os.O_RDWR)
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
_, status, usage = os.wait4(child, 0)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


class Run(typing.NamedTuple):
    """What a command took: seconds of CPU, bytes of memory, its exit code (negative for a signal), standard error."""

    seconds: float
    memory: int
    code: int
    text: bytes

    @property
    def longest(self):
        return max((len(line) + 1 for line in self.text.split(b"\n")), default=0)


def measured(words, folder):
    errors = folder / "stderr"
    with open(errors, "wb") as stream:
        output = subprocess.run(
            [sys.executable, "-ISc", MEASURE, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stream,
            check=True).stdout
    seconds, memory, status = output.split()
    with open(errors, "rb") as stream:
        return Run(float(seconds), int(memory) * KIB, int(status), stream.read(1 << 16))


def growth(small, large):
    """Yields a fault where a run on four times as much took more than eight times the CPU."""
    if large.seconds > UNMEASURABLE and large.seconds > 8 * max(small.seconds, UNMEASURABLE / 8):
        yield f"found {small.seconds:.2f} s, and {large.seconds:.2f} s for four times as much, expected at most eight times"


def names(count, longest):
    """What a command may take for inputs, or labels, beside twice their file."""
    return count * (300 + 3 * longest)


class Bounds:
    """The programs, and models for them to work with."""

    def __init__(self, programs, folder):
        self.programs = pathlib.Path(programs)
        self.folder = pathlib.Path(folder)
        iris = ROOT / "fixtures/data/iris-train.csv"
        self.models = {"model": self.train("model", iris, "--label", "species")}
        # As many classes as a score takes long for.
        self.models["classes"] = self.train(
            "classes", self.write("classes.csv", [
                tables.IRIS, b"\n", *tables.numbered(b"1,2,3,4,c%d\n", 1000)]), "--label", "species")
        self.models["levels"] = self.train(
            "levels", self.write("levels.csv", [
                b"color,", tables.IRIS, b"\nred,1,2,3,4,a\nblue,2,3,4,5,b\ngr\xc3\xbcn,2,3,4,6,b\n"]),
            "--label", "species", "--categorical", "color")

    def train(self, name, table, *options):
        model = self.folder / f"{name}.h5"
        run = measured([str(self.programs / "mlp-train"), str(table), "--hidden", "4", "--epochs", "1", "--valid", "0",
                   "-q", "--impute", "mean", "--threads", "1", "-o", str(model), *options], self.folder)
        if run.code:
            raise SystemExit(f"tools/bounds/bounds.py: {run.text.decode()}")
        return model

    def write(self, name, pieces):
        path = self.folder / name
        with open(path, "wb") as file:
            for piece in pieces:
                file.write(piece)
        return path

    def wide(self, n):
        """A model of n features, with a mean for missing ones."""
        table = self.write("wide.csv", [
            *tables.items(b"f%d")(n), b",y\n", b"1," * n, b"a\n", b"2," * n, b"b\n", b"4," * n, b"a\n"])
        return self.train("wide", table, "--label", "y")

    def many(self, kind, n):
        """A model with n inputs, labels, levels or units in a layer, and what a command may take for it beside its file."""
        path = self.folder / "many.h5"
        few = ["a", "b"]
        if kind == "inputs":
            files.write(many.model([f"f{k}" for k in range(n)], few), path)
            return path, names(n, len(f"f{n - 1}"))
        if kind == "labels":
            files.write(many.model(["x"], [f"label number {k}" for k in range(n)]), path)
            return path, names(n, len(f"label number {n - 1}"))
        if kind == "levels":
            files.write(dict(many.models(n))["levels"], path)
            return path, names(n, len(f"c=level {n - 1}"))
        # A layer that is wide alone, and the most rows that a load checks.
        source = many.model(["x"], few)
        source.layers[:] = [many.layer(1, n, "relu"), many.layer(n, 2)]
        plain = self.folder / "plain.h5"
        files.write(source, plain)
        path.unlink(missing_ok=True)
        run = measured([str(self.programs / "mlp-export"), str(plain), "--verification-rows", "1024", "-o", str(path)], self.folder)
        if run.code:
            raise SystemExit(f"tools/bounds/bounds.py: {run.text.decode()}")
        return path, 0

    def run(self, case, words, n):
        """(what it took, the bytes that it may have)"""
        paths = {name: self.write(name, write(n)) for name, write in case.inputs.items()}
        places = {**self.models, **paths, "table": paths["table.csv"], "out": self.folder / "out",
                  "errors": self.folder / "errors"}
        if "{wide}" in words:
            places["wide"] = self.wide(n)
        named = 0
        for kind in MANY & {word[1:-1] for word in words}:
            places[kind], named = self.many(kind, n)

        def value(word):
            if word.startswith("@"):
                return paths[word[1:]].read_bytes()[:131_000]
            place = places[word[1:-1]] if word.startswith("{") and word.endswith("}") else None
            return word.replace("{out}", str(places["out"])).encode() if place is None else str(place).encode()

        # What another command wrote there might be of a kind that this one does not replace.
        for old in self.folder.glob("out*"):
            old.unlink()
        command = [str(self.programs / words[0]).encode(), *map(value, words[1:])]
        if words[0] != "mlp-export":
            command += [b"--threads", b"2"]
        run = measured(command, self.folder)
        given = [places[word[1:-1]] for word in words if word[1:-1] in {*self.models, "wide", *MANY}]
        columns, training = counted(paths["table.csv"])
        allowed = BASE + sum(2 * path.stat().st_size for path in given) + 160 * max(0, columns - 300_000)
        allowed += named * max(len(given), 2 if "--json" in words else 1)
        if words[0] == "mlp-train":
            allowed += training + KIB * case.classes(n)
        return run, allowed

    def faults(self, case, words, short):
        """Runs it at two sizes and yields what breaks a bound."""
        n = case.sizes[0 if short else 1]
        runs = [self.run(case, words, size) for size in (n, 4 * n)]
        for size, (run, allowed) in zip((n, 4 * n), runs):
            print(f"{run.seconds:8.2f} s {run.memory / MIB:8.1f} of {allowed / MIB:8.1f} MiB {run.longest:6d} B  exit {run.code}  "
                  f"{case.name}, {size}: {' '.join(words)}", flush=True)
            if run.code not in case.codes:
                yield f"found exit code {run.code}, expected one of {case.codes}: {run.text[:300]!r}"
            if run.longest > MESSAGE_LIMIT:
                yield f"found a message of {run.longest} bytes, expected at most {MESSAGE_LIMIT}"
            if run.memory > allowed:
                yield f"found {run.memory / MIB:.0f} MiB, expected at most {allowed / MIB:.0f}"
        if not short:
            yield from growth(runs[0][0], runs[1][0])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--programs", default=ROOT / ".build/release")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    faults = []
    count = 0
    with tempfile.TemporaryDirectory(prefix="mlp-bounds-") as folder:
        bounds = Bounds(options.programs, folder)
        for case in tables.CASES:
            if options.only not in case.name:
                continue
            for words in case.commands:
                count += 1
                faults += [f"{case.name}: {' '.join(words)}: {fault}"
                           for fault in bounds.faults(case, words, options.short)]
    print(*faults, sep="\n")
    print(f"{count} commands on inputs of two sizes, {len(faults)} beyond a bound")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
