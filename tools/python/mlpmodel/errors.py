"""The one error of this package."""


class ModelError(ValueError):
    """Says in one line what is wrong and where, what was found, what was expected and what to do."""

    def __str__(self) -> str:
        return " ".join(super().__str__().splitlines())


def shown(text: str) -> str:
    """Text of a file as a literal: quoted, cut at 60 characters, control characters escaped."""
    return ascii(text if len(text) <= 60 else text[:59] + "…")
