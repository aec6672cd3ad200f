"""Measures mlp-infer on tables beside its peers: see run."""

import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import threading

import numpy as np
import polars

import report

ROOT = pathlib.Path(__file__).parents[3]
BUILD = ROOT / "build/bench/tables"
sys.path.append(str(ROOT / "tools/bench"))
import engines
import nets

COMMAND = ROOT / ".build/release/mlp-infer"
STARTS = 200
STREAM_BYTES = 5 << 30
# The largest difference from the peers' probabilities, for sums of pixels up to 255 in 32 bits.
TOLERANCE = 1e-4


def timed(command, threads, target="-", **options):
    """[seconds, largest resident set in bytes, what it printed to -] of a process on as many cores."""
    launch = [sys.executable, "-S", pathlib.Path(__file__).parent / "launch.py", target]
    return json.loads(engines.output([*launch, *command], threads, **options))


def ours(name, table, output, threads):
    options = ["--predict", "proba", "--match", "position", "--quiet", "--threads", str(threads)]
    # Not with -o, which waits until the disk has it all: the peers do not.
    seconds, resident, _ = timed([COMMAND, BUILD / f"{name}.h5", table, *options], threads, output)
    return seconds, resident


def peer(library, name, table, output, threads):
    script = pathlib.Path(__file__).parent / "peer.py"
    command = [sys.executable, script, library, BUILD / f"{name}.onnx", table, output, str(threads)]
    _, resident, printed = timed(command, threads)
    return float(printed), resident


def write_table(name, rows):
    path = BUILD / f"{name}.csv"
    polars.DataFrame(rows, schema=[f"x{i}" for i in range(rows.shape[1])]).write_csv(path)
    return path


def write_models(name, widths):
    net = nets.Net(widths)
    layers = nets.layers_of(net)
    (BUILD / f"{name}.h5").write_bytes(nets.model_bytes(net, layers))
    (BUILD / f"{name}.onnx").write_bytes(nets.onnx_bytes(net, layers))


def tables(share):
    """(name, what it is, widths, rows, which peers on how many threads); `share` of the rows."""
    random = np.random.default_rng(1)
    count = 500_000 // share
    yield "wide", f"{count:,} x 64 decimals of 17 digits", (64, 128, 64, 10), random.standard_normal((count, 64)), [
        ("polars", 1), ("polars", 2), ("pandas", 1),
    ]
    count = 50_000 // share
    pixels = random.integers(0, 256, (count, 784)) * (random.random((count, 784)) < 0.19)
    yield "pixels", f"{count:,} x 784 pixels from 0 to 255", (784, 128, 10), pixels, [("polars", 1), ("pandas", 1)]


def difference(a, b):
    a, b = (polars.read_csv(path).to_numpy() for path in (a, b))
    if a.shape != b.shape:
        raise RuntimeError(f"rows and columns differ: {a.shape}, {b.shape}")
    return float(abs(a - b).max())


def score(passes, name, title, widths, rows, peers):
    write_models(name, widths)
    table = write_table(name, rows)
    engine_list = [("mlp-infer", 1), ("mlp-infer", 2), *peers]
    cells = {engine: [] for engine in engine_list}
    for _ in range(passes):
        for engine, threads in engine_list:
            output = BUILD / f"{name}-{engine}.csv"
            run = ours if engine == "mlp-infer" else lambda *rest: peer(engine, *rest)
            cells[engine, threads].append(run(name, table, output, threads))
    worst = max(difference(BUILD / f"{name}-mlp-infer.csv", BUILD / f"{name}-{p}.csv") for p, _ in peers)
    if worst > TOLERANCE:
        raise RuntimeError(f"{name}: probabilities differ by {worst}")
    return {
        "table": title, "bytes": table.stat().st_size, "net": "-".join(map(str, widths)), "difference": worst,
        "cells": [
            {"engine": engine, "threads": threads, "seconds": [s for s, _ in runs],
             "resident": max(r for _, r in runs)}
            for (engine, threads), runs in cells.items()
        ],
    }


def starts(count):
    """Seconds of processes: one row of four features, and a program that does nothing, in turn."""
    write_models("small", (4, 16, 16, 3))
    table = write_table("small", np.array([[5.1, 3.5, 1.4, 0.2]]))
    source, empty = BUILD / "empty.swift", BUILD / "empty"
    source.write_text("")
    subprocess.run(["swiftc", "-O", "-static-stdlib", source, "-o", empty], check=True)
    seconds = {"empty": [], "one row": []}
    for _ in range(count):
        seconds["empty"].append(timed([empty], 1)[0])
        seconds["one row"].append(timed([COMMAND, BUILD / "small.h5", table, "--quiet"], 1)[0])
    return seconds


def stream(size):
    """A table of any size through a pipe: the same memory, as many rows out as in."""
    text = (BUILD / "wide.csv").read_bytes()
    body = text[text.index(b"\n") + 1:][:20 << 20]
    body = body[:body.rindex(b"\n") + 1]
    copies, lines = size // len(body), body.count(b"\n")
    command = [COMMAND, BUILD / "wide.h5", "-", "--predict", "class", "--no-header", "--match", "position", "--quiet"]
    reader, writer = os.pipe()

    def write():
        with open(writer, "wb") as pipe:
            for _ in range(copies):
                pipe.write(body)

    feeder = threading.Thread(target=write)
    feeder.start()
    seconds, resident, _ = timed(command, 2, BUILD / "stream.csv", stdin=reader)
    feeder.join()
    found = (BUILD / "stream.csv").read_bytes().count(b"\n") - 1
    if found != copies * lines:
        raise RuntimeError(f"stream: {found} rows out for {copies * lines}")
    return {"bytes": copies * len(body), "rows": found, "seconds": seconds, "resident": resident}


def revision():
    return subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.machine()


def main():
    parser = argparse.ArgumentParser(
        prog="tools/bench/tables/run", description="Measures mlp-infer on tables beside polars and pandas.")
    parser.add_argument("--quick", action="store_true",
                        help="a twentieth of it all, once; results go to build/bench/tables")
    parser.add_argument("--passes", type=int, default=3, help="times that each table is scored (default: 3)")
    chosen = parser.parse_args()
    share = 20 if chosen.quick else 1
    passes = 1 if chosen.quick else chosen.passes
    BUILD.mkdir(parents=True, exist_ok=True)
    about = {"cpu": processor(), "revision": revision(), "passes": passes, "load": os.getloadavg()[0]}
    results = {
        "about": about,
        "tables": [score(passes, *table) for table in tables(share)],
        "stream": stream(STREAM_BYTES // share),
        "starts": {
            name: {"least": min(s), "median": statistics.median(s)} for name, s in starts(STARTS // share).items()
        },
    }
    for path in BUILD.glob("*.csv"):
        path.unlink()
    folder = BUILD if chosen.quick else ROOT / "tools/bench/results"
    (folder / "tables.json").write_text(json.dumps(results, indent=1) + "\n")
    (folder / "tables.md").write_text(report.text(results))
    print(report.text(results))


if __name__ == "__main__":
    main()
