"""The forward pass in plain NumPy: what a model computes, not how fast it can be."""

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from .activations import Floats, apply
from .errors import ModelError, too_narrow
from .model import Array, MultilayerPerceptron
from .tables import matched


def logits(model: MultilayerPerceptron, rows: ArrayLike, dtype: DTypeLike = np.float64) -> Floats:
    """z of the last layer, divided by the temperature; [r, n] to [r, m].

    Rows are raw values. They are scaled in float32, as the schema says; all else is in `dtype`, float64 or float32.
    """
    return _logits(model, features(model, rows), dtype)


def _logits(model: MultilayerPerceptron, x: Array, dtype: DTypeLike) -> Floats:
    a = ((x - model.input.offset) * model.input.scale).astype(dtype)
    for k, layer in enumerate(model.layers):
        a = a @ layer.weights.astype(dtype) + layer.bias.astype(dtype)
        if k < len(model.layers) - 1:
            a = apply(layer.activation, dict(layer.parameters), a)
    return a / a.dtype.type(model.output.temperature)


def predict(model: MultilayerPerceptron, rows: ArrayLike, dtype: DTypeLike = np.float64) -> Floats:
    """The model's outputs; [r, n] to [r, m]."""
    return _outputs(model, features(model, rows), dtype)


def _outputs(model: MultilayerPerceptron, x: Array, dtype: DTypeLike = np.float64) -> Floats:
    last = model.layers[-1]
    return apply(last.activation, dict(last.parameters), _logits(model, x, dtype))


def features(model: MultilayerPerceptron, rows: ArrayLike) -> Array:
    """Raw values as features, float32 [r, n]: relative to the origins, where the model has any. A table is matched by names.

    Raises ModelError for float32 or float16 rows of a model with origins, which do not hold raw values, and for rows with
    a NaN of a model that imputes missing values: mlp-infer would predict for them.
    """
    origins = model.input.origin.tolist() if model.input.origin is not None else None
    x = np.asarray(matched("rows", rows, model.input.names, origins))
    count = len(model.input.names)
    if x.ndim != 2 or x.shape[1] != count:
        raise ModelError(f"rows: found shape {list(x.shape)}, expected [rows, {count}]; give one row for each case")
    if model.input.imputed is not None and (gaps := np.isnan(np.asarray(x, np.float64))).any():
        row, feature = (int(i) for i in np.argwhere(gaps)[0])
        raw = " + model.input.origin" if model.input.has_origins else ""
        raise ModelError(
            f"rows: row {row}, feature {model.input.names[feature]!r}: found NaN, expected a number: this model imputes missing"
            " values, which mlp-infer does and this call does not; fill them first:"
            f" numpy.where(numpy.isnan(rows), model.input.imputed{raw}, rows)"
        )
    if model.input.origin is None or not model.input.has_origins:
        return np.asarray(x, np.float32)
    if x.dtype in (np.float32, np.float16):
        raise too_narrow("rows", x.dtype)
    return (np.asarray(x, np.float64) - model.input.origin).astype(np.float32)


def verify(model: MultilayerPerceptron) -> float:
    """The largest |found - expected| / max(1, |expected|) of the verification rows, 0 where there are none.

    Raises ModelError where a row is off by more than its tolerance, or 1e-5 where that is larger: this arithmetic is
    not the one under which the rows may be exact to the bit.
    """
    rows = model.verification
    if rows is None:
        return 0.0
    expected = rows.outputs.astype(np.float64)
    off = abs(_outputs(model, rows.inputs) - expected) / np.maximum(1, abs(expected))
    allowed = max(rows.tolerance, 1e-5)
    if not (off <= allowed).all():
        row, output = np.unravel_index(np.argmax(np.where(np.isnan(off), np.inf, off)), off.shape)
        raise ModelError(
            f"/verification: row {row}, output {output}: found a relative difference of {off[row, output]:.3g},"
            f" expected at most {allowed:.3g}; do not use the model: its weights do not give its rows"
        )
    return float(off.max())
