"""The values of the HDF5 profile: groups, and arrays of five element types (SCHEMA.md, "Shapes and element types")."""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .errors import ModelError

FLOAT32 = bytes.fromhex("11201F00 04000000 00002000 17080017 7F000000")
FLOAT64 = bytes.fromhex("11203F00 08000000 00004000 340B0034 FF030000")
INT64 = bytes.fromhex("10080000 08000000 00004000")
UINT64 = bytes.fromhex("10000000 08000000 00004000")
TEXT = bytes.fromhex("13110000")  # then the bytes of an element

NAMES = {FLOAT32: "float32", FLOAT64: "float64", INT64: "int64", UINT64: "uint64"}
NUMPY = {FLOAT32: "<f4", FLOAT64: "<f8", INT64: "<i8", UINT64: "<u8"}

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Value:
    """A scalar, of the empty shape, or an array: its type and elements as the file's bytes."""

    kind: bytes
    shape: Shape
    data: bytes

    @property
    def element_bytes(self) -> int:
        return int.from_bytes(self.kind[4:8], "little")

    @property
    def type_name(self) -> str:
        """The type as SCHEMA.md calls it."""
        return NAMES.get(self.kind, "text")

    def texts(self) -> list[str]:
        """The elements as texts. Raises ModelError where one is no UTF-8, or has a zero byte before another."""
        width, found = self.element_bytes, []
        for at in range(0, len(self.data), width):
            raw = self.data[at : at + width].rstrip(b"\0")
            try:
                if b"\0" in raw:
                    raise ValueError
                found.append(raw.decode("utf-8"))
            except ValueError:
                raise ModelError(
                    f"element {at // width}: found bytes {raw[:16]!r} that are no text,"
                    " expected UTF-8 without U+0000, filled up with zero bytes"
                ) from None
        return found

    def array(self) -> NDArray[np.generic]:
        """The elements of a type of numbers, as a read-only array."""
        return np.frombuffer(self.data, NUMPY[self.kind]).reshape(self.shape)


@dataclass
class Dataset:
    value: Value
    attributes: dict[str, Value] = field(default_factory=dict)


@dataclass
class Group:
    attributes: dict[str, Value] = field(default_factory=dict)
    members: "dict[str, Group | Dataset]" = field(default_factory=dict)


def float32(numbers: ArrayLike) -> Value:
    """Numbers rounded to float32, with their shape."""
    array = np.asarray(numbers, "<f4")
    return Value(FLOAT32, array.shape, array.tobytes())


def float64(numbers: ArrayLike) -> Value:
    """Numbers in double precision, with their shape."""
    array = np.asarray(numbers, "<f8")
    return Value(FLOAT64, array.shape, array.tobytes())


def int64(numbers: ArrayLike) -> Value:
    """A whole number, or an array of them with its shape."""
    array = np.asarray(numbers, "<i8")
    return Value(INT64, array.shape, array.tobytes())


def text(string: str) -> Value:
    return _texts([string], ())


def texts(strings: Sequence[str]) -> Value:
    return _texts(strings, (len(strings),))


def _texts(strings: Sequence[str], shape: Shape) -> Value:
    encoded = [string.encode() for string in strings]
    width = max([1, *map(len, encoded)])
    data = b"".join(raw.ljust(width, b"\0") for raw in encoded)
    return Value(TEXT + struct.pack("<I", width), shape, data)


def data_bytes(kind: bytes, shape: Shape) -> int:
    """The bytes of an array of the type."""
    return math.prod(shape) * int.from_bytes(kind[4:8], "little")
