"""The forward pass in plain NumPy: what a model computes, not how fast it can be."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from .activations import Floats, apply
from .errors import ModelError
from .model import MultilayerPerceptron


def logits(model: MultilayerPerceptron, rows: ArrayLike, dtype: DTypeLike = np.float64) -> Floats:
    """z of the last layer, divided by the temperature; [r, n] to [r, m].

    Rows are scaled in float32, as the schema says; all else is in `dtype`, float64 or float32.
    """
    a = scaled(model, rows).astype(dtype)
    for k, layer in enumerate(model.layers):
        a = a @ layer.weights.astype(dtype) + layer.bias.astype(dtype)
        if k < len(model.layers) - 1:
            a = apply(layer.activation, dict(layer.parameters), a)
    return a / a.dtype.type(model.output.temperature)


def predict(model: MultilayerPerceptron, rows: ArrayLike, dtype: DTypeLike = np.float64) -> Floats:
    """The model's outputs; [r, n] to [r, m]."""
    last = model.layers[-1]
    return apply(last.activation, dict(last.parameters), logits(model, rows, dtype))


def scaled(model: MultilayerPerceptron, rows: ArrayLike) -> "np.ndarray[Any, np.dtype[np.float32]]":
    """(x - offset) * scale in float32."""
    x = np.asarray(rows, np.float32)
    count = len(model.input.names)
    if x.ndim != 2 or x.shape[1] != count:
        raise ModelError(f"rows: found shape {list(x.shape)}, expected [rows, {count}]; give one row for each case")
    return (x - model.input.offset) * model.input.scale


def verify(model: MultilayerPerceptron) -> float:
    """The largest |found - expected| / max(1, |expected|) of the verification rows, 0 where there are none.

    Raises ModelError where a row is off by more than its tolerance, or 1e-5 where that is larger: this arithmetic is
    not the one under which the rows may be exact to the bit.
    """
    rows = model.verification
    if rows is None:
        return 0.0
    expected = rows.outputs.astype(np.float64)
    off = abs(predict(model, rows.inputs) - expected) / np.maximum(1, abs(expected))
    allowed = max(rows.tolerance, 1e-5)
    if not (off <= allowed).all():
        row, output = np.unravel_index(np.argmax(np.where(np.isnan(off), np.inf, off)), off.shape)
        raise ModelError(
            f"/verification: row {row}, output {output}: found a relative difference of {off[row, output]:.3g},"
            f" expected at most {allowed:.3g}; do not use the model: its weights do not give its rows"
        )
    return float(off.max())
