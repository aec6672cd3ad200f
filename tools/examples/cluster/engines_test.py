"""Each engine gives what one process gives: every row, bit for bit. tools/examples/cluster/run runs it."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import numpy as np
import pandas as pd
from dask.distributed import Client
from pyspark.sql import SparkSession

import mlpmodel

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parents[2] / "fixtures"
MODELS = (FIXTURES / "models/v1/iris.h5", FIXTURES / "imported/sklearn/digits.h5")
ROWS, FILES = 20_000, 5


def process_and_model(model):
    """Which process a part is scored in, and which object its model is there."""
    return os.getpid(), id(model)


class Engines(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def make_table(self, model):
        """A partitioned table, its columns in another order than the model's."""
        rows = np.random.default_rng(1).normal(3, 2, (ROWS, len(model.features))).astype(np.float32)
        table = pd.DataFrame(rows, columns=list(model.features))[list(reversed(model.features))]
        table.insert(2, "id", np.random.default_rng(2).permutation(ROWS))
        folder = self.folder / f"table of {model.identity[:8]}"
        folder.mkdir()
        for i, part in enumerate(np.array_split(np.arange(ROWS), FILES)):
            table.iloc[part].to_parquet(folder / f"part{i}.parquet", index=False)
        expected = pd.DataFrame(model.predict(rows), columns=list(model.labels))
        expected.insert(0, "id", table["id"])
        return folder, expected.sort_values("id", ignore_index=True)

    def hold(self, script, *arguments):
        for path in MODELS:
            with self.subTest(path.name):
                table, expected = self.make_table(mlpmodel.Model(path))
                output = self.folder / f"{table.name} scored"
                subprocess.run([sys.executable, HERE / script, *arguments, path, table, output], check=True)
                found = pd.read_parquet(output).sort_values("id", ignore_index=True)
                self.assertEqual(list(found.columns), list(expected.columns))
                self.assertEqual(len(found), ROWS)
                for name in found.columns:
                    self.assertEqual(found[name].dtype, expected[name].dtype)
                    self.assertEqual(found[name].to_numpy().tobytes(), expected[name].to_numpy().tobytes(), name)

    def test_dask(self):
        self.hold("score_dask.py")

    def test_spark_map_in_pandas(self):
        self.hold("score_spark.py", "mapInPandas")

    def test_spark_predict_batch_udf(self):
        self.hold("score_spark.py", "predict_batch_udf")

    def once(self, found):
        """No process had two models, and it was not this one."""
        found = set(found)
        self.assertEqual(len(found), len({process for process, _ in found}), found)
        self.assertNotIn(os.getpid(), {process for process, _ in found})

    def test_a_dask_worker_loads_a_model_once(self):
        model = mlpmodel.Model(MODELS[0])
        with Client(n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
            parts = [client.submit(process_and_model, model, pure=False) for _ in range(12)]
            self.once(client.gather(parts))

    def test_a_spark_worker_loads_a_model_once(self):
        model = mlpmodel.Model(MODELS[0])
        os.environ["PYSPARK_PYTHON"] = sys.executable
        spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
        try:
            # Two jobs, whose parts go to the workers as pickles of their own.
            parts = spark.sparkContext.parallelize(range(12), 12)
            jobs = [parts.map(lambda _: process_and_model(model)) for _ in range(2)]
            self.once([found for job in jobs for found in job.collect()])
        finally:
            spark.stop()


if __name__ == "__main__":
    unittest.main()
