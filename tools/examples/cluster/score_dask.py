"""Scores a partitioned Parquet table with Dask, on the processes of this machine.

    score_dask.py MODEL.h5 TABLE OUTPUT

TABLE is a folder of Parquet files with a column `id` and the model's features; OUTPUT gets `id` and a column for each of
the model's labels. On a cluster, Client("scheduler:8786") takes the place of the local one, and every worker needs MODEL at
the same path; or Model(Path("model.h5").read_bytes()) takes its bytes along.
"""

import sys

import dask.dataframe as dd
import numpy as np
import pandas as pd
from dask.distributed import Client

import mlpmodel


def score(part: pd.DataFrame, model: mlpmodel.Model) -> pd.DataFrame:
    """One partition's outputs. `model` comes as path and identity; a worker process loads it once."""
    outputs = pd.DataFrame(model.predict(part), columns=list(model.labels), index=part.index)
    return pd.concat([part[["id"]], outputs], axis=1)


def main(model_path: str, table: str, output: str) -> None:
    model = mlpmodel.Model(model_path)
    # A process for each core, one thread in each: nothing is shared, and nothing waits for the GIL.
    with Client(processes=True, threads_per_worker=1, dashboard_address=None):
        rows = dd.read_parquet(table)
        columns = {"id": rows["id"].dtype} | dict.fromkeys(model.labels, np.float32)
        meta = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
        rows.map_partitions(score, model, meta=meta).to_parquet(output, write_index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
