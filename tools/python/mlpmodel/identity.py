"""The identity: SHA-256 over what a model means (SCHEMA.md, "Identity")."""

import hashlib
import struct

import numpy as np
from numpy.typing import ArrayLike

from .activations import PARAMETERS
from .missing import lists
from .model import MultilayerPerceptron


def count(number: int) -> bytes:
    return struct.pack("<Q", number)


def text(string: str) -> bytes:
    raw = string.encode()
    return count(len(raw)) + raw


def texts(strings: "list[str] | tuple[str, ...]") -> bytes:
    return count(len(strings)) + b"".join(map(text, strings))


def floats(numbers: ArrayLike) -> bytes:
    return np.asarray(numbers, "<f4").tobytes()


def canonical(model: MultilayerPerceptron) -> bytes:
    """The bytes that the identity is the digest of."""
    given, output = model.input, model.output
    parts = [text("mlp-model identity 1"), count(model.arithmetic_version), count(len(given.names))]
    for i, name in enumerate(given.names):
        parts += [text(name), floats([given.offset[i], given.scale[i]])]
        if given.minimum is None or given.maximum is None:
            parts.append(count(0))
        else:
            parts += [count(1), floats([given.minimum[i], given.maximum[i]])]
    parts.append(count(len(model.layers)))
    for layer in model.layers:
        names = PARAMETERS[layer.activation]
        parts += [*map(count, layer.weights.shape), text(layer.activation), count(len(names))]
        for name in names:
            parts += [text(name), floats(layer.parameters[name])]
        parts += [floats(layer.weights), floats(layer.bias)]
    parts += [text(output.task), floats(output.temperature), texts(list(output.labels))]
    if given.categories:
        parts += [text("categories"), count(len(given.categories))]
        for category in given.categories:
            parts += [text(category.column), count(category.first_feature), text(category.unknown)]
            parts.append(texts(list(category.levels)))
    if given.imputed is not None:
        parts += [text("imputed"), floats(given.imputed)]
    if given.has_origins:
        parts += [text("origin"), np.asarray(given.origin, "<f8").tobytes()]
    if (found := lists(given)) is not None:
        texts_of_lists, of_columns = found
        parts += [text("missing"), count(len(texts_of_lists)), *map(texts, texts_of_lists)]
        parts += [count(len(of_columns)), *map(count, of_columns)]
    if output.threshold != 0.5:
        parts += [text("threshold"), floats(output.threshold)]
    return b"".join(parts)


def identity(model: MultilayerPerceptron) -> str:
    """64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical(model)).hexdigest()
