"""Tables with named columns (pandas, Polars) as rows of a model."""

from collections.abc import Sequence
from typing import Any

from .errors import ModelError, too_narrow

NARROW = ("float32", "float16")


def selected(what: str, table: Any, features: Sequence[str], origins: Sequence[float] | None = None) -> Any:
    """The features of a table in the model's order, matched by name; anything else as it is.

    A table whose columns have no names is taken by position. Raises ModelError where a column is missing, or is too
    narrow for the raw values of a feature with an origin.
    """
    if not (hasattr(table, "columns") and hasattr(table, "to_numpy")):
        return table
    present = list(table.columns)
    if any(isinstance(name, str) for name in present):
        missing = [name for name in features if name not in present]
        if missing:
            unknown = [name for name in present if name not in features]
            raise ModelError(f"{what}: the columns {missing} are missing, and the model has no {unknown}; rename or add columns")
        if present != list(features):
            table = table[list(features)]
    # The columns have a type in common as an array, which is no narrower than theirs.
    for name, dtype, origin in zip(features, getattr(table, "dtypes", ()), origins or ()):
        if origin and str(dtype).lower() in NARROW:
            raise too_narrow(f"{what}: column {name!r}", dtype)
    return table


def matched(what: str, table: Any, features: Sequence[str], origins: Sequence[float] | None = None) -> Any:
    """The same as an array, where it is a table."""
    found = selected(what, table, features, origins)
    return found.to_numpy() if hasattr(found, "columns") and hasattr(found, "to_numpy") else found
