"""Tables with named columns (pandas, Polars) as rows of a model."""

from collections.abc import Sequence
from typing import Any

from .errors import ModelError


def matched(what: str, table: Any, features: Sequence[str]) -> Any:
    """The features of a table in the model's order, matched by name, as an array; anything else as it is.

    A table whose columns have no names is taken by position. Raises ModelError where a column is missing.
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
    return table.to_numpy()
