"""Times epochs of training with this package and with other libraries, in turns: see --help."""

import argparse
import contextlib
import importlib.metadata
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys

import numpy as np

import engines
import training_peers

ROOT = pathlib.Path(__file__).parents[2]
BUILD = ROOT / "build/bench"
OURS = "ours"
ROWS, FEATURES, CLASSES = 4000, 784, 10
# Hidden layers, batch, what is wanted: times as fast as the fastest library, share of the FMA peak.
CELLS = [("128", 128, 1.3, None), ("512,512", 128, 1.2, 0.85), ("512,512", 32, 1.5, None), ("16,16", 16, 10, None)]
WANTED_OF_TWO_THREADS = ("512,512", 128, 1.7)
# Seconds that each engine trains in a turn, about; at least one epoch.
TURN = 0.3
LIBRARIES = ("torch", "jax", "scikit-learn")


def options():
    parser = argparse.ArgumentParser(
        prog="tools/bench/train", description="Times epochs of training, this package beside other libraries.")
    parser.add_argument("--turns", type=int, help="of every engine in every cell (default: 7)")
    parser.add_argument("--threads", type=lambda text: [int(t) for t in text.split(",")], help="default: 1,2")
    parser.add_argument("--ways", type=lambda text: text.split(";"), help="of other libraries (default: all)")
    parser.add_argument("--time-training", metavar="PATH", help="measure this program and build none")
    parser.add_argument("--results", type=pathlib.Path, metavar="FOLDER")
    chosen = parser.parse_args()
    partial = any(value for name, value in vars(chosen).items() if name != "results")
    chosen.results = chosen.results or (BUILD / "results" if partial else ROOT / "tools/bench/results")
    chosen.turns, chosen.threads = chosen.turns or 7, chosen.threads or [1, 2]
    chosen.ways = chosen.ways or list(training_peers.WAYS)
    return chosen


def build_program():
    build = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--product", "time-training"]
    build += ["--scratch-path", ".build/bench"]
    subprocess.run(build, cwd=ROOT, check=True, env=os.environ | {"MLP_BENCH": "1"})
    return ROOT / ".build/bench/release/time-training"


def make_data(path):
    """Rows around a centre for each class, in 255ths as the pixels of an image."""
    generator = np.random.default_rng(1)
    centres = generator.random((CLASSES, FEATURES))
    classes = generator.integers(0, CLASSES, ROWS)
    x = 0.35 * centres[classes] + 0.65 * generator.random((ROWS, FEATURES))
    x = (np.round(255 * x) / 255).astype("<f4")
    path.write_bytes(x.tobytes() + classes.astype("<f4").tobytes())


def operations(hidden):
    """Of the products in an epoch: forward, by weights, and by activations but for the inputs."""
    widths = [FEATURES, *(int(width) for width in hidden.split(",")), CLASSES]
    products = [a * b for a, b in zip(widths, widths[1:])]
    return 2 * ROWS * (3 * sum(products) - products[0])


class Engine:
    """A process that trains on demand and keeps to its CPUs."""

    def __init__(self, command, threads):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, **pipes, **engines.pinned(threads))
        self.seconds, self.loss = [], math.nan

    def train(self, epochs):
        print(epochs, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{' '.join(map(str, self.process.args))}: stopped")
        self.loss, *seconds = map(float, answer.split())
        return seconds

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def in_turns(turns, commands):
    """{name: seconds of its epochs} of {name: (command, threads)}, after epochs that warm up."""
    with contextlib.ExitStack() as stack:
        running = {}
        for name, (command, threads) in commands.items():
            engine = Engine([str(part) for part in command], threads)
            stack.callback(engine.close)
            engine.train(2)
            running[name] = engine, max(1, int(TURN / engine.train(1)[0]))
        for _ in range(turns):
            for engine, epochs in running.values():
                engine.seconds += engine.train(epochs)
        for name, (engine, _) in running.items():
            if not engine.loss < 0.5 * math.log(CLASSES):
                raise RuntimeError(f"{name}: loss {engine.loss:.3f} after training, chance is {math.log(CLASSES):.3f}")
        return {name: engine.seconds for name, (engine, _) in running.items()}


def measure(chosen, program, data, hidden, batch, threads):
    """{engine: seconds of its epochs} of one cell."""
    arguments = [data, ROWS, FEATURES, CLASSES, hidden, batch, threads]
    peers = [sys.executable, pathlib.Path(training_peers.__file__)]
    commands = {OURS: [program]} | {way: [*peers, way] for way in chosen.ways}
    return in_turns(chosen.turns, {name: ([*c, *arguments], threads) for name, c in commands.items()})


def scaling(chosen, program, data):
    """{threads: seconds of our epochs}, one thread and two in turns: cells of other minutes do not compare."""
    hidden, batch, _ = WANTED_OF_TWO_THREADS
    arguments = [program, data, ROWS, FEATURES, CLASSES, hidden, batch]
    return in_turns(2 * chosen.turns, {str(threads): ([*arguments, threads], threads) for threads in (1, 2)})


def table(columns, rows):
    yield "| " + " | ".join(columns) + " |"
    yield "| --- |" + " ---: |" * (len(columns) - 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def report(run):
    about, cells = run["about"], run["cells"]
    yield "# Training, side by side\n"
    yield f"Made by `tools/bench/train` from `training.json`. {about['cpu']}; {', '.join(about['versions'])}."
    yield f"{ROWS:,} rows, {FEATURES} inputs, {CLASSES} classes, ReLU, float32, momentum SGD. Milliseconds of an epoch: the"
    yield f"least and (median). Engines take turns, {about['turns']} each of about {TURN} s. × is the fastest library's"
    yield "least over ours, in brackets the same of medians.\n"
    ways = list(about["ways"])
    rows = []
    for cell in cells:
        times = {name: (min(s), statistics.median(s)) for name, s in cell["seconds"].items()}
        fastest = [min(times[way][i] for way in ways) / times[OURS][i] for i in (0, 1)]
        share = operations(cell["hidden"]) / times[OURS][0] * 1e-9 / about["fma"][str(cell["threads"])]
        wanted = f"{cell['wanted']}" if cell["threads"] == 1 else ""
        rows.append([
            cell["hidden"], str(cell["batch"]), str(cell["threads"]), f"{fastest[0]:.2f} ({fastest[1]:.2f})", wanted,
            f"{100 * share:.0f} %",
            *(f"{1e3 * times[name][0]:.1f} ({1e3 * times[name][1]:.1f})" for name in (OURS, *ways))])
    columns = ["hidden layers", "batch", "threads", "×", "wanted", "of FMA peak", OURS, *ways]
    yield from table(columns, rows)
    hidden, batch, wanted = WANTED_OF_TWO_THREADS
    yield ""
    if run["scaling"]:
        one, two = run["scaling"]["1"], run["scaling"]["2"]
        medians = statistics.median(one) / statistics.median(two)
        yield f"Two threads, in turns with one, are {min(one) / min(two):.2f} ({medians:.2f}) times as fast for {hidden}; batch"
        yield f"{batch} (wanted {wanted})."
    yield f"Wanted of the FMA peak on one thread: 85 % for 512,512; batch 128. The peak, in GFLOP/s: {about['fma']}."


def main():
    import measure as inference

    chosen = options()
    BUILD.mkdir(parents=True, exist_ok=True)
    program = chosen.time_training or build_program()
    machine = inference.build_machine(BUILD / "machine")
    data = BUILD / "training.f32"
    make_data(data)
    cpu = next(line for line in open("/proc/cpuinfo") if "model name" in line).split(": ")[1].strip()
    versions = [f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES]
    about = {"cpu": cpu, "versions": versions, "turns": chosen.turns, "ways": chosen.ways, "fma": {}}
    cells = []
    for threads in chosen.threads:
        found = dict(engines.machine(machine, threads, 1, []))
        about["fma"][str(threads)] = found["fma"]
        for hidden, batch, wanted, _ in CELLS:
            seconds = measure(chosen, program, data, hidden, batch, threads)
            cells.append({"hidden": hidden, "batch": batch, "threads": threads, "wanted": wanted, "seconds": seconds})
            shown = "  ".join(f"{name} {1e3 * min(s):.1f}" for name, s in seconds.items())
            print(f"{hidden}; {batch}; threads {threads}: ms {shown}", flush=True)
    run = {"about": about, "cells": cells, "scaling": {}}
    if {1, 2} <= set(chosen.threads):
        run["scaling"] = scaling(chosen, program, data)
    chosen.results.mkdir(parents=True, exist_ok=True)
    (chosen.results / "training.json").write_text(json.dumps(run, indent=1) + "\n")
    text = "\n".join(report(run)) + "\n"
    (chosen.results / "training.md").write_text(text)
    print(text)


if __name__ == "__main__":
    try:
        main()
    except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"tools/bench/train: {error}") from None
