"""A model of another framework to a model of this project, held against its source before it is written."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .activations import apply
from .chain import Source, folded
from .errors import ModelError
from .files import Pathlike, write
from .forward import predict
from .model import Array, Fact, Input, Layer, MultilayerPerceptron, Output, Verification
from .rules import check

ROWS = 16


def save(model: Any, path: Pathlike, **options: Any) -> MultilayerPerceptron:
    """Writes the model file of a `MultilayerPerceptron`, or of what `convert` takes with its options; returns the model."""
    found = model if isinstance(model, MultilayerPerceptron) and not options else convert(model, **options)
    write(found, path)
    return found


def convert(
    model: Any,
    *,
    names: Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
    task: str | None = None,
    minimum: ArrayLike | None = None,
    maximum: ArrayLike | None = None,
    rows: ArrayLike | None = None,
    tolerance: float = 1e-5,
    provenance: Mapping[str, Fact] | None = None,
    architecture: Pathlike | None = None,
) -> MultilayerPerceptron:
    """The model of a scikit-learn, PyTorch, Keras or ONNX object, or of a .keras, Keras .h5 or .onnx file.

    `names` of features and `labels` of classes or outputs stand for those that the object has, or x0, x1, … and 0,
    1, … or y0, y1, … where it has none. `task` says what the outputs are where the last activation doesn't: a
    classifier that ends without one gets softmax or sigmoid, as its loss would have applied. `minimum` and `maximum`
    are each feature's range in training. `rows` are verification rows, made up within the ranges unless given;
    the object's own outputs for them are stored with the tolerance, and must agree with this package's. `provenance` adds
    facts. `architecture` is the JSON of a Keras file that holds weights alone.

    Raises ModelError where the model is no chain of dense layers, naming the layer, or where its outputs differ.
    """
    source = read(model, architecture)
    offset, scale, layers = folded(source.operations, source.inputs)
    task = task or source.task or task_of(layers)
    changed, layers[-1].activation = layers[-1].activation, last_activation(layers[-1], task)
    given = Input(first(names, source.names, [f"x{i}" for i in range(len(offset))]), offset, scale)
    if minimum is not None and maximum is not None:
        given.minimum, given.maximum = np.asarray(minimum, np.float32), np.asarray(maximum, np.float32)
    output = Output(task, first(labels, source.labels, default_labels(task, len(layers[-1].bias))))
    facts = {"producer": source.producer, **source.facts, **(provenance or {})}
    found = MultilayerPerceptron(given, layers, output, provenance=facts)
    check(found)
    inputs = made_up(given) if rows is None else np.asarray(rows, np.float32)
    expected = predict(found, inputs) if source.run is None else as_outputs(source.run(inputs), changed, layers[-1].activation)
    found.verification = Verification(inputs, expected.astype(np.float32), tolerance)
    agree(found, expected)
    return found


def read(model: Any, architecture: Pathlike | None) -> Source:
    """The source, by its class or the end of its name."""
    if isinstance(model, (str, os.PathLike)):
        suffix = Path(model).suffix.lower()
        if suffix in (".keras", ".h5", ".hdf5"):
            from .keras_files import source as keras_file

            return keras_file(Path(model), architecture)
        if suffix == ".onnx":
            from .from_onnx import source as onnx_source

            return onnx_source(model)
        raise ModelError(f"{os.fspath(model)}: found a file called *{suffix}, expected .keras, .h5 or .onnx; give the object")
    packages = {kind.__module__.split(".")[0] for kind in type(model).__mro__}
    if "sklearn" in packages:
        from .from_sklearn import source as sklearn_source

        return sklearn_source(model)
    if packages & {"keras", "tf_keras", "tensorflow"}:
        from .from_keras import live

        return live(model)
    if "torch" in packages:
        from .from_torch import source as torch_source

        return torch_source(model)
    if "onnx" in packages:
        from .from_onnx import source as onnx_source

        return onnx_source(model)
    kind = f"{type(model).__module__}.{type(model).__name__}"
    raise ModelError(f"found a {kind}, expected a model of scikit-learn, PyTorch, Keras or ONNX, or the path of a file")


def first(*lists: Sequence[str] | None) -> list[str]:
    """The first of the lists that there is, as texts."""
    return next([str(name) for name in names] for names in lists if names is not None)


def task_of(layers: Sequence[Layer]) -> str:
    """What the last activation says the outputs are."""
    last, outputs = layers[-1].activation, len(layers[-1].bias)
    if outputs > 1 and last in ("softmax", "log_softmax"):
        return "classification"
    return "regression" if last != "sigmoid" else "classification" if outputs == 1 else "multi_label"


def last_activation(layer: Layer, task: str) -> str:
    """The layer's activation, or that of the task where the source leaves it to its loss or to a logarithm."""
    several = task == "classification" and len(layer.bias) > 1
    if task != "regression" and layer.activation in (("linear", "log_softmax") if several else ("linear",)):
        return "softmax" if several else "sigmoid"
    return layer.activation


def as_outputs(found: NDArray[Any], before: str, after: str) -> NDArray[np.float64]:
    """The source's outputs as they are after the last activation was changed."""
    found = np.asarray(found, np.float64)
    if before == after:
        return found
    return np.exp(found) if before == "log_softmax" else apply(after, {}, found)


def default_labels(task: str, outputs: int) -> list[str]:
    if task == "classification":
        return [str(k) for k in range(max(2, outputs))]
    return [f"y{k}" for k in range(outputs)]


def made_up(given: Input) -> Array:
    """Rows within the ranges, or where the network sees -2 to 2: all lowest, all highest, and random ones between."""
    reach = 2 / np.where(given.scale == 0, 1, abs(given.scale))
    low = given.offset - reach if given.minimum is None else given.minimum
    high = given.offset + reach if given.maximum is None else given.maximum
    places = np.random.default_rng(1).random((ROWS, len(low)))
    places[0], places[1] = 0, 1
    return (low * (1 - places) + high * places).astype(np.float32)


def agree(model: MultilayerPerceptron, expected: NDArray[np.float64]) -> None:
    """Refuses a model that is off by more than half its tolerance: the rest is for a runtime's float32."""
    rows = model.verification
    if rows is None or not np.isfinite(expected).all():
        raise ModelError("verification rows: found outputs that are not finite, expected finite ones; give other rows")
    found = predict(model, rows.inputs)
    if found.shape != expected.shape:
        raise ModelError(f"outputs: found shape {list(found.shape)}, expected the source's {list(expected.shape)}")
    off = float((abs(found - expected) / np.maximum(1, abs(expected))).max())
    if not off <= rows.tolerance / 2:
        raise ModelError(
            f"outputs: found a relative difference of {off:.3g} to the source's, expected at most {rows.tolerance / 2:.3g};"
            " give a larger tolerance if the source computes in less than float32"
        )
