#!/usr/bin/env python3
"""Makes fixtures/imported/sklearn: model files of scikit-learn's estimators, and what those give for rows."""

import importlib.metadata
import shutil
import sys

import numpy as np
from common import FOLDER, ROOT, note, table
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler

sys.path.insert(0, str(ROOT / "tools/python"))
import mlpmodel

TO = FOLDER / "sklearn"
MADE_WITH = {name: importlib.metadata.version(name) for name in ("scikit-learn", "numpy")}


def fitted():
    """(name, estimator, rows to note, names, labels) of each."""
    names, x, species = table("iris-train.csv", "species")
    rows, known = table("iris-test.csv", "species")[1], [cell != "setosa" for cell in species]
    net = {"random_state": 1, "max_iter": 60}
    yield "iris", make_pipeline(StandardScaler(), MLPClassifier((16,), **net)).fit(x, species), rows, names
    two = np.array(species)[known]
    yield "binary", make_pipeline(MinMaxScaler(), MLPClassifier((6,), "tanh", **net)).fit(x[known], two), rows, names
    above = np.stack([x[:, 0] > 5.8, x[:, 3] > 1.2, x[:, 1] > 3], axis=1).astype(int)
    yield "multi-label", make_pipeline(RobustScaler(), MLPClassifier((8,), "logistic", **net)).fit(x, above), rows, names
    scalers = MinMaxScaler((-1, 1)), MaxAbsScaler()
    width = make_pipeline(*scalers, MLPRegressor(hidden_layer_sizes=(8, 4), **net)).fit(x[:, :3], x[:, 3])
    yield "width", width, rows[:, :3], names[:3]
    names, x, digits = table("digits-train.csv", "digit")
    rows = table("digits-test.csv", "digit")[1][::12]
    yield "digits", make_pipeline(MinMaxScaler(), MLPClassifier((24,), **net)).fit(x, digits), rows, names


def logits_of(estimator, rows):
    """z of the last layer, from the estimator's own layers."""
    net = estimator[-1]
    activation, net.out_activation_ = net.out_activation_, "identity"
    found = net._forward_pass_fast(estimator[:-1].transform(rows.astype(float)))
    net.out_activation_ = activation
    return found


def outputs_of(estimator, rows):
    if hasattr(estimator, "predict_proba"):
        found = estimator.predict_proba(rows.astype(float))
        return found[:, 1:] if estimator[-1].n_outputs_ == 1 else found
    return estimator.predict(rows.astype(float))[:, np.newaxis]


if __name__ == "__main__":
    shutil.rmtree(TO, ignore_errors=True)
    TO.mkdir(parents=True)
    for name, estimator, rows, names in fitted():
        model = mlpmodel.save(estimator, TO / f"{name}.h5", names=names)
        facts = {"names": names, "labels": list(model.output.labels)}
        note(TO / f"{name}.json", [f"{name}.h5"], MADE_WITH, rows, logits_of(estimator, rows), outputs_of(estimator, rows), **facts)
