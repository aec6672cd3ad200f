"""Times another engine, in a process of its own that keeps to its CPUs.

    peers.py ENGINE MODEL.onnx THREADS SECONDS INPUTS.npy EXPECTED.npy

ENGINE is onnxruntime or openvino. For every number of rows read from standard input, one a line, it
writes one line of JSON: a list of {variant, seconds, median, difference}. Each variant is a documented way
to call the engine again and again at its fastest: for a known number of rows, with input and output in
place beforehand. `difference` is the largest from EXPECTED, as a share of the largest output.
"""

import concurrent.futures
import functools
import gc
import itertools
import json
import os
import sys
import time

import numpy as np


def timed(call, seconds):
    """Least and median seconds of a call, over rounds of about a millisecond: as mlp-infer --bench."""

    def round_of(calls):
        start = time.perf_counter()
        for _ in itertools.repeat(None, calls):
            call()
        return time.perf_counter() - start

    calls = 1
    while round_of(calls) < 0.001:
        calls *= 2
    rounds, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(rounds) < 5:
        rounds.append(round_of(calls) / calls)
    rounds.sort()
    return rounds[0], rounds[len(rounds) // 2]


def parts_of(inputs, outputs, count):
    return list(zip(np.split(inputs, count), np.split(outputs, count)))


class OnnxRuntime:
    def __init__(self, model):
        import onnxruntime

        self.library, self.model = onnxruntime, model

    def variants(self, inputs, outputs, threads):
        yield "bound", self.bound(inputs, outputs, threads)
        if threads > 1 and len(inputs) % threads == 0:
            yield "split", self.split(inputs, outputs, threads)

    def calls(self, parts, threads):
        """Calls of one session whose inputs and outputs are memory of NumPy arrays. Threads share the work
        of an operator, and spin between operators (the default)."""
        options = self.library.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_free_dimension_override_by_name("rows", len(parts[0][0]))
        session = self.library.InferenceSession(self.model, options, ["CPUExecutionProvider"])
        for inputs, outputs in parts:
            binding = session.io_binding()
            binding.bind_ortvalue_input("a0", self.library.OrtValue.ortvalue_from_numpy(inputs))
            binding.bind_output("y", "cpu", 0, np.float32, outputs.shape, outputs.ctypes.data)
            yield functools.partial(session.run_with_iobinding, binding)

    def bound(self, inputs, outputs, threads):
        (call,) = self.calls([(inputs, outputs)], threads)
        return call

    def split(self, inputs, outputs, threads):
        """Each thread calls the session with its share of the rows."""
        first, *others = self.calls(parts_of(inputs, outputs, threads), threads=1)
        pool = concurrent.futures.ThreadPoolExecutor(threads - 1)

        def call():
            running = [pool.submit(other) for other in others]
            first()
            for future in running:
                future.result()

        return call


class OpenVINO:
    def __init__(self, model):
        import openvino

        self.library, self.core, self.model = openvino, openvino.Core(), model

    def variants(self, inputs, outputs, threads):
        yield "latency", self.latency(inputs, outputs, threads)
        if threads > 1 and len(inputs) % threads == 0:
            yield "throughput", self.throughput(inputs, outputs, threads)

    def requests(self, hint, parts, threads):
        """Inference requests whose tensors are memory of NumPy arrays."""
        settings = {
            "PERFORMANCE_HINT": hint,
            "INFERENCE_NUM_THREADS": threads,
            "INFERENCE_PRECISION_HINT": "f32",  # the default may round to bfloat16
        }
        model = self.core.read_model(self.model)
        model.reshape(parts[0][0].shape)
        compiled = self.core.compile_model(model, "CPU", settings)
        for inputs, outputs in parts:
            request = compiled.create_infer_request()
            request.set_input_tensor(self.library.Tensor(inputs, shared_memory=True))
            request.set_output_tensor(self.library.Tensor(outputs, shared_memory=True))
            yield request

    def latency(self, inputs, outputs, threads):
        (request,) = self.requests("LATENCY", [(inputs, outputs)], threads)
        return lambda: request.infer(share_inputs=True, share_outputs=True)

    def throughput(self, inputs, outputs, threads):
        """One request for each thread, for its share of the rows."""
        parts = parts_of(inputs, outputs, threads)
        requests = list(self.requests("THROUGHPUT", parts, threads))

        def call():
            for request in requests:
                request.start_async()
            for request in requests:
                request.wait()

        return call


ENGINES = {"onnxruntime": OnnxRuntime, "openvino": OpenVINO}


def measured(engine, rows, threads, seconds, inputs, expected):
    inputs = np.resize(inputs, (rows, inputs.shape[1]))
    expected = np.resize(expected, (rows, expected.shape[1]))
    results = []
    outputs = np.empty(expected.shape, np.float32)
    for variant, call in engine.variants(inputs, outputs, threads):
        outputs[:] = np.nan
        call()
        difference = float(abs(outputs - expected).max() / expected.max())
        least, median = timed(call, seconds)
        result = {"variant": variant, "seconds": least, "median": median, "difference": difference}
        results.append(result)
    return results


def main(name, model, threads, seconds, inputs, expected):
    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    engine = ENGINES[name](model)
    inputs, expected = np.load(inputs), np.load(expected)
    gc.disable()
    for line in sys.stdin:
        results = measured(engine, int(line), int(threads), float(seconds), inputs, expected)
        print(json.dumps(results), file=answers, flush=True)
        gc.collect()


if __name__ == "__main__":
    main(*sys.argv[1:])
