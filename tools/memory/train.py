#!/usr/bin/env python3
"""Trains on a table larger than the memory that mlp-train may have, and looks at what comes out.

    tools/memory/train.py [--rows N] [--limit MIB]     after a release build, as root, on Linux

Twice: freely, and with --cache in a control group whose memory, page cache and all, is limited. Both have to write
the same file. Prints how much there was to learn from, how much memory each had at most, and how long each took.
By default 250,000 rows of 200 features: 200 MB of float32 in 64 MiB, on 1.5 GB of disk in build/memory.
"""

import argparse
import filecmp
import os
import pathlib
import random
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FEATURES = 200
MIB = 1 << 20


class Group:
    """A control group with a limit on memory, of either version; processes enter it before they start."""

    FILES = {  # The folder of groups, their limit, the most that was used.
        "/sys/fs/cgroup/memory": ("memory.limit_in_bytes", "memory.max_usage_in_bytes"),
        "/sys/fs/cgroup": ("memory.max", "memory.peak"),
    }

    def __init__(self, limit):
        for groups, (limit_file, self.peak_file) in self.FILES.items():
            self.folder = pathlib.Path(groups) / f"mlp-memory-{os.getpid()}"
            try:
                self.folder.mkdir()
            except OSError:
                continue
            if (self.folder / limit_file).exists():
                (self.folder / limit_file).write_text(str(limit))
                return
            self.folder.rmdir()
        sys.exit("tools/memory/train.py: no control group can limit memory here, expected root on Linux")

    def enter(self):
        (self.folder / "cgroup.procs").write_text(str(os.getpid()))

    @property
    def peak(self):
        return int((self.folder / self.peak_file).read_text())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.rmdir()


def write_table(path, rows):
    """The class is the larger of two features' sums; numbers of three digits."""
    generator = random.Random(1)
    with open(path, "w", encoding="ascii") as table:
        table.write(",".join(f"x{i}" for i in range(FEATURES)) + ",y\n")
        for _ in range(rows):
            numbers = [generator.randrange(1000) for _ in range(FEATURES)]
            label = "first" if sum(numbers[:9]) > sum(numbers[9:18]) else "second"
            table.write(",".join(map(str, numbers)) + f",{label}\n")


def train(table, output, *options, group=None):
    """(seconds, the most bytes that were resident)."""
    output.unlink(missing_ok=True)
    words = [ROOT / ".build/release/mlp-train", table, "-o", output, "-q", "--hidden", "16", "--epochs", "2",
             "--batch-size", "128", "--threads", "1", *options]
    start = time.perf_counter()
    process = subprocess.Popen([str(word) for word in words], preexec_fn=group and group.enter)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"tools/memory/train.py: mlp-train ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss * 1024


def main():
    parser = argparse.ArgumentParser(prog="tools/memory/train.py", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=250_000)
    parser.add_argument("--limit", type=int, default=64, metavar="MIB")
    chosen = parser.parse_args()
    folder = ROOT / "build/memory"
    folder.mkdir(parents=True, exist_ok=True)
    table = folder / f"{chosen.rows}.csv"
    if not table.exists():
        write_table(table, chosen.rows)
    print(f"{chosen.rows:,} rows of {FEATURES} features: {chosen.rows * FEATURES * 4 / MIB:.0f} MiB of float32, "
          f"{table.stat().st_size / MIB:.0f} MiB of CSV")
    seconds, resident = train(table, folder / "free.h5")
    print(f"in memory: {resident / MIB:.0f} MiB resident, {seconds:.1f} s")
    with Group(chosen.limit * MIB) as group:
        seconds, _ = train(table, folder / "limited.h5", "--cache", folder, group=group)
        print(f"--cache, {chosen.limit} MiB for all: {group.peak / MIB:.0f} MiB used, {seconds:.1f} s")
    if not filecmp.cmp(folder / "free.h5", folder / "limited.h5", shallow=False):
        sys.exit("tools/memory/train.py: the two runs wrote different files")
    print("both wrote the same file")


if __name__ == "__main__":
    main()
