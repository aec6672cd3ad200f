"""Scores a table as a data scientist would: polars or pandas reads and writes it, ONNX Runtime predicts.

    peer.py polars|pandas MODEL.onnx INPUT.csv OUTPUT.csv THREADS

Prints the seconds from opening the table to having written the predictions: neither the start of Python nor
imports nor loading the model count.
"""

import os
import sys
import time

library, model, source, target, threads = sys.argv[1:]
os.environ["POLARS_MAX_THREADS"] = threads

import numpy as np
import onnxruntime

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = int(threads)
options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])


def predict(rows):
    (outputs,) = session.run(None, {"a0": np.ascontiguousarray(rows)})
    return outputs, [f"y{j}" for j in range(outputs.shape[1])]


if library == "polars":
    import polars

    start = time.perf_counter()
    outputs, names = predict(polars.read_csv(source).to_numpy().astype(np.float32))
    polars.DataFrame(outputs, schema=names).write_csv(target)
else:
    import pandas

    start = time.perf_counter()
    outputs, names = predict(pandas.read_csv(source).to_numpy(dtype=np.float32))
    pandas.DataFrame(outputs, columns=names).to_csv(target, index=False)
print(time.perf_counter() - start)
