"""The 25 activations: their tags, parameters in the file's order, and formulas (SCHEMA.md, "Layers").

Each is computed from z [rows, outputs] in the width of z, in a form that does not overflow where its result doesn't.
"""

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[Any]

PARAMETERS: dict[str, tuple[str, ...]] = {
    "linear": (),
    "relu": (),
    "relu6": (),
    "leaky_relu": ("negative_slope",),
    "clipped_relu": ("negative_slope", "threshold", "max_value"),
    "threshold": ("theta", "value"),
    "hard_sigmoid": ("alpha", "beta"),
    "hard_tanh": ("min_value", "max_value"),
    "hard_silu": (),
    "elu": ("alpha",),
    "celu": ("alpha",),
    "selu": ("alpha", "scale"),
    "exponential": (),
    "sigmoid": (),
    "log_sigmoid": (),
    "softplus": ("beta",),
    "squareplus": ("b",),
    "softsign": (),
    "tanh": (),
    "silu": ("alpha",),
    "mish": (),
    "gelu": (),
    "gelu_tanh": (),
    "softmax": (),
    "log_softmax": (),
}


def erf(z: Floats) -> Floats:
    return np.vectorize(math.erf, otypes=[float])(z).astype(z.dtype)


def sigmoid(z: Floats) -> Floats:
    e = np.exp(-abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def threshold(z: Floats, theta: Floats, value: Floats) -> Floats:
    return np.where(z > theta, z, value)


def softplus(z: Floats) -> Floats:
    return np.maximum(z, 0) + np.log1p(np.exp(-abs(z)))


def squareplus(z: Floats, b: Floats) -> Floats:
    h = abs(z) + np.sqrt(z * z + b)
    # The sum of a negative z and its root would lose its digits.
    return np.where(z < 0, b / np.where(h > 0, h, 1), h) / 2


def log_softmax(z: Floats) -> Floats:
    d = z - z.max(axis=-1, keepdims=True)
    return d - np.log(np.exp(d).sum(axis=-1, keepdims=True))


def softmax(z: Floats) -> Floats:
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def expm1_below(z: Floats) -> Floats:
    """exp(z) − 1 where z < 0; what it is elsewhere is not used."""
    return np.expm1(np.minimum(z, 0))


FUNCTIONS: dict[str, Callable[..., Floats]] = {
    "linear": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "relu6": lambda z: np.clip(z, 0, 6),
    "leaky_relu": lambda z, slope: np.where(z > 0, z, slope * z),
    "clipped_relu": lambda z, slope, at, top: np.minimum(top, np.where(z > at, z, slope * (z - at))),
    "threshold": threshold,
    "hard_sigmoid": lambda z, alpha, beta: np.clip(alpha * z + beta, 0, 1),
    "hard_tanh": lambda z, low, high: np.minimum(high, np.maximum(low, z)),
    "hard_silu": lambda z: z * np.clip(z + 3, 0, 6) / 6,
    "elu": lambda z, alpha: np.where(z > 0, z, alpha * expm1_below(z)),
    "celu": lambda z, alpha: np.where(z > 0, z, alpha * np.expm1(np.where(z > 0, 0, z) / alpha)),
    "selu": lambda z, alpha, scale: scale * np.where(z > 0, z, alpha * expm1_below(z)),
    "exponential": np.exp,
    "sigmoid": sigmoid,
    "log_sigmoid": lambda z: -softplus(-z),
    "softplus": lambda z, beta: softplus(beta * z) / beta,
    "squareplus": squareplus,
    "softsign": lambda z: z / (1 + abs(z)),
    "tanh": np.tanh,
    "silu": lambda z, alpha: z * sigmoid(alpha * z),
    "mish": lambda z: z * np.tanh(softplus(z)),
    "gelu": lambda z: z * (1 + erf(z / math.sqrt(2))) / 2,
    "gelu_tanh": lambda z: z * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))) / 2,
    "softmax": softmax,
    "log_softmax": log_softmax,
}


def apply(tag: str, parameters: dict[str, float], z: Floats) -> Floats:
    """h of each z, in z's width."""
    values = [z.dtype.type(parameters[name]) for name in PARAMETERS[tag]]
    with np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore"):
        return FUNCTIONS[tag](z, *values).astype(z.dtype, copy=False)
