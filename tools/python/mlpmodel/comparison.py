"""A converted model beside its source, on rows that reach every branch of every layer.

The source computes in numbers of some width, so its results are off by some of their digits, the more the larger the
numbers between its layers are. How far they can be off is computed with them; what is off by more is not rounding.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .activations import PARAMETERS, apply
from .chain import Activation, Dense, Doubles, Operation, Scaling, Source
from .errors import ModelError
from .forward import predict
from .model import Array, MultilayerPerceptron

# A width's unit of rounding and its largest number.
WIDTHS = {"float64": (2.0**-53, 2.0**128), "float32": (2.0**-24, 2.0**128), "float16": (2.0**-11, 65504.0), "bfloat16": (2.0**-8, 2.0**128)}
STORED = 2.0**-24  # of a model's weights, in float32
MAGNITUDES = 10.0 ** np.arange(-6, 7)
TARGETS, UNITS = 64, 4
WORK = 4e9  # multiplications of a comparison, about

# Activations by the numbers where their formula changes.
BREAKS: dict[str, Callable[..., Sequence[float]]] = {
    "relu": lambda: (0,),
    "relu6": lambda: (0, 6),
    "leaky_relu": lambda slope: (0,),
    "clipped_relu": lambda slope, at, top: (at, top),
    "threshold": lambda theta, value: (theta,),
    "hard_sigmoid": lambda alpha, beta: (-beta / alpha, (1 - beta) / alpha) if alpha else (),
    "hard_tanh": lambda low, high: (low, high),
    "hard_silu": lambda: (-3, 3),
    "elu": lambda alpha: (0,),
    "celu": lambda alpha: (0,),
    "selu": lambda alpha, scale: (0,),
}


def breaks(activation: Activation) -> Sequence[float]:
    find = BREAKS.get(activation.tag)
    return find(*(activation.parameters[name] for name in PARAMETERS[activation.tag])) if find else ()


@dataclass
class Traced:
    """Rows through a chain in float64: what comes out, how far float numbers may be off, the largest number on the way,
    and what each activation is given."""

    values: Doubles
    errors: Doubles
    largest: Doubles
    given: list[Doubles]


def trace(operations: Sequence[Operation], rows: NDArray[Any], unit: float) -> Traced:
    """`unit` is the source's unit of rounding; that of the model's stored weights is added."""
    a = rows.astype(np.float64)
    errors, largest, given = np.zeros_like(a), abs(a).max(axis=1), []
    with np.errstate(all="ignore"):
        for operation in operations:
            if isinstance(operation, Dense):
                weights, bias = (np.asarray(part, np.float64) for part in (operation.weights, operation.bias))
                n = len(weights)
                sums = abs(a) @ abs(weights) + abs(bias)
                # Sums of n numbers, which are not all rounded to the same side.
                unsure = unit * min(n + 2, 8 + 4 * n**0.5) + 2 * STORED
                errors = errors @ abs(weights) + unsure * sums
                a = a @ weights + bias
                largest = np.maximum(largest, sums.max(axis=1))
            elif isinstance(operation, Scaling):
                offset, scale, shift = (np.asarray(part, np.float64) for part in (operation.offset, operation.scale, operation.shift))
                parts = (abs(a) + abs(offset)) * abs(scale) + abs(shift)
                a = (a - offset) * scale + shift
                # The model has the offset's remainder in its first layer, so only its own results are rounded.
                errors = errors * abs(scale) + 4 * unit * parts + 4 * STORED * abs(a)
                largest = np.maximum(largest, parts.max(axis=1))
            else:
                given.append(a)
                a, errors = activated(operation, a, errors, unit)
            largest = np.maximum(largest, np.nan_to_num(abs(a), nan=np.inf).max(axis=1))
    return Traced(a, np.where(np.isnan(errors), np.inf, errors), largest, given)


def activated(activation: Activation, z: Doubles, errors: Doubles, unit: float) -> tuple[Doubles, Doubles]:
    """An activation's results, and how far they may be off where z is."""
    tag, parameters = activation.tag, dict(activation.parameters)
    a = apply(tag, parameters, z)
    own = 8 * (unit + STORED) * (abs(a) + 1)
    if tag == "squareplus":
        # z + sqrt(z * z + b) loses the digits of a z far below 0.
        own = own + 4 * unit * abs(z)
    if tag in ("softmax", "log_softmax"):
        widest = 2 * errors.max(axis=1, keepdims=True) + 4 * unit * abs(z).max(axis=1, keepdims=True)
        return a, (np.minimum(1, a * np.expm1(widest)) if tag == "softmax" else widest) + own
    apart = [abs(apply(tag, parameters, z + sign * errors) - a) for sign in (-1, 1)]
    return a, np.maximum(*apart) + own


def compare(source: Source, model: MultilayerPerceptron, tolerance: float) -> None:
    """Refuses a model that is not what its source is, on rows of every magnitude and at every layer's breaks.

    Rows whose numbers leave the source's width are left out. The tolerance is relative to results above 1.
    """
    if source.run is None:
        return
    unit, top = WIDTHS.get(source.width, WIDTHS["bfloat16"])
    # Raw values, which are float64 where the model has origins.
    rows: NDArray[Any] = probes(source, model, unit)
    if model.input.origin is not None:
        rows = rows.astype(np.float64)
    traced = trace(source.operations, rows, unit)
    usable = traced.largest < top / 16
    rows, errors = rows[usable], traced.errors[usable]
    if not len(rows):
        return
    # A copy, because a source may write into its rows.
    expected, found = np.asarray(source.run(rows.copy()), np.float64), predict(model, rows)
    if found.shape != expected.shape:
        raise ModelError(f"outputs: found shape {list(found.shape)}, expected the source's {list(expected.shape)}")
    with np.errstate(all="ignore"):
        off = abs(found - expected)
        allowed = 2 * errors + tolerance / 2 * np.maximum(1, abs(expected))
        wrong = ~(off <= allowed) & ~(found == expected)
    if wrong.any():
        with np.errstate(all="ignore"):
            excess = np.where(wrong, np.nan_to_num(off, nan=np.inf, posinf=np.inf) / np.maximum(allowed, 1e-300), 0)
        row, output = np.unravel_index(int(np.argmax(excess)), excess.shape)
        raise otherwise(found[row, output], expected[row, output], rows[row], int(output))


def otherwise(found: float, expected: float, row: NDArray[Any], output: int) -> ModelError:
    """That the source is another network than its layers were read as."""
    numbers = ", ".join(f"{number:.6g}" for number in row[:4]) + (", …" if len(row) > 4 else "")
    return ModelError(
        f"output {output} of the row [{numbers}]: found {found:.9g}, expected the source's {expected:.9g}, and rounding does not"
        " explain the difference: the source computes something else than its layers say, so it is not converted;"
        " export it to ONNX and convert that, and report the layers it has"
    )


def probes(source: Source, model: MultilayerPerceptron, unit: float) -> Array:
    """Rows of magnitudes from 1e-6 to 1e6, about 0 and as the network sees them, and rows at the breaks of its layers."""
    random, n = np.random.default_rng(3), source.inputs
    weights = sum(np.size(operation.weights) for operation in source.operations if isinstance(operation, Dense)) + n
    repeats = int(np.clip(WORK / 8 / len(MAGNITUDES) / weights, 1, 3))
    offset, scale = model.input.offset.astype(np.float64), model.input.scale.astype(np.float64)
    if model.input.origin is not None:
        offset = offset + model.input.origin
    with np.errstate(all="ignore"):
        reach = np.where(scale == 0, 1.0, 1 / scale)
        parts = [np.zeros((1, n)), offset[np.newaxis]]
        for magnitude in MAGNITUDES:
            away = random.normal(size=(2 * repeats, n)) * magnitude
            parts += [away, -away[:1], offset + away * reach, offset - away[:1] * reach]
        rows = np.concatenate(parts).astype(np.float32)
    rows = rows[np.isfinite(rows).all(axis=1)]
    return np.concatenate([rows, *at_breaks(source, rows, unit, int(np.clip(WORK / 160 / weights, 4, TARGETS)))])


def at_breaks(source: Source, rows: Array, unit: float, most: int) -> list[Array]:
    """Pairs of neighbouring rows between which an activation's input crosses one of its breaks."""
    traced, activations = trace(source.operations, rows, unit), [o for o in source.operations if isinstance(o, Activation)]
    targets: list[tuple[int, int, float, int, int]] = []
    for place, (activation, z) in enumerate(zip(activations, traced.given)):
        for value in breaks(activation):
            for one in np.linspace(0, z.shape[1] - 1, min(UNITS, z.shape[1])).astype(int):
                apart = z[:, one] - value
                below, above = (np.where(side, abs(apart), np.inf) for side in (apart < 0, apart > 0))
                if np.isfinite(below).any() and np.isfinite(above).any():
                    targets.append((place, int(one), value, int(below.argmin()), int(above.argmin())))
    # Evenly over all layers where they are too many.
    targets = [targets[i] for i in np.linspace(0, len(targets) - 1, min(most, len(targets))).astype(int)]
    if not targets:
        return []
    places, units, values, starts, ends = (np.array(part) for part in zip(*targets))
    low, high = rows[starts], rows[ends]
    for _ in range(80):
        middle = ((low.astype(np.float64) + high) / 2).astype(np.float32)
        moved = ((middle != low) & (middle != high)).any(axis=1)
        if not moved.any():
            break
        given = trace(source.operations, middle, unit).given
        under = np.array([given[place][row, one] <= value for row, (place, one, value) in enumerate(zip(places, units, values))])
        low[moved & under], high[moved & ~under] = middle[moved & under], middle[moved & ~under]
    return [low, high]
