"""The texts of a table's cells that are missing values (SCHEMA.md, "Missing values")."""

import re
from collections.abc import Iterable

from .errors import ModelError, shown
from .model import Input

# What a column has that has no list of its own, in order.
BUILT_IN = (
    "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "None", "n/a", "null",
)

NUMBER_BYTES = 1024
NAN = re.compile(r"[+-]?nan(\([0-9A-Za-z_]*\))?", re.ASCII | re.IGNORECASE)
NUMBER = re.compile(r"([+-]?)(\d*)\.?(\d*)([eE]([+-]?\d+))?", re.ASCII)


def canonical(texts: Iterable[str]) -> tuple[str, ...]:
    """The one form of a list: its texts in order, each once, numbers plain, without those that are always missing."""
    found = {plain(text.strip(" \t")) for text in texts}
    return tuple(sorted((text for text in found if text and not NAN.fullmatch(text)), key=str.encode))


def plain(text: str) -> str:
    """A number without an exponent and zeros that say nothing; any other text as it is."""
    parts = NUMBER.fullmatch(text)
    if not parts or not parts[2] + parts[3]:
        return text
    sign, whole, fraction, exponent = parts[1], parts[2], parts[3], parts[5] or "0"
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return "0"
    place = place_of(exponent) + len(whole) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if max(abs(place), len(digits)) <= NUMBER_BYTES:
        before = digits[: max(place, 0)] + "0" * (place - len(digits)) or "0"
        behind = "0" * -place + digits[max(place, 0) :]
        found = ("-" if sign == "-" else "") + before + ("." + behind if behind else "")
        if len(found) <= NUMBER_BYTES:
            return found
    raise ModelError(f"input/missing: found {shown(text)}, expected a number of at most {NUMBER_BYTES} characters without an exponent")


def place_of(exponent: str) -> int:
    """The exponent, or one that is too large where it has too many digits to be counted."""
    digits = exponent.lstrip("+-0") or "0"
    size = int(digits) if len(digits) < 10 else 1 << 30
    return -size if exponent.startswith("-") else size


def lists(given: Input) -> tuple[list[tuple[str, ...]], list[int]] | None:
    """Each list of the columns once, in the order of their first columns, and the place of each column's; None for the built-in one alone."""
    if given.missing is None or all(tuple(texts) == BUILT_IN for texts in given.missing):
        return None
    places: dict[tuple[str, ...], int] = {}
    of_columns = [places.setdefault(tuple(texts), len(places)) for texts in given.missing]
    return list(places), of_columns
