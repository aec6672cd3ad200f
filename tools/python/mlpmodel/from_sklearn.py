"""scikit-learn's MLPClassifier and MLPRegressor, and pipelines of scalers before one."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .chain import Activation, Dense, Operation, Scaling, Source, refused_own
from .errors import ModelError
from .model import Array

ACTIVATIONS = {
    "identity": "linear", "logistic": "sigmoid", "tanh": "tanh", "relu": "relu", "softmax": "softmax", "exp": "exponential",
}
KNOWN = "StandardScaler, MinMaxScaler, MaxAbsScaler, RobustScaler, then MLPClassifier or MLPRegressor"


def source(estimator: Any) -> Source:
    """What a fitted estimator is. Raises ModelError for other steps than those in KNOWN."""
    import sklearn

    own_code("model", estimator)
    steps = list(estimator.steps) if type(estimator).__name__ == "Pipeline" else [("model", estimator)]
    # A step that passes on is none.
    steps = [(str(name), step) for name, step in steps if not passes_on(step)]
    operations: list[Operation] = []
    for name, step in steps[:-1]:
        own_code(name, step)
        operations.append(scaling(name, step))
    if not steps:
        raise ModelError(f"Pipeline: found no step but 'passthrough', expected {KNOWN}")
    name, net = steps[-1]
    own_code(name, net)
    operations += layers(name, net)

    found = Source(operations, len(net.coefs_[0]), f"scikit-learn {sklearn.__version__}", width="float64")
    # The first step knows what the columns are called, if they had names.
    names = getattr(steps[0][1], "feature_names_in_", None)
    found.names = None if names is None else [str(column) for column in names]
    found.task = "regression"
    if type(net).__name__ == "MLPClassifier":
        found.labels = [str(label) for label in net.classes_]
        several = net.out_activation_ == "logistic" and net.n_outputs_ > 1
        found.task = "multi_label" if several else "classification"

    def run(rows: NDArray[Any]) -> NDArray[Any]:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            # That an array has no names of features, and that a number is too large for its function.
            warnings.simplefilter("ignore")
            if found.task == "regression":
                return np.reshape(estimator.predict(rows.astype(np.float64)), (len(rows), -1))
            probabilities = np.asarray(estimator.predict_proba(rows.astype(np.float64)))
            return probabilities[:, 1:] if net.n_outputs_ == 1 else probabilities

    found.run = run
    return found


def passes_on(step: Any) -> bool:
    return step is None or isinstance(step, str) and step == "passthrough"


def own_code(name: str, step: Any) -> None:
    """Refuses an estimator whose code is not scikit-learn's, whatever its class is called."""
    kind, module = type(step).__name__, type(step).__module__
    if not module.startswith("sklearn."):
        raise refused_own(name, kind, kind, module, "scikit-learn")
    for method in ("predict", "predict_proba", "transform", "_forward_pass_fast"):
        if method in getattr(step, "__dict__", {}):
            raise refused(name, step, f"a {method} of its own on this object")


def layers(name: str, net: Any) -> list[Operation]:
    kind = type(net).__name__
    if kind not in ("MLPClassifier", "MLPRegressor"):
        raise refused(name, net)
    weights, biases = fitted(name, net, "coefs_"), fitted(name, net, "intercepts_")
    hidden, last = getattr(net, "activation", None), fitted(name, net, "out_activation_")
    if not isinstance(weights, Sequence) or not weights or len(weights) != len(biases):
        raise ModelError(f"step {name!r} ({kind}): found coefs_ and intercepts_ that do not belong together; fit it anew")
    operations: list[Operation] = []
    for at, (matrix, bias) in enumerate(zip(weights, biases)):
        activation = last if at == len(weights) - 1 else hidden
        if not isinstance(activation, str) or activation not in ACTIVATIONS:
            raise refused(name, net, f"the activation {activation!r}")
        of = f"step {name!r} ({kind}), layer {at}"
        operations += [Dense(matrix, bias, of), Activation(ACTIVATIONS[activation], of=of)]
    return operations


def scaling(name: str, step: Any) -> Scaling:
    kind, of = type(step).__name__, f"step {name!r} ({type(step).__name__})"
    if getattr(step, "clip", False):
        raise refused(name, step, "clip=True, which a model file cannot express")

    def one(attribute: str, used: Any = True) -> NDArray[np.float64] | None:
        return np.asarray(fitted(name, step, attribute), np.float64) if used else None

    with np.errstate(all="ignore"):  # the chain says what is not finite
        if kind == "StandardScaler":
            return divided(one("mean_", step.with_mean), one("scale_", step.with_std), of)
        if kind == "RobustScaler":
            return divided(one("center_", step.with_centering), one("scale_", step.with_scaling), of)
        if kind == "MaxAbsScaler":
            return divided(None, one("scale_"), of)
        if kind == "MinMaxScaler":
            # It computes x * scale_ + min_; about its smallest number both are small.
            smallest, scale, shift = (np.asarray(fitted(name, step, key), np.float64) for key in ("data_min_", "scale_", "min_"))
            return Scaling(smallest, scale, shift + smallest * scale, of)
    raise refused(name, step)


def divided(offset: NDArray[np.float64] | None, scale: NDArray[np.float64] | None, of: str) -> Scaling:
    return Scaling(0.0 if offset is None else offset, 1.0 if scale is None else 1 / scale, of=of)


def fitted(name: str, step: Any, attribute: str) -> Any:
    found = getattr(step, attribute, None)
    if found is None:
        kind = type(step).__name__
        what = "weights" if attribute == "coefs_" else attribute
        raise ModelError(f"step {name!r} ({kind}): found no {what}, expected a fitted model; call fit first")
    return found


def refused(name: str, step: Any, found: str = "a step that a model file cannot express") -> ModelError:
    return ModelError(f"step {name!r} ({type(step).__name__}): found {found}, expected {KNOWN}; do that step before the model")
