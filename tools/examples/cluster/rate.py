"""Rows per second of one core from Parquet to Parquet, for the networks that the README works out.

Prints a line for each network: reading, predicting, writing, and all three. One thread each; best of five rounds on a
table of two million rows, or fewer where they are wide, that the page cache holds.
"""

import os
import pathlib
import tempfile
import time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import mlpmodel

ROUNDS, NUMBERS, BATCH = 5, 16_000_000, 8192
WIDTHS = ((4, 16, 16, 3), (64, 128, 64, 10), (784, 128, 10))


def network(widths):
    random = np.random.default_rng(1)
    layers = [
        mlpmodel.Layer(random.normal(0, n**-0.5, (n, m)).astype(np.float32), np.zeros(m, np.float32), "relu")
        for n, m in zip(widths, widths[1:])
    ]
    layers[-1].activation = "softmax"
    scaling = np.zeros(widths[0], np.float32), np.ones(widths[0], np.float32)
    given = mlpmodel.Input([f"x{i}" for i in range(widths[0])], *scaling)
    labels = mlpmodel.Output("classification", [f"y{i}" for i in range(widths[-1])])
    return mlpmodel.Model(mlpmodel.to_bytes(mlpmodel.MultilayerPerceptron(given, layers, labels)))


def one_pass(model, table, output):
    """Seconds of reading, predicting and writing, and the rows."""
    seconds, count = [0.0, 0.0, 0.0], 0
    names = list(model.labels)
    with pq.ParquetWriter(output, pa.schema([(name, pa.float32()) for name in names]), compression="lz4", use_dictionary=False) as writer:
        clock = time.perf_counter()
        for batch in pq.ParquetFile(table).iter_batches(BATCH, use_threads=False):
            rows = batch.to_tensor(row_major=True).to_numpy()
            clock, seconds[0] = time.perf_counter(), seconds[0] + time.perf_counter() - clock
            outputs = model.predict(rows)
            clock, seconds[1] = time.perf_counter(), seconds[1] + time.perf_counter() - clock
            writer.write_batch(pa.record_batch(list(np.ascontiguousarray(outputs.T)), names=names))
            clock, seconds[2] = time.perf_counter(), seconds[2] + time.perf_counter() - clock
            count += len(rows)
    return np.array(seconds), count


def main():
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    pa.set_cpu_count(1)
    print(f"{'network':16}{'read':>12}{'predict':>12}{'write':>12}{'all':>12}   million rows a second")
    with tempfile.TemporaryDirectory() as folder:
        table, output = pathlib.Path(folder) / "rows.parquet", pathlib.Path(folder) / "scored.parquet"
        for widths in WIDTHS:
            model = network(widths)
            rows = np.random.default_rng(2).random((min(2_000_000, NUMBERS // widths[0]), widths[0]), np.float32)
            columns = dict(zip(model.features, np.ascontiguousarray(rows.T)))
            pq.write_table(pa.table(columns), table, compression="lz4", use_dictionary=False)
            passes = [one_pass(model, table, output) for _ in range(ROUNDS)]
            seconds, count = min(passes, key=lambda found: found[0].sum())
            rates = [count / part * 1e-6 for part in (*seconds, seconds.sum())]
            print(f"{'-'.join(map(str, widths)):16}" + "".join(f"{rate:12.3g}" for rate in rates))


if __name__ == "__main__":
    main()
