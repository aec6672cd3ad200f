"""Chains of dense layers, activations and scalings of single numbers, put into a model's layers.

Everything is float64 until the layers are made: a number is rounded once.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .errors import ModelError
from .model import Array, Fact, Layer

Doubles: TypeAlias = NDArray[np.float64]


@dataclass
class Dense:
    """x @ weights + bias, with weights [in, out]."""

    weights: ArrayLike
    bias: ArrayLike = 0.0


@dataclass
class Scaling:
    """(x - offset) * scale + shift, number by number: a scaler, a normalisation."""

    offset: ArrayLike = 0.0
    scale: ArrayLike = 1.0
    shift: ArrayLike = 0.0


@dataclass
class Activation:
    tag: str
    parameters: Mapping[str, float] = field(default_factory=dict)


Operation: TypeAlias = Dense | Scaling | Activation


@dataclass
class Source:
    """A model of another framework: what it does to a row, and what it says of its inputs and outputs.

    `run` gives the framework's own outputs for rows, for what it can be asked.
    """

    operations: Sequence[Operation]
    inputs: int
    producer: str
    names: Sequence[str] | None = None
    labels: Sequence[str] | None = None
    task: str | None = None
    run: Callable[[Array], NDArray[Any]] | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


def refused(name: str, kind: str, found: str, needed: str) -> ModelError:
    """That a layer of the source is none of a chain of dense layers."""
    return ModelError(f"layer {name!r} ({kind}): found {found}, expected a chain of dense layers; {needed}")


class Folder:
    """Takes operations one after the other; scalings go into the layer next to them."""

    def __init__(self, inputs: int) -> None:
        self.width = inputs
        self.offset, self.scale = np.zeros(inputs), np.ones(inputs)
        self.layers: list[tuple[Doubles, Doubles]] = []
        self.activations: list[Activation | None] = []
        # What the next layer is given, from the numbers before it: a * factor + shift.
        self.factor, self.shift = np.ones(inputs), np.zeros(inputs)

    def take(self, operation: Operation) -> None:
        if isinstance(operation, Dense):
            self.dense(np.asarray(operation.weights, np.float64), np.asarray(operation.bias, np.float64))
        elif isinstance(operation, Scaling):
            self.scaling(*(np.asarray(part, np.float64) for part in (operation.offset, operation.scale, operation.shift)))
        elif operation.tag != "linear":
            if not self.layers or self.activations[-1]:
                self.dense(np.eye(self.width), np.zeros(self.width))
            self.activations[-1] = operation

    def dense(self, weights: Doubles, bias: Doubles) -> None:
        if weights.ndim != 2 or len(weights) != self.width:
            raise ModelError(f"layer {len(self.layers)}: found weights of shape {list(weights.shape)}, expected [{self.width}, outputs]")
        bias = np.broadcast_to(bias, weights.shape[1:]) + self.shift @ weights
        self.layers.append((self.factor[:, np.newaxis] * weights, bias))
        self.activations.append(None)
        self.width = weights.shape[1]
        self.factor, self.shift = np.ones(self.width), np.zeros(self.width)

    def scaling(self, offset: Doubles, scale: Doubles, shift: Doubles) -> None:
        if not self.layers and (self.scale == 1).all() and not self.offset.any() and not self.shift.any():
            # The model's own input scaling; only what it can't express goes into the first layer.
            self.offset, self.scale = self.offset + offset, self.scale * scale
            self.shift = self.shift + shift
        elif not self.layers or self.activations[-1]:
            self.factor, self.shift = self.factor * scale, (self.shift - offset) * scale + shift
        else:
            weights, bias = self.layers[-1]
            self.layers[-1] = weights * scale, (bias - offset) * scale + shift

    def finish(self) -> None:
        if (self.factor != 1).any() or self.shift.any() or not self.layers:
            self.dense(np.eye(self.width), np.zeros(self.width))


def folded(operations: Iterable[Operation], inputs: int) -> tuple[Array, Array, list[Layer]]:
    """Offset and scale of the input, and the layers, in float32.

    A scaling behind a layer without an activation goes into that layer, one in front of a layer into that. An
    activation, or a last scaling, that has no layer of its own gets one that passes its inputs on.
    """
    folder = Folder(inputs)
    for operation in operations:
        folder.take(operation)
    folder.finish()
    layers = []
    with np.errstate(over="ignore"):
        for (weights, bias), activation in zip(folder.layers, folder.activations, strict=True):
            tag, parameters = (activation.tag, activation.parameters) if activation else ("linear", {})
            layers.append(Layer(weights.astype(np.float32), bias.astype(np.float32), tag, parameters))
        return folder.offset.astype(np.float32), folder.scale.astype(np.float32), layers
