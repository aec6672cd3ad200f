"""Settings of a source's layer, read strictly: what is not as expected is refused by the setting's name."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import ModelError, shown

MISSING = object()


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

    def number(self, name: str, default: float | None = None) -> float:
        found = self.numbers(name, default)
        if found.size != 1:
            raise self.wrong(name, "a number")
        return float(found.reshape(-1)[0])

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
    text = repr(value) if isinstance(value, bool | int | float | type(None)) else kind
    return text if len(text) <= 60 else kind
