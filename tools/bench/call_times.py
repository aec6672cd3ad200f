"""Times calls with one row of a small network, and writes results/calls.md."""

import gc
import importlib.metadata
import os
import pathlib
import platform
import re
import shutil
import subprocess
import time

import numpy as np

import engines
import measure
import mlpmodel
import nets

ROOT = measure.ROOT
RESULTS = ROOT / "tools/bench/results/calls.md"
NET = nets.NETS[0]
KERNELS = ROOT / "Sources/Inference/CMLPKernels"
ROUNDS, ROUND_SECONDS = 400, 0.001
TARGETS = {"library": 50e-9, "python": 1 / 4}


def build_program():
    """The kernels, compiled as SwiftPM does in a release, and libmlp."""
    program = measure.BUILD / "call_times"
    library = ROOT / "build/library"
    toolchain = pathlib.Path(shutil.which("swift")).resolve().parent
    clang = shutil.which("clang", path=toolchain) or shutil.which("clang")
    subprocess.run(
        [clang, "-std=c17", "-O2", "-Wall", "-Wextra", "-Werror", f"-I{KERNELS}/include",
         f"-I{ROOT}/Sources/Embedding/CMLP/include", ROOT / "tools/bench/call_times.c", *sorted(KERNELS.glob("*.c")),
         library / "libmlp.so.1", "-lm", f"-Wl,-rpath,{library}", "-o", program],
        check=True)
    return program


def c_times(program, files):
    """The kernels' name, and seconds of a call: {"kernel": (least, median), "library": (least, median)}."""
    weights = measure.BUILD / "call_times.f32"
    np.concatenate([array.ravel() for layer in nets.layers_of(NET) for array in layer]).tofile(weights)
    tier, *lines = engines.output([program, files.model, weights, *map(str, NET.widths)], 1).splitlines()
    return tier, {name: (float(least), float(median)) for name, least, median in map(str.split, lines)}


def python_calls(files):
    """The calls that are compared, each with input and output in NumPy arrays."""
    import onnxruntime

    row = np.load(files.inputs)[:1]
    model = mlpmodel.Model(files.model)
    out = np.empty((1, NET.widths[-1]), np.float32)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(files.onnx, options, ["CPUExecutionProvider"])
    feed = {"a0": row}
    expected = session.run(None, feed)[0]
    np.testing.assert_allclose(model.predict(row), expected, rtol=1e-5, atol=1e-7)
    binding = session.io_binding()
    binding.bind_ortvalue_input("a0", onnxruntime.OrtValue.ortvalue_from_numpy(row))
    binding.bind_output("y", "cpu", 0, np.float32, out.shape, out.ctypes.data)
    return {
        "python": lambda: model.predict(row),
        "python out": lambda: model.predict(row, out),
        "onnxruntime": lambda: session.run(None, feed),
        "onnxruntime bound": lambda: session.run_with_iobinding(binding),
        "nothing": lambda: None,
    }


def python_times(calls):
    """Seconds of each call, least and median of rounds that take turns, without the seconds of calling a lambda."""

    def seconds(call, count):
        start = time.perf_counter()
        for _ in range(count):
            call()
        return (time.perf_counter() - start) / count

    counts = {name: max(1, int(ROUND_SECONDS / seconds(call, 100))) for name, call in calls.items()}
    rounds = {name: [] for name in calls}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            rounds[name].append(seconds(call, counts[name]))
    nothing = min(rounds.pop("nothing"))
    return {name: (min(times) - nothing, float(np.median(times)) - nothing) for name, times in rounds.items()}


def cpu():
    found = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.machine()


def table(times, tier, onnxruntime):
    """The measurements and what was wanted of them, as Markdown; the last argument is a version."""
    overhead = times["library"][0] - times["kernel"][0]
    share = times["python"][0] / times["onnxruntime"][0]
    rows = [
        ("the kernels alone, from C", "kernel"),
        ("`mlp_predict`, from C", "library"),
        ("`Model.predict(x, out)`, from Python", "python out"),
        ("`Model.predict(x)`, from Python", "python"),
        ("ONNX Runtime's `run_with_iobinding`, from Python", "onnxruntime bound"),
        ("ONNX Runtime's `run`, from Python", "onnxruntime"),
    ]
    lines = "\n".join(f"| {name} | {times[key][0] * 1e9:.0f} | {times[key][1] * 1e9:.0f} |" for name, key in rows)

    def mark(met):
        return "x" if met else " "

    return f"""# What a call costs

Made by `tools/bench/calls`: one row through {NET.name}, {tier} kernels, on one core of {cpu()}; CPython {platform.python_version()},
NumPy {np.__version__}, ONNX Runtime {onnxruntime}. Nanoseconds a call, in rounds of about a millisecond that take turns.

| call | least | median |
| --- | ---: | ---: |
{lines}

- [{mark(overhead <= TARGETS['library'])}] C, above the kernels, wanted at most {TARGETS['library'] * 1e9:.0f} ns: {overhead * 1e9:.0f} ns
- [{mark(share <= TARGETS['python'])}] `Model.predict(x)` over ONNX Runtime's `run`, wanted at most {TARGETS['python']}: {share:.3f}
"""


def main():
    measure.BUILD.mkdir(parents=True, exist_ok=True)
    files = measure.Files(NET)
    program = build_program()
    os.sched_setaffinity(0, engines.cores()[-1:])
    gc.disable()
    tier, times = c_times(program, files)
    times |= python_times(python_calls(files))
    RESULTS.write_text(table(times, tier, importlib.metadata.version("onnxruntime")))
    print(RESULTS.read_text(), end="")


if __name__ == "__main__":
    main()
