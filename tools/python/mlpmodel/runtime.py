"""Model files run by libmlp: the bits of mlp-infer, without a copy of rows or results."""

import os
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from .errors import ModelError, too_narrow
from .model import Array
from .tables import matched

if TYPE_CHECKING:
    from ._runtime import Model as Engine
else:
    try:
        from ._runtime import Model as Engine
    except ImportError as error:
        # Without the extension the rest of the package is whole: reading, writing and converting need NumPy alone.
        reason = str(error)

        class Engine:
            __slots__ = ()

            def __new__(cls, *arguments):
                raise ImportError(f"mlpmodel.Model needs libmlp, which is not in this installation ({reason}); install the wheel")


class Model(Engine):
    """A model file, read, verified and packed for this CPU.

    `source` is a path, or a file's content as bytes. With `identity`, 64 hexadecimal digits, any other model is refused.
    A batch that is worth it spreads over `threads` threads; 0 stands for as many as this process has CPUs.

        model = Model("model.h5")
        probabilities = model.predict(rows)       # float32 [rows, outputs]
        model.predict(rows, out=probabilities)    # the same, without allocation
        model.labels[model.predict_classes(rows)[0]]

    `rows` is [rows, features], or [features] for one row. float32 that is C-contiguous is read where it lies; other numbers,
    lists among them, are rounded to float32 once. A table with named columns (pandas, Polars) is matched by name.

    Rows hold raw values. Where features are relative to `origins`, as time stamps may be, these are subtracted in float64
    before rounding; rows of float32 are refused then, because they do not tell such values apart.

    A NaN makes its row's outputs NaN. Where the model imputes missing values (`imputes`), a row with a NaN is refused: the
    command mlp-infer would predict for it. Fill such rows with `load(path).input.imputed` first.

    Threads: any number may share a model; the GIL is released where a call takes longer than some microseconds. A process
    that forked goes on with the models that it has. A row's result is the same bits in any batch and on any thread.

    A pickle holds the path, made absolute, and the identity, so that no other model is loaded in its place; or the bytes,
    where the model came from bytes. A process that unpickles the same model again gets the one that it has.

    Raises ModelError with one line; MemoryError.
    """

    __slots__ = ("__weakref__",)

    def __new__(cls, source: Any, *, identity: str | None = None, threads: int = 1) -> Self:
        if isinstance(source, str | os.PathLike):
            source = os.path.abspath(os.fsdecode(source))
        elif not isinstance(source, bytes):
            try:
                source = bytes(memoryview(source))
            except TypeError:
                raise ModelError(f"source: found {type(source).__name__}, expected a path or a file's bytes") from None
        return super().__new__(cls, source, identity, threads)

    def _rows(self, x: Any) -> Array:
        """Rows that are not yet C-contiguous float32 in memory."""
        x = matched("x", x, self.features, self.origins)
        try:
            array = np.asarray(x)
        except ValueError as error:
            raise ModelError(f"x: expected rows of {len(self.features)} numbers: {error}") from None
        if array.dtype.kind not in "fiub":
            raise ModelError(f"x: found {array.dtype}, expected numbers; code text and fill missing values first")
        if self.origins is not None:
            if array.dtype in (np.float32, np.float16):
                raise too_narrow("x", array.dtype)
            if array.ndim in (1, 2) and array.shape[-1] == len(self.origins):
                array = array.astype(np.float64) - np.array(self.origins)
        return np.require(array, np.float32, ["C", "A"])

    def __repr__(self) -> str:
        identity = f", identity {self.identity[:16]}…" if self.identity else ""
        return f"<mlpmodel.Model: {self.task}, {len(self.features)} features, {len(self.labels)} labels{identity}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __copy__(self) -> Self:
        return self  # immutable

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return unpickled, (type(self), self.source, self.identity, self.threads)


# What pickles brought into this process, the latest last.
_models: dict[tuple[Any, ...], Model] = {}
_KEPT = 16


def unpickled(kind: type[Model], source: str | bytes, identity: str | None, threads: int) -> Model:
    """The model of a pickle: a process that scores many parts of a table loads it once."""
    key = (kind, identity or source, threads)
    model = _models.get(key)
    if model is None or model.closed:
        model = kind(source, identity=identity, threads=threads)
        _models.pop(key, None)
        _models[key] = model
        while len(_models) > _KEPT:
            del _models[next(iter(_models))]
    return model
