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
from .rules import WIDTH

Doubles: TypeAlias = NDArray[np.float64]

# An activation without a dense layer before it gets one, of WIDEST x WIDEST weights at most.
WIDEST = 4096
SMALLEST = 2.0**-126  # the smallest normal float32


@dataclass
class Dense:
    """x @ weights + bias, with weights [in, out]. `of` says which layer of the source this is."""

    weights: ArrayLike
    bias: ArrayLike = 0.0
    of: str = ""


@dataclass
class Scaling:
    """(x - offset) * scale + shift, number by number: a scaler, a normalisation."""

    offset: ArrayLike = 0.0
    scale: ArrayLike = 1.0
    shift: ArrayLike = 0.0
    of: str = ""


@dataclass
class Activation:
    tag: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    of: str = ""


Operation: TypeAlias = Dense | Scaling | Activation


@dataclass
class Source:
    """A model of another framework: what it does to a row, and what it says of its inputs and outputs.

    `run` returns the framework's own outputs for rows, for a framework that can be asked. It computes with numbers of
    the width `width`.
    """

    operations: Sequence[Operation]
    inputs: int
    producer: str
    names: Sequence[str] | None = None
    labels: Sequence[str] | None = None
    task: str | None = None
    run: Callable[[NDArray[Any]], NDArray[Any]] | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    width: str = "float32"


def narrowest(*widths: str) -> str:
    """The width with the fewest digits; one that is not known here has none."""
    known = ("float64", "float32", "float16", "bfloat16")
    return max(widths, key=lambda width: known.index(width) if width in known else len(known))


def described(name: str, kind: str) -> str:
    return f"layer {name!r} ({kind})"


def named(operations: Sequence[Operation], name: str, kind: str) -> list[Operation]:
    """The operations, each with the source's layer that it is of."""
    for operation in operations:
        operation.of = described(name, kind)
    return list(operations)


def refused(name: str, kind: str, found: str, needed: str) -> ModelError:
    """That a layer of the source is none of a chain of dense layers."""
    return ModelError(f"{described(name, kind)}: found {found}, expected a chain of dense layers; {needed}")


def refused_own(name: str, kind: str, what: str, module: Any, framework: str) -> ModelError:
    """That a class or function of the source only shares its name with one of the framework's."""
    of = f"module {module!r}" if isinstance(module, str) else "no module"
    return ModelError(
        f"{described(name, kind)}: found {what} of {of}, expected {framework}'s own, because other code of that name may"
        f" compute something else; build the model with {framework}'s"
    )


class Folder:
    """Takes operations one after the other; scalings go into the layer next to them."""

    def __init__(self, inputs: int) -> None:
        self.width = inputs
        self.offset, self.scale = np.zeros(inputs), np.ones(inputs)
        self.layers: list[tuple[Doubles, Doubles]] = []
        self.activations: list[Activation | None] = []
        # The layer of the source that each layer was made of, and the one that is being taken.
        self.made_of: list[str] = []
        self.of = "model"
        # What the next layer is given, from the numbers before it: a * factor + shift.
        self.factor, self.shift = np.ones(inputs), np.zeros(inputs)

    def take(self, operation: Operation) -> None:
        self.of = operation.of or f"layer {len(self.layers)}"
        if isinstance(operation, Dense):
            self.dense(self.doubles("weights", operation.weights), self.doubles("biases", operation.bias))
        elif isinstance(operation, Scaling):
            parts = {"offsets": operation.offset, "scales": operation.scale, "shifts": operation.shift}
            self.scaling(*(self.for_each(what, self.doubles(what, part)) for what, part in parts.items()))
        elif operation.tag != "linear":
            for key, value in operation.parameters.items():
                if not abs(value) < 2.0**128:
                    raise ModelError(f"{self.of}: found {value} for {key}, expected a number that float32 can express")
            if not self.layers or self.activations[-1]:
                self.passing_on()
            self.activations[-1] = operation

    def doubles(self, what: str, given: ArrayLike) -> Doubles:
        found = np.asarray(given, np.float64)
        if not np.isfinite(found).all():
            raise ModelError(f"{self.of}: found {found[~np.isfinite(found)].ravel()[0]} among its {what}, expected finite numbers")
        return found

    def for_each(self, what: str, found: Doubles) -> Doubles:
        """One number for each of a row's, or one for all of them."""
        if found.size != 1 and found.shape != (self.width,):
            raise ModelError(f"{self.of}: found {what} of shape {list(found.shape)}, expected [{self.width}], as its input is wide")
        return found.reshape(-1)

    def passing_on(self) -> None:
        """A layer that passes its inputs on."""
        if self.width > WIDEST:
            needed = f"expected a dense layer next to it, or at most {WIDEST} numbers"
            raise ModelError(f"{self.of}: found no dense layer to compute it in for {self.width} numbers, {needed}")
        self.dense(np.eye(self.width), np.zeros(self.width))

    def dense(self, weights: Doubles, bias: Doubles) -> None:
        if weights.ndim != 2 or len(weights) != self.width or not 1 <= weights.shape[1] <= WIDTH:
            raise ModelError(f"{self.of}: found weights of shape {list(weights.shape)}, expected [{self.width}, outputs]")
        if bias.size != 1 and bias.shape != weights.shape[1:]:
            raise ModelError(f"{self.of}: found biases of shape {list(bias.shape)}, expected {list(weights.shape[1:])}")
        if not self.layers:
            self.take_shift_off_input()
        bias = np.broadcast_to(bias.reshape(-1), weights.shape[1:]) + self.shift @ weights
        self.layers.append((self.factor[:, np.newaxis] * weights, bias))
        self.activations.append(None)
        self.made_of.append(self.of)
        self.width = weights.shape[1]
        self.factor, self.shift = np.ones(self.width), np.zeros(self.width)

    def take_shift_off_input(self) -> None:
        """Puts a shift behind the input's scaling into its offset: (x - o) * s + t = (x - (o - t / s)) * s.

        In float32 a bias loses digits where an input far from 0 is shifted to 0, a difference to the offset does not.
        """
        offset = self.offset - self.shift / self.scale
        fits = abs(offset) < 2.0**127
        self.offset, self.shift = np.where(fits, offset, self.offset), np.where(fits, 0.0, self.shift)

    def scaling(self, offset: Doubles, scale: Doubles, shift: Doubles) -> None:
        if not self.layers:
            # The model's own input scaling.
            if (self.scale == 1).all() and not self.offset.any() and not self.shift.any():
                self.offset, self.scale, self.shift = self.offset + offset, self.scale * scale, self.shift + shift
            else:
                self.scale, self.shift = self.scale * scale, (self.shift - offset) * scale + shift
        elif self.activations[-1]:
            self.factor, self.shift = self.factor * scale, (self.shift - offset) * scale + shift
        else:
            weights, bias = self.layers[-1]
            self.layers[-1] = weights * scale, (bias - offset) * scale + shift

    def finish(self, is_double: bool = False) -> tuple[Doubles | None, Array, Array]:
        """Origins, offset and scale of the input, the latter in float32; what they lose by that goes into the first layer.

        With o and s the rounded ones, (x - offset) * scale = ((x - o) * s) * (scale / s) + (o - offset) * scale.

        A source of rows in float64 tells numbers apart that float32 does not. Where rounding a number near the offset takes
        more than 1/8192 of what the scale makes 1, as in tables to learn from, the offset becomes an origin.
        """
        if (self.factor != 1).any() or self.shift.any() or not self.layers:
            self.passing_on()
        origin = None
        coarse = abs(self.offset) * 2.0**-24 * abs(self.scale) > 2.0**-13
        if is_double and coarse.any():
            origin = np.where(coarse, self.offset, 0.0)
            self.offset = np.where(coarse, 0.0, self.offset)
        rounded = self.offset.astype(np.float32)
        if not np.isfinite(rounded).all():
            at = int(np.argmax(~np.isfinite(rounded)))
            raise ModelError(f"input {at}: found the offset {self.offset[at]}, expected a number that float32 can express")
        narrow = self.scale.astype(np.float32)
        # A scale beyond float32's numbers goes into the weights as a whole.
        narrow = np.where(np.isfinite(narrow) & (abs(narrow) >= SMALLEST), narrow, np.float32(1)).astype(np.float32)
        weights, bias = self.layers[0]
        bias = bias + ((rounded.astype(np.float64) - self.offset) * self.scale) @ weights
        self.layers[0] = (self.scale / narrow)[:, np.newaxis] * weights, bias
        return origin, rounded, narrow


def folded(
    operations: Iterable[Operation], inputs: int, is_double: bool = False
) -> tuple[Doubles | None, Array, Array, list[Layer]]:
    """Origins of the input in float64, its offset and scale, and the layers, in float32.

    A scaling behind a layer without an activation goes into that layer, one in front of a layer into that. An
    activation, or a last scaling, that has no layer of its own gets one that passes its inputs on. What float32 cannot
    say of the input's offset and scale goes into the first layer too. `is_double` says that rows are float64.
    """
    if not 1 <= inputs <= WIDTH:
        raise ModelError(f"input: found {inputs} numbers in a row, expected 1 to {WIDTH}")
    layers = []
    with np.errstate(all="ignore"):
        folder = Folder(inputs)
        for operation in operations:
            folder.take(operation)
        origin, offset, scale = folder.finish(is_double)
        for (weights, bias), activation, of in zip(folder.layers, folder.activations, folder.made_of, strict=True):
            tag, parameters = (activation.tag, activation.parameters) if activation else ("linear", {})
            layer = Layer(weights.astype(np.float32), bias.astype(np.float32), tag, parameters)
            if not (np.isfinite(layer.weights).all() and np.isfinite(layer.bias).all()):
                most = max(abs(weights).max(), abs(bias).max())
                raise ModelError(f"{of}: found weights up to {most:.3g} with the scalings beside it, expected numbers of float32")
            layers.append(layer)
    return origin, offset, scale, layers
