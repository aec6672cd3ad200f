"""The one error of this package."""

import functools
import inspect
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class ModelError(ValueError):
    """Says in one line what is wrong and where, what was found, what was expected and what to do."""

    def __str__(self) -> str:
        return " ".join(super().__str__().splitlines())


def shown(text: str) -> str:
    """Text of a file as a literal: quoted, cut at 60 characters, control characters escaped."""
    return ascii(text if len(text) <= 60 else text[:59] + "…")


def told(error: BaseException) -> str:
    """An error in one line, cut at 200 characters; the text of one that cannot be shown is left out."""
    kind = type(error).__name__
    try:
        text = f"{kind}: {error}".strip()
    except Exception:
        text = kind
    return " ".join(text.splitlines())[:200]


def not_installed(what: str, error: ImportError) -> ModelError:
    """That a package is missing which `what` needs."""
    name = (error.name or "a package").partition(".")[0]
    package = {"sklearn": "scikit-learn"}.get(name, name)
    return ModelError(f"{what}: needs {name}, which cannot be imported ({told(error)}); install it: pip install {package}")


def too_narrow(what: str, dtype: object) -> ModelError:
    """That rows of a model with origins are of a type that does not hold raw values."""
    return ModelError(
        f"{what}: found {dtype}, expected float64: the model's features are relative to origins, and {dtype} loses what tells"
        " their raw values apart"
    )


def public(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """The function as the package offers it: what it cannot use is a ModelError, whatever stumbled over it.

    Only a call that does not fit the signature is a TypeError, and MemoryError stays one.
    """
    signature = inspect.signature(function)

    @functools.wraps(function)
    def call(*arguments: Parameters.args, **named: Parameters.kwargs) -> Result:
        signature.bind(*arguments, **named)
        try:
            return function(*arguments, **named)
        except (ModelError, MemoryError):
            raise
        except ImportError as error:
            raise not_installed(function.__name__, error) from error
        except Exception as error:
            name = function.__name__
            found = f"{name}: found what it cannot use ({told(error)})"
            raise ModelError(f"{found}, expected what help(mlpmodel.{name}) says") from error

    return call
