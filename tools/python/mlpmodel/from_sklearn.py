"""scikit-learn's MLPClassifier and MLPRegressor, and pipelines of scalers before one."""

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .chain import Activation, Dense, Operation, Scaling, Source
from .errors import ModelError
from .model import Array

ACTIVATIONS = {"identity": "linear", "logistic": "sigmoid", "exp": "exponential"}
KNOWN = "StandardScaler, MinMaxScaler, MaxAbsScaler, RobustScaler, then MLPClassifier or MLPRegressor"


def source(estimator: Any) -> Source:
    """What a fitted estimator is. Raises ModelError for other steps than those in KNOWN."""
    import sklearn

    steps = list(estimator.steps) if type(estimator).__name__ == "Pipeline" else [("model", estimator)]
    operations: list[Operation] = []
    for name, step in steps[:-1]:
        if step not in (None, "passthrough"):
            operations.append(scaling(name, step))
    net = steps[-1][1]
    if type(net).__name__ not in ("MLPClassifier", "MLPRegressor"):
        raise refused(steps[-1][0], net)
    if not hasattr(net, "coefs_"):
        raise ModelError(f"{type(net).__name__}: found no weights, expected a fitted model; call fit first")
    activations = [net.activation] * (len(net.coefs_) - 1) + [net.out_activation_]
    for weights, bias, activation in zip(net.coefs_, net.intercepts_, activations):
        operations += [Dense(weights, bias), Activation(ACTIVATIONS.get(activation, activation))]

    found = Source(operations, estimator.n_features_in_, f"scikit-learn {sklearn.__version__}")
    if hasattr(estimator, "feature_names_in_"):
        found.names = [str(name) for name in estimator.feature_names_in_]
    found.task = "regression"
    if type(net).__name__ == "MLPClassifier":
        found.labels = [str(label) for label in net.classes_]
        several = net.out_activation_ == "logistic" and net.n_outputs_ > 1
        found.task = "multi_label" if several else "classification"

    def run(rows: Array) -> NDArray[Any]:
        with warnings.catch_warnings():
            # That an array has no names of features.
            warnings.simplefilter("ignore", UserWarning)
            if found.task == "regression":
                return np.reshape(estimator.predict(rows.astype(np.float64)), (len(rows), -1))
            probabilities = np.asarray(estimator.predict_proba(rows.astype(np.float64)))
            return probabilities[:, 1:] if net.n_outputs_ == 1 else probabilities

    found.run = run
    return found


def scaling(name: str, step: Any) -> Scaling:
    kind = type(step).__name__
    if kind == "StandardScaler":
        return Scaling(or_default(step.mean_, step.with_mean, 0), 1 / or_default(step.scale_, step.with_std, 1))
    if kind == "MinMaxScaler" and not step.clip:
        return Scaling(step.data_min_, step.scale_, step.feature_range[0])
    if kind == "MaxAbsScaler" and not getattr(step, "clip", False):
        return Scaling(0, 1 / step.scale_)
    if kind == "RobustScaler":
        return Scaling(or_default(step.center_, step.with_centering, 0), 1 / or_default(step.scale_, step.with_scaling, 1))
    raise refused(name, step)


def or_default(found: Any, known: bool, default: float) -> NDArray[np.float64]:
    return np.asarray(found if known else default, np.float64)


def refused(name: str, step: Any) -> ModelError:
    clipped = " with clip=True" if getattr(step, "clip", False) else ""
    return ModelError(
        f"step {name!r} ({type(step).__name__}): found a step that a model file cannot express{clipped},"
        f" expected {KNOWN}; do that step before the model"
    )
