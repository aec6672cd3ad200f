"""Measures every engine on every network, side by side, and writes a table and a chart: see --help."""

import argparse
import contextlib
import importlib.metadata
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import time

import numpy as np

import engines
import loading
import nets
import report
from results import OURS, PEERS, count

ROOT = pathlib.Path(__file__).parents[2]
BUILD = ROOT / "build/bench"
BATCHES = [1, 16, 256, 4096]
THREADS = [1, 2]
CHECKED_ROWS = 37
# Largest difference from double precision, as a share of the largest output.
TOLERANCE = 1e-5
# Weights of fewer bytes are read at the speed of the first cache, where other things limit a row.
LEAST_READ = 256 << 10
# Rounds of `mlp-infer --bench`.
OWN_SECONDS = 0.5
# The network whose loading is timed, and in how many processes a pass.
LOADED, PROCESSES = "784-512-512-10", 20


def options():
    def listed(kind):
        return lambda text: [kind(part) for part in text.split(",")]

    parser = argparse.ArgumentParser(
        prog="tools/bench/run",
        description="Measures this package's runtime and its peers on the same networks.",
        epilog="nets: " + ", ".join(f"'{net.name}'" for net in nets.NETS),
    )
    parser.add_argument("--quick", action="store_true", help="one short pass")
    parser.add_argument("--passes", type=int, help="times that everything is measured (default: 3)")
    parser.add_argument("--seconds", type=float, help="for each of a peer's measurements (default: 0.5)")
    parser.add_argument("--nets", type=listed(str), metavar="LIST", help="default: all")
    parser.add_argument("--batches", type=listed(int), metavar="LIST", help="default: 1,16,256,4096")
    parser.add_argument("--threads", type=listed(int), metavar="LIST", help="default: 1,2")
    parser.add_argument("--mlp-infer", metavar="PATH", help="measure this command and build none")
    parser.add_argument(
        "--results", type=pathlib.Path, metavar="FOLDER",
        help="default: tools/bench/results, or build/bench/results where another option is given",
    )
    chosen = parser.parse_args()
    partial = any(value for name, value in vars(chosen).items() if name != "results")
    chosen.results = chosen.results or (BUILD / "results" if partial else ROOT / "tools/bench/results")
    chosen.passes = chosen.passes or (1 if chosen.quick else 3)
    chosen.seconds = chosen.seconds or (0.1 if chosen.quick else 0.5)
    chosen.batches, chosen.threads = chosen.batches or BATCHES, chosen.threads or THREADS
    known = {net.name: net for net in nets.NETS}
    for name in chosen.nets or []:
        if name not in known:
            parser.error(f"no net '{name}'")
    chosen.nets = [known[name] for name in chosen.nets or known]
    if len(engines.cores()) < max(chosen.threads):
        parser.error(f"{max(chosen.threads)} threads need as many cores, found {len(engines.cores())}")
    return chosen


def build_command():
    build = ["swift", "build", "-c", "release", "--static-swift-stdlib", "--product", "mlp-infer"]
    subprocess.run(build, cwd=ROOT, check=True)
    return ROOT / ".build/release/mlp-infer"


def build_machine(program):
    toolchain = pathlib.Path(shutil.which("swift")).resolve().parent
    clang = shutil.which("clang", path=toolchain) or shutil.which("clang")
    # Left alone, clang takes half of the widest vectors: the figures would be half of what the machine can do.
    native = ["-march=native", "-mprefer-vector-width=512"] if platform.machine() == "x86_64" else ["-mcpu=native"]
    warnings = ["-Wall", "-Wextra", "-Werror"]
    source = ROOT / "tools/bench/machine.c"
    subprocess.run(
        [clang, "-std=gnu17", "-O2", *native, "-pthread", *warnings, source, "-o", program], check=True)
    return program


class Files:
    """The network's files in build/bench/models, made where the ones there are older than their makers."""

    def __init__(self, net):
        folder = BUILD / "models"
        folder.mkdir(parents=True, exist_ok=True)
        endings = (".h5", ".onnx", ".inputs.npy", ".outputs.npy")
        self.model, self.onnx, self.inputs, self.outputs = (
            folder / f"{net.file_name}{ending}" for ending in endings)
        makers = pathlib.Path(nets.__file__).stat().st_mtime
        if self.outputs.exists() and self.outputs.stat().st_mtime > makers:
            return
        print(f"making the files of {net.name}")
        layers, inputs = nets.layers_of(net), nets.inputs_of(net, CHECKED_ROWS)
        self.model.write_bytes(nets.model_bytes(net, layers))
        self.onnx.write_bytes(nets.onnx_bytes(net, layers))
        np.save(self.inputs, inputs)
        np.save(self.outputs, nets.forward(net, layers, inputs))


def about(chosen, command, files):
    def system_file(path):
        return pathlib.Path(path).read_text().strip()

    def cache(level):
        folder = pathlib.Path("/sys/devices/system/cpu/cpu0/cache")
        for index in sorted(folder.glob("index*")):
            if system_file(index / "level") == str(level) and system_file(index / "type") != "Instruction":
                return int(system_file(index / "size").removesuffix("K")) << 10
        return 0

    def git(*arguments):
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True).stdout.strip()

    cpu = re.findall(r"model name\s*: (.*)", system_file("/proc/cpuinfo"))
    changed = " with changes" if git("status", "--porcelain", "--untracked-files=no") else ""
    return {
        "cpu": f"{cpu[0] if cpu else platform.machine()}, {count(len(engines.cores()), 'core')}",
        "l2_bytes": cache(2),
        "l3_bytes": cache(3),
        "system": f"Linux {platform.release()}",
        "revision": (git("rev-parse", "--short", "HEAD") or "unknown") + changed,
        "tier": engines.Ours(command, files.model).tier(),
        "versions": [f"{name} {importlib.metadata.version(peer)}" for peer, name in PEERS.items()],
        "passes": chosen.passes,
        "seconds": chosen.seconds,
        "own_seconds": OWN_SECONDS,
        "tolerance": TOLERANCE,
    }


def busy_cpus():
    """How many CPUs other programs, or another machine on the same host, keep busy."""

    def idle():
        with open("/proc/stat") as file:
            fields = file.readline().split()
        return (int(fields[4]) + int(fields[5])) / os.sysconf("SC_CLK_TCK")

    start, before = time.monotonic(), idle()
    time.sleep(1)
    return max(0, os.cpu_count() - (idle() - before) / (time.monotonic() - start))


def check(net, what, difference):
    # Not greater, so that NaN fails.
    if not difference <= TOLERANCE:
        raise SystemExit(
            f"{net.name}: {what} differs by {difference:.2e} of the largest output, "
            f"tolerance {TOLERANCE:.0e}")
    return difference


def check_ours(net, ours, files, threads):
    expected = np.load(files.outputs)
    found = ours.outputs(np.load(files.inputs), threads)
    return check(net, OURS, float(abs(found - expected).max() / expected.max()))


def readable(chosen, command):
    """(net, files, engine) of the nets that the command takes, and why it does not take the others."""
    taken, left_out = [], {}
    for net in chosen.nets:
        files = Files(net)
        ours = engines.Ours(command, files.model)
        if refusal := ours.refusal():
            left_out[net.name] = refusal
            print(f"left out: {net.name}: {refusal}")
        else:
            taken.append((net, files, ours))
    return taken, left_out


def agreeing(net, name, batch, threads, variants, differences):
    """The ways to call a peer that gave the right outputs. A way that did not, in one pass, has no time there;
    a peer that has none left ends the run."""
    right = []
    for variant in variants:
        what = f"{name} {variant['variant']}, batch {batch}, {threads} threads"
        difference = variant.pop("difference")
        try:
            differences.append(check(net, what, difference))
            right.append(variant)
        except SystemExit as error:
            if len(variants) == 1:
                raise
            print(f"left out of this pass: {error}", flush=True)
    return right


def cells(chosen, machine, taken, differences):
    """Measures all cells once, all engines of a cell one after the other: lines for measurements.jsonl."""
    for net, files, ours in taken:
        for threads in chosen.threads:
            yield from limits(machine, threads, chosen.seconds, {net.weight_bytes})
            with contextlib.ExitStack() as stack:
                arguments = (files.onnx, threads, chosen.seconds, files.inputs, files.outputs)
                peers = {name: stack.enter_context(engines.peer(name, *arguments)) for name in PEERS}
                for batch in sorted({min(batch, net.largest_batch) for batch in chosen.batches}):
                    found = {OURS: [ours.measure(batch, threads)]}
                    for name, measure in peers.items():
                        found[name] = agreeing(net, name, batch, threads, measure(batch), differences)
                    show(net, batch, threads, found)
                    for name, variants in found.items():
                        for variant in variants:
                            key = {"net": net.name, "batch": batch, "threads": threads}
                            yield key | {"engine": name} | variant


def show(net, batch, threads, found):
    best = {name: min(variant["seconds"] for variant in variants) for name, variants in found.items()}
    ratio = min(best[peer] for peer in PEERS) / best[OURS]
    times = "  ".join(f"{name} {seconds * 1e6:11.2f}" for name, seconds in best.items())
    print(f"{net.name:20} rows {batch:5}  threads {threads}  us: {times}  {ratio:7.2f}x", flush=True)


def limits(machine, threads, seconds, sizes):
    """The machine's own figures: lines for measurements.jsonl."""
    sizes = sorted(size for size in sizes if size >= LEAST_READ)
    for what, rate in engines.machine(machine, threads, seconds, sizes):
        fact = {"fma": rate} if what == "fma" else {"bytes": int(what), "read": rate}
        print(f"machine, threads {threads}: {what} {rate:g}", flush=True)
        yield {"threads": threads} | fact


def main():
    chosen = options()
    BUILD.mkdir(parents=True, exist_ok=True)
    command = chosen.mlp_infer or build_command()
    machine = build_machine(BUILD / "machine")
    taken, left_out = readable(chosen, command)
    if not taken:
        raise SystemExit("the command takes none of the nets")
    facts = about(chosen, command, taken[0][1]) | {"left_out": left_out}
    differences = [check_ours(net, ours, files, t) for net, files, ours in taken for t in chosen.threads]
    print(f"ours agrees with double precision within {max(differences):.1e} of the largest output")

    # In the second cache, in the third and in memory.
    cache_sizes = {facts["l2_bytes"] // 2, facts["l3_bytes"] // 4, max(64 << 20, 8 * facts["l3_bytes"])}
    lines = []
    for number in range(chosen.passes):
        facts["busy_cpus"] = max(busy_cpus(), facts.get("busy_cpus", 0))
        print(f"pass {number + 1} of {chosen.passes}; others keep {facts['busy_cpus']:.2f} CPUs busy")
        for threads in chosen.threads:
            lines += limits(machine, threads, chosen.seconds, cache_sizes)
        lines += cells(chosen, machine, taken, differences)
        for net, files, _ in taken:
            if net.name == LOADED:
                lines += loading.measure(command, files.model, 1 if chosen.quick else PROCESSES)
    facts["difference"] = max(differences)

    chosen.results.mkdir(parents=True, exist_ok=True)
    with open(chosen.results / "measurements.jsonl", "w") as file:
        for line in [{"about": facts}, *lines]:
            print(json.dumps(line), file=file)
    print(report.write(chosen.results))
    print(f"wrote measurements.jsonl, table.md and chart.svg in {chosen.results}")


if __name__ == "__main__":
    try:
        main()
    except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"tools/bench: {error}") from None
