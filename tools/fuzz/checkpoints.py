#!/usr/bin/env python3
"""Changes numbers in checkpoints, seals them anew, and has mlp-train resume them.

    tools/fuzz/checkpoints.py MLP_TRAIN [--count N] [--first N] [--seed N]

The checkpoints are of every kind of run: each optimizer and schedule, patience, dropout, weights, several labels,
regressions, a cache, stopped between epochs and within one. A mutant has one number of its file, or a few, at an extreme
(0, ±1, the largest, the smallest, NaN, infinity, a denormal, off by one) or changed at random. mlp-train has to end within
its time with status 0, a result whose numbers are all finite, and a file that the reader takes; or with status 4, one line
of printable text that names the place, and no file. Only where the digest of the table was changed too, status 3 is right:
then the table may be another. Prints how the mutants ended; broken promises end the run with status
1, and their files are kept. A mutant depends on the seed and its number alone.
"""

import argparse
import collections
import json
import math
import pathlib
import random
import re
import signal
import struct
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/python"))
from mlpmodel import profile, profile_reader, profile_writer, seal  # noqa: E402

IRIS = ROOT / "fixtures/data/iris-train.csv"
SPECIES = f"{IRIS} --label species --hidden 4"
# The runs: name, options, and whether they are stopped within an epoch.
RUNS = [
    ("adam", SPECIES, False),
    ("sgd", f"{SPECIES} --optimizer sgd", False),
    ("momentum", f"{SPECIES} --optimizer momentum --clip 1", False),
    ("nesterov", f"{SPECIES} --optimizer nesterov --lr-schedule step --lr-step 1", False),
    ("adamw", f"{SPECIES} --optimizer adamw --dropout 0.2 --label-smoothing 0.1", False),
    ("patience", f"{SPECIES} --patience 1000 --min-delta 0.001", False),
    ("weights", f"{SPECIES} --class-weight balanced", False),
    ("given", f"{SPECIES} --class-weight setosa=1,versicolor=2,virginica=0.5", False),
    ("all", f"{SPECIES} --valid 0", False),
    ("cache", f"{SPECIES} --cache .", False),
    ("labels", "labels.csv --label p,q --hidden 3", False),
    ("price", "price.csv --label price --task regress --hidden 3", False),
    ("huber", "price.csv --label price --task regress --hidden none --loss huber --huber-delta 0.5", False),
    ("sample", "price.csv --label price --task regress --hidden 3 --sample-weight weight", False),
    ("stopped", f"{SPECIES} --batch-size 1", True),
    ("cosine", f"{SPECIES} --batch-size 1 --lr-schedule cosine --warmup-steps 5", True),
    ("one-cycle", f"{SPECIES} --batch-size 1 --lr-schedule one-cycle", True),
    ("stopped-sample", "price.csv --label price --task regress --hidden 3 --batch-size 1 --sample-weight weight", True),
]
INTEGERS = [0, -1, 1, 2**63 - 1, -(2**63), 2**31, 2**32, 1_000_000, 1_000_001]
NUMBERS = [0.0, -0.0, -1.0, 1.0, math.inf, -math.inf, math.nan, 5e-324, 1e-45, 1e-38, 1e308, -1e308, 3.4e38, 1e39, 1e10]
EXTREMES = max(len(INTEGERS), len(NUMBERS))
LAYOUTS = {profile.INT64: "<q", profile.FLOAT32: "<f", profile.FLOAT64: "<d"}


def make_tables(folder):
    choose = random.Random(1)
    rows = [[choose.random() for _ in range(3)] for _ in range(60)]
    labels = [f"{a},{b},{c},{int(a > 0.5)},{int(b + c > 1)}" for a, b, c in rows]
    (folder / "labels.csv").write_text("\n".join(["a,b,c,p,q", *labels]) + "\n")
    prices = [f"{a},{b},{100 * a - 30 * b + c},{choose.random()}" for a, b, c in rows]
    (folder / "price.csv").write_text("\n".join(["a,b,price,weight", *prices]) + "\n")


def train(program, folder, name, options, is_stopped):
    """The checkpoint of a run of three epochs, or of one that was stopped within an epoch."""
    target = folder / f"{name}.h5"
    while True:
        epochs = 1_000_000 if is_stopped else 3
        command = [program, *options.split(), "--epochs", str(epochs), "-q", "-o", target]
        log = folder / f"{name}.jsonl"
        log.unlink(missing_ok=True)
        # Ctrl-C as in a terminal, whatever signals this was started with.
        with subprocess.Popen(
            command + ["--log", log], cwd=folder, stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        ) as run:
            if is_stopped:
                # Until it is in its second epoch, or has failed.
                while run.poll() is None and not (log.exists() and log.stat().st_size):
                    time.sleep(0.01)
                run.send_signal(signal.SIGINT)
            _, errors = run.communicate()
        if run.returncode != (130 if is_stopped else 0):
            raise SystemExit(f"{name}: {errors}")
        tree = profile_reader.decoded(target.read_bytes())
        training = tree.members["training"].attributes
        if not is_stopped or struct.unpack("<q", training["batches"].data)[0]:
            return tree, struct.unpack("<q", training["completed_epochs"].data)[0]


def places(group, path=""):
    """Every value of numbers, and the facts that are lists of them: its path, its object, its attribute."""
    for name, value in group.attributes.items():
        if value.kind in LAYOUTS or name == "class_weights":
            yield f"{path}/{name}", group, name
    for name, member in group.members.items():
        if isinstance(member, profile.Group):
            yield from places(member, f"{path}/{name}")
        elif member.value.kind in LAYOUTS and member.value.data:
            yield f"{path}/{name}", member, None


def changed(number, kind, choose, extreme=None):
    """Another number of the kind, as bytes."""
    layout = LAYOUTS[kind]
    values = INTEGERS if kind == profile.INT64 else NUMBERS
    if extreme is None:
        way = choose.randrange(4)
        if way == 0:
            bits = bytearray(struct.pack(layout, number))
            bits[choose.randrange(len(bits))] ^= 1 << choose.randrange(8)
            return bytes(bits)
        if way == 1:
            return choose.randbytes(struct.calcsize(layout))
        if way == 2:
            extreme = choose.randrange(len(values))
        else:
            step = choose.choice([-1, 1])
            if kind == profile.INT64:
                return struct.pack(layout, max(-(2**63), min(2**63 - 1, number + step)))
            return struct.pack(layout, number * choose.choice([-1, 0.5, 2, 1 + 2**-20, 1e6]))
    try:
        return struct.pack(layout, values[extreme % len(values)])
    except OverflowError:
        return struct.pack(layout, math.copysign(math.inf, values[extreme % len(values)]))


def mutated(tree, place, choose, extreme):
    """Changes one number of the value at `place`; returns what puts it back."""
    path, owner, name = place
    old = owner.value if name is None else owner.attributes[name]
    if old.kind in LAYOUTS:
        layout = LAYOUTS[old.kind]
        size = struct.calcsize(layout)
        at = choose.randrange(len(old.data) // size) * size
        number = struct.unpack_from(layout, old.data, at)[0]
        data = old.data[:at] + changed(number, old.kind, choose, extreme) + old.data[at + size :]
        new = profile.Value(old.kind, old.shape, data)
    else:
        parts = old.texts()[0].split(",")
        parts[choose.randrange(len(parts))] = choose.choice(["0", "-1", "1e39", "1e308", "nan", "inf", "1e-300", "x", "7"])
        new = profile.text(",".join(parts))

    def put(value):
        if name is None:
            owner.value = value
        else:
            owner.attributes[name] = value

    put(new)
    return lambda: put(old)


def is_finite(group):
    for _, owner, name in places(group):
        value = owner.value if name is None else owner.attributes[name]
        if value.kind in (profile.FLOAT32, profile.FLOAT64):
            numbers = value.array().reshape(-1)
            # Of the history, NaN stands for what a run does not have.
            if not all(math.isfinite(x) for x in numbers.tolist()) and not is_history(value):
                return False
    return True


def is_history(value):
    return value.kind == profile.FLOAT64 and len(value.shape) == 2 and value.shape[1] == 5 and not any(
        math.isinf(x) for x in value.array().reshape(-1).tolist()) and all(
        math.isfinite(x) for x in value.array()[:, 1].tolist())


class Sweep:
    def __init__(self, program, folder, seed):
        self.program, self.folder, self.seed = program, folder, seed
        make_tables(folder)
        self.runs = []
        for name, options, is_stopped in RUNS:
            tree, epochs = train(program, folder, name, options, is_stopped)
            found = list(places(tree))
            training = [p for p in found if p[0].startswith("/training")]
            facts = [p for p in found if p[0].startswith("/provenance")]
            self.runs.append((name, options, tree, epochs, training, facts, found))

    def mutant(self, number):
        """The options, the epochs to train to, the bytes of a mutant, and what was changed."""
        name, options, tree, epochs, training, facts, found = self.runs[number % len(self.runs)]
        choose = random.Random(f"{self.seed}/{number}")
        undo, what = [], []

        def mutate(place, extreme):
            undo.append(mutated(tree, place, choose, extreme))
            what.append(place[0])

        turn = number // len(self.runs)
        if turn % 2:
            # Every number of the state and the settings at every extreme, one after the other.
            extreme, at = divmod(turn // 2, len(training + facts))
            mutate((training + facts)[at], extreme % EXTREMES)
        else:
            for _ in range(choose.choice([1, 1, 1, 1, 2, 4])):
                mutate(choose.choice(choose.choice([training, training, training, facts, facts, found])), None)
        try:
            return name, options, epochs + 1, seal.sealed(profile_writer.encoded(tree)), what
        finally:
            for back in reversed(undo):
                back()

    def verdict(self, number, content, options, epochs, what):
        """How the run ended, and why a promise is broken, or nothing."""
        source, target = self.folder / f"{number}.h5", self.folder / f"{number}.out.h5"
        source.write_bytes(content)
        command = [self.program, *options.split()[:1], "--resume", source, "--epochs", str(epochs), "-o", target, "--json"]
        command += ["--threads", "1"]
        try:
            ended = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=self.folder)
        except subprocess.TimeoutExpired:
            return "hang", "no end after 60 s"
        status, errors = ended.returncode, ended.stderr
        try:
            if status == 4:
                if errors.count("\n") != 1 or not errors[:-1].isprintable():
                    return status, f"not one printable line: {errors!r}"
                if not re.search(r": /?[a-z_]+[/a-z_0-9\[\]]*.*: found .*, expected ", errors):
                    return status, f"no place in {errors!r}"
                return status, "a file was written" if target.exists() else None
            if status == 3 and "/training/table_crc32c" in what and "data with the digest" in errors:
                return status, None  # Nothing tells any more whether the table or the file is another.
            if status != 0:
                return status, errors or "no word on standard error"
            result = json.loads(ended.stdout, parse_constant=lambda name: 1 / 0)
            if not is_finite(profile_reader.decoded(target.read_bytes())):
                return status, f"numbers that are not finite: {result}"
            return status, None
        except Exception as error:
            return status, f"{type(error).__name__}: {error}"
        finally:
            target.unlink(missing_ok=True)
            source.unlink()


def sweep(program, count, first=0, seed=1, keep=None, jobs=1):
    """How often each status came, and what broke a promise."""
    ends, faults = collections.Counter(), []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        work = Sweep(pathlib.Path(program).resolve(), folder, seed)

        def run(job):
            number, (name, options, epochs, content, what) = job
            status, fault = work.verdict(number, content, options, epochs, what)
            return number, name, content, what, status, fault

        with ThreadPoolExecutor(jobs) as pool:
            for start in range(first, first + count, 64):
                numbers = range(start, min(start + 64, first + count))
                for number, name, content, what, status, fault in pool.map(run, [(n, work.mutant(n)) for n in numbers]):
                    ends[status] += 1
                    if fault:
                        faults.append(f"mutant {number} of {name}, {', '.join(what)}: status {status}: {fault}")
                        if keep:
                            (keep / f"checkpoint-{seed}-{number}.h5").write_bytes(content)
    return ends, faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    keep = ROOT / "build/fuzz"
    keep.mkdir(parents=True, exist_ok=True)
    ends, faults = sweep(given.program, given.count, given.first, given.seed, keep, given.jobs)
    for fault in faults:
        print(fault)
    print(f"{given.count} mutants: " + ", ".join(f"status {end}: {times}" for end, times in sorted(ends.items(), key=str)))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
