"""Scores a partitioned Parquet table with Spark in local mode, in one of the two ways that Spark has for Python.

    score_spark.py mapInPandas|predict_batch_udf MODEL.h5 TABLE OUTPUT

TABLE and OUTPUT are as score_dask.py has them. On a cluster, spark-submit says where the master is, and
`--files model.h5` or a shared folder puts MODEL where every worker finds it; or the model is made of bytes.
"""

import os
import sys
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from pyspark.ml.functions import predict_batch_udf
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import array, col
from pyspark.sql.types import ArrayType, FloatType

import mlpmodel


def with_map_in_pandas(rows: DataFrame, model: mlpmodel.Model) -> DataFrame:
    """The function goes to the workers with the model as path and identity, which a worker process loads once."""

    def score(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            outputs = pd.DataFrame(model.predict(batch), columns=list(model.labels))
            yield pd.concat([batch[["id"]], outputs], axis=1)

    return rows.mapInPandas(score, "id long, " + ", ".join(f"`{label}` float" for label in model.labels))


def with_predict_batch_udf(rows: DataFrame, model: mlpmodel.Model) -> DataFrame:
    """Spark makes batches of NumPy arrays, and keeps what `load` gives for as long as the worker process lives."""

    def load() -> Callable[[np.ndarray], np.ndarray]:
        return lambda batch: model.predict(batch)  # Spark counts the arguments

    predict = predict_batch_udf(
        load, return_type=ArrayType(FloatType()), batch_size=4096, input_tensor_shapes=[[len(model.features)]])
    scored = rows.select("id", predict(array(*map(col, model.features))).alias("outputs"))
    return scored.select("id", *(col("outputs")[j].alias(label) for j, label in enumerate(model.labels)))


def main(way: str, model_path: str, table: str, output: str) -> None:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    score = {"mapInPandas": with_map_in_pandas, "predict_batch_udf": with_predict_batch_udf}[way]
    builder = SparkSession.builder.master("local[*]").config("spark.ui.enabled", "false")
    spark = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "10000").getOrCreate()
    score(spark.read.parquet(table), mlpmodel.Model(model_path)).write.parquet(output)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
