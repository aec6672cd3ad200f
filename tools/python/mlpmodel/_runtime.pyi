from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

library_version: str

class Model:
    source: str | bytes
    features: tuple[str, ...]
    origins: tuple[float, ...] | None
    labels: tuple[str, ...]
    task: str
    identity: str | None
    verified_rows: int
    threads: int
    imputes: bool
    @property
    def closed(self) -> bool: ...
    def __new__(cls, source: str | bytes, identity: str | None, threads: int, /) -> Self: ...
    def predict(self, x: Any, out: NDArray[np.float32] | None = None) -> NDArray[np.float32]: ...
    def predict_logits(self, x: Any, out: NDArray[np.float32] | None = None) -> NDArray[np.float32]: ...
    def predict_classes(self, x: Any, out: NDArray[np.int32] | None = None) -> NDArray[np.int32]: ...
    def close(self) -> None: ...
