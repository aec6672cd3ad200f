"""A model's parts as plain values and NumPy arrays (SCHEMA.md, "Contents")."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float32]
Fact: TypeAlias = str | int | float


@dataclass
class Category:
    """A column of text: its features are those from `first_feature` on, one for each of its `levels`."""

    column: str
    first_feature: int
    levels: Sequence[str]
    unknown: str = "error"  # or "zeros"


@dataclass
class Input:
    """n features: the network sees (x - offset) * scale.

    With `origin`, float64 [n], a feature x is float32(raw value - origin), and so are the numbers below.
    With `missing`, a table's cell is a missing value where it is empty, NaN, or one of the texts that it has for the
    cell's column: a list for each category and each feature that belongs to none, in the order of their features.
    Without, the texts are `mlpmodel.missing.BUILT_IN`. Calls that take numbers have no use for it.
    """

    names: Sequence[str]
    offset: Array
    scale: Array
    minimum: Array | None = None
    maximum: Array | None = None
    imputed: Array | None = None
    categories: Sequence[Category] = ()
    privacy_note: str | None = None
    origin: NDArray[np.float64] | None = None
    missing: Sequence[Sequence[str]] | None = None

    @property
    def has_origins(self) -> bool:
        """Whether any feature is relative to an origin; 0 is none."""
        return self.origin is not None and bool(np.any(self.origin))

    @property
    def column_count(self) -> int:
        """The columns of a table that the features are made from."""
        return len(self.names) - sum(len(category.levels) - 1 for category in self.categories)


@dataclass
class Layer:
    """activation(a @ weights + bias), with weights [in, out] and bias [out]."""

    weights: Array
    bias: Array
    activation: str = "linear"
    parameters: Mapping[str, float] = field(default_factory=dict)


@dataclass
class Output:
    """`task` is "classification", "regression" or "multi_label"; the labels name classes or outputs."""

    task: str
    labels: Sequence[str]
    temperature: float = 1.0
    threshold: float = 0.5


@dataclass
class Verification:
    """Rows before scaling [r, n] and what comes of them [r, m]; tolerance 0 means the same bits."""

    inputs: Array
    outputs: Array
    tolerance: float


@dataclass
class MultilayerPerceptron:
    """What a file holds, but for training state and names that the schema doesn't know."""

    input: Input
    layers: Sequence[Layer]
    output: Output
    verification: Verification | None = None
    provenance: Mapping[str, Fact] = field(default_factory=dict)
    arithmetic_version: int = 1
