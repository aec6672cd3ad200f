"""Settings of a source's layer, read strictly: what is not as expected is refused by the setting's name."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import ModelError, shown

MISSING = object()
LARGEST = float(np.finfo(np.float32).max)


class Settings:
    """`of` says whose settings they are. A default stands for a setting that is absent, or null where null says so too."""

    def __init__(self, values: Any, of: str) -> None:
        if not isinstance(values, Mapping):
            raise ModelError(f"{of}: found {short(values)} for its settings, expected a dictionary")
        self.values, self.of = values, of

    def wrong(self, name: str, expected: str) -> ModelError:
        value = self.values.get(name, MISSING)
        found = "nothing" if value is MISSING else short(value)
        return ModelError(f"{self.of}: found {found} for the setting {name}, expected {expected}")

    def only(self, known: Iterable[str]) -> None:
        """Refuses a setting of another name, unless its value says that it is not used."""
        for name, value in self.values.items():
            if name not in known and value is not None and value is not False:
                raise ModelError(
                    f"{self.of}: found the setting {shown(str(name))}, whose meaning is unknown here, expected"
                    f" {', '.join(sorted(known))}; save the model without it"
                )

    def flag(self, name: str, default: bool | None = None) -> bool:
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            raise self.wrong(name, "true or false")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise self.wrong(name, "a text")
        return value

    def number(
        self, name: str, default: float | None = None, least: float = -LARGEST, most: float = LARGEST
    ) -> float:
        """One number in the range, which is float32's unless it is given."""
        expected = (
            "a finite number of float32" if (least, most) == (-LARGEST, LARGEST)
            else f"a number of {least:g} or more, finite in float32" if most == LARGEST
            else f"a number from {least:g} to {most:g}"
        )
        try:
            found = self.numbers(name, default)
        except ModelError:
            raise self.wrong(name, expected) from None
        if found.size != 1 or not least <= float(found.reshape(-1)[0]) <= most:
            raise self.wrong(name, expected)
        return float(found.reshape(-1)[0])

    def integer(self, name: str, least: int, most: int) -> int:
        """A whole number in the range, written as one: neither true nor 16.0."""
        value = self.values.get(name, MISSING)
        if type(value) is not int or not least <= value <= most:
            raise self.wrong(name, f"a whole number from {least} to {most}")
        return value

    def shape(self, name: str, most: int) -> list[int | None]:
        """Extents, the first of them that of a batch: null where they are open; `most` numbers at most."""
        value = self.values.get(name)
        known = [extent for extent in value[1:] if extent is not None] if isinstance(value, list | tuple) else []
        if (
            not isinstance(value, list | tuple) or not value
            or not all(extent is None or (type(extent) is int and 0 < extent <= most) for extent in value)
            or math.prod(known) > most
        ):
            raise self.wrong(name, f"a list of whole numbers above 0, null where they are open, of {most} numbers a row at most")
        return list(value)

    def numbers(self, name: str, default: Any = None) -> NDArray[np.float64]:
        value = self.values.get(name)
        try:
            return doubles(default if value is None else value)
        except (TypeError, ValueError, OverflowError, RecursionError):
            raise self.wrong(name, "finite numbers") from None


def doubles(value: Any) -> NDArray[np.float64]:
    """Finite numbers, also as Keras writes arrays of NumPy: with their type, in a dictionary."""
    if isinstance(value, Mapping):
        inner = value.get("config") if value.get("class_name") in ("__numpy__", "__tensor__") else value
        if not isinstance(inner, Mapping) or isinstance(inner.get("value"), Mapping):
            raise TypeError("no array")
        value = inner.get("value")
    found = np.asarray(value)
    if found.dtype.kind not in "fiu" or not found.size:
        raise TypeError("no numbers")
    found = found.astype(np.float64)
    if not np.isfinite(found).all():
        raise ValueError("not finite")
    return found


def short(value: Any) -> str:
    """A value for a message, cut."""
    if isinstance(value, str):
        return shown(value)
    kind = type(value).__name__
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 200:
        return f"a whole number of {value.bit_length()} bits"  # Python refuses to write the longest.
    text = repr(value) if isinstance(value, bool | int | float | type(None)) else kind
    if isinstance(value, list | tuple) and len(value) <= 8:
        text = "[" + ", ".join(map(short, value)) + "]"
    return text if len(text) <= 60 else kind
