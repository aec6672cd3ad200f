"""A model of another framework to a model of this project, held against its source before it is written."""

import os
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .activations import apply
from .chain import Source, folded
from .comparison import WIDTHS, compare, otherwise, trace
from .errors import ModelError, not_installed, told
from .files import Pathlike, regular, write
from .forward import features, predict
from .model import Array, Fact, Input, Layer, MultilayerPerceptron, Output, Verification
from .rules import check
from .settings import short

ROWS = 16
T = TypeVar("T")


def save(model: Any, path: Pathlike, **options: Any) -> MultilayerPerceptron:
    """Writes the model file of a `MultilayerPerceptron`, or of what `convert` takes with its options; returns the model."""
    found = model if isinstance(model, MultilayerPerceptron) and not options else convert(model, **options)
    write(found, path)
    return found


def convert(
    model: Any,
    *,
    names: Sequence[str] | None = None,
    labels: Sequence[str] | None = None,
    task: str | None = None,
    minimum: ArrayLike | None = None,
    maximum: ArrayLike | None = None,
    rows: ArrayLike | None = None,
    tolerance: float = 1e-5,
    provenance: Mapping[str, Fact] | None = None,
    architecture: Pathlike | None = None,
) -> MultilayerPerceptron:
    """The model of a scikit-learn, PyTorch, Keras or ONNX object, or of a .keras, Keras .h5 or .onnx file.

    `names` of features and `labels` of classes or outputs stand for those that the object has, or x0, x1, … and 0,
    1, … or y0, y1, … where it has none. `task` says what the outputs are where the last activation doesn't: a
    classifier that ends without one gets softmax or sigmoid, as its loss would have applied; without a `task` it becomes
    a regression, with a warning. `minimum` and `maximum` are each feature's range in training. `rows` are verification
    rows, made up within the ranges unless given; the object's own outputs for them are stored with the tolerance, and
    must agree with this package's. `provenance` adds facts. `architecture` is the JSON of a Keras file that holds weights
    alone.

    An object, and an ONNX graph, is run and then left as it was: its outputs are compared with those of the result on
    rows of every magnitude and on both sides of each break of its activations.

    Raises ModelError where the model is no chain of dense layers of its framework, naming the layer, where its outputs
    differ, and where it cannot be read or run.
    """
    check_options(task, tolerance, provenance)
    source = guarded(model, lambda: read(model, architecture))
    origin, offset, scale, layers = guarded(
        model, lambda: folded(source.operations, source.inputs, source.width == "float64"))
    if origin is not None and (one := source.run) is not None:
        # A framework's backend may compute in fewer digits than its layers state: its outputs show that.
        guarded(model, lambda: one(np.zeros((1, source.inputs))))
        if source.width != "float64":
            origin, offset, scale, layers = folded(source.operations, source.inputs)
    chosen = task or source.task or guess(layers)
    check_task(chosen, layers[-1])
    plain, layers[-1] = layers[-1], replace(layers[-1], activation=last_activation(layers[-1], chosen))
    n, defaults = len(offset), default_labels(chosen, len(plain.bias))
    given = Input(texts("names", n, names, source.names, [f"x{i}" for i in range(n)]), offset, scale, origin=origin)
    if (minimum is None) != (maximum is None):
        raise ModelError("minimum, maximum: found one of them, expected both or none")
    if minimum is not None and maximum is not None:
        given.minimum, given.maximum = (
            relative(given, name, bound, (n,)) for name, bound in (("minimum", minimum), ("maximum", maximum)))
    output = Output(chosen, texts("labels", len(defaults), labels, source.labels, defaults))
    facts = {"producer": source.producer, **source.facts, **(provenance or {})}
    found = MultilayerPerceptron(given, layers, output, provenance=facts)
    check(found)
    raw = raw_values(given, made_up(given) if rows is None else relative(given, "rows", rows, (None, n)))
    expected = predict(found, raw)
    if (run := source.run) is not None:
        # A copy, because a source may write into its rows.
        expected = guarded(model, lambda: as_outputs(run(raw.copy()), plain.activation, layers[-1].activation))
    found.verification = Verification(features(found, raw), expected.astype(np.float32), float(tolerance))
    agree(found, expected, source)
    # The outputs as the source has them, without what the task adds.
    own = replace(found, layers=[*layers[:-1], plain], output=Output("regression", output.labels))
    guarded(model, lambda: compare(source, own, float(tolerance)))
    if task is None and source.task is None and chosen == "regression":
        warnings.warn(
            f"task: found none and {plain.activation} as the last activation, so the outputs are taken for numbers (regression);"
            " give task='classification' where they are logits of classes, or task='regression' where they are numbers",
            stacklevel=depth_of_caller(),
        )
    return found


def check_options(task: Any, tolerance: Any, provenance: Any) -> None:
    if task is not None and not (isinstance(task, str) and task in ("classification", "regression", "multi_label")):
        raise ModelError(f"task: found {short(task)}, expected 'classification', 'regression' or 'multi_label'")
    if not isinstance(tolerance, (int, float)) or not 0 <= tolerance < 2.0**128:
        raise ModelError(f"tolerance: found {short(tolerance)}, expected a finite number, 0 or above")
    if provenance is not None and not isinstance(provenance, Mapping):
        raise ModelError(f"provenance: found {short(provenance)}, expected a dictionary of facts")


def guarded(model: Any, work: Callable[[], T]) -> T:
    """What `work` returns. Any error in reading or running the source is a ModelError."""
    try:
        return work()
    except (ModelError, MemoryError):
        raise
    except Exception as error:  # of the framework or of what the source holds
        what = str(model) if isinstance(model, (str, Path)) else f"{type(model).__module__}.{type(model).__name__}"
        if isinstance(error, ImportError):
            raise not_installed(str(what), error) from error
        raise ModelError(f"{what}: found what cannot be read or run ({told(error)}), expected a sound model") from error


def depth_of_caller() -> int:
    """How far up the stack, for a warning, the first code outside of this package is."""
    frame, depth = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == __name__.partition(".")[0]:
        frame, depth = frame.f_back, depth + 1
    return depth


def read(model: Any, architecture: Pathlike | None) -> Source:
    """The source, by its class or the end of its name."""
    if isinstance(model, (str, os.PathLike)):
        suffix = Path(os.fsdecode(model)).suffix.lower()
        if suffix in (".keras", ".h5", ".hdf5"):
            from .keras_files import source as keras_file

            regular(model)
            return keras_file(Path(model), architecture)
        if suffix == ".onnx":
            from .from_onnx import source as onnx_source

            regular(model)
            return onnx_source(model)
        raise ModelError(f"{short(os.fsdecode(model))}: found a file called *{suffix}, expected .keras, .h5 or .onnx; give the object")
    packages = {kind.__module__.split(".")[0] for kind in type(model).__mro__}
    if "sklearn" in packages:
        from .from_sklearn import source as sklearn_source

        return sklearn_source(model)
    if packages & {"keras", "tf_keras", "tensorflow"}:
        from .from_keras import live

        return live(model)
    if "torch" in packages:
        from .from_torch import source as torch_source

        return torch_source(model)
    if "onnx" in packages:
        from .from_onnx import source as onnx_source

        return onnx_source(model)
    kind = f"{type(model).__module__}.{type(model).__name__}"
    raise ModelError(f"found a {kind}, expected a model of scikit-learn, PyTorch, Keras or ONNX, or the path of a file")


def texts(what: str, count: int, *lists: Sequence[Any] | None) -> list[str]:
    """The first of the lists that there is, as texts; `count` of them."""
    found = next(one for one in lists if one is not None)
    if isinstance(found, (str, bytes)) or not isinstance(found, Iterable):
        raise ModelError(f"{what}: found {short(found)}, expected a list of {count} texts")
    listed = [str(one) for one in found]
    if len(listed) != count:
        raise ModelError(f"{what}: found {len(listed)}, expected {count}")
    return listed


def relative(given: Input, what: str, values: ArrayLike, shape: tuple[int | None, ...]) -> Array:
    """Raw values of the shape as features, relative to the origins where there are any."""
    if given.origin is None:
        return floats(what, values, shape)
    floats(what, values, shape)
    return (np.asarray(values, np.float64) - given.origin).astype(np.float32)


def raw_values(given: Input, x: Array) -> NDArray[Any]:
    """The raw values of features: float64 where there are origins."""
    return x if given.origin is None else x.astype(np.float64) + given.origin


def floats(what: str, given: ArrayLike, shape: tuple[int | None, ...]) -> Array:
    """Finite numbers of the shape, in which None is any extent, as float32."""
    expected = ["rows" if extent is None else extent for extent in shape]
    try:
        with np.errstate(over="ignore"):
            found = np.array(given).astype(np.float32)
    except (TypeError, ValueError, OverflowError):
        raise ModelError(f"{what}: found {type(given).__name__}, expected numbers of shape {expected}") from None
    if found.ndim != len(shape) or any(extent not in (None, size) for extent, size in zip(shape, found.shape)):
        raise ModelError(f"{what}: found shape {list(found.shape)}, expected {expected}")
    if not np.isfinite(found).all():
        raise ModelError(f"{what}: found {found[~np.isfinite(found)][0]}, expected finite numbers of float32")
    return found


def guess(layers: Sequence[Layer]) -> str:
    """What the last activation says the outputs are."""
    last, outputs = layers[-1].activation, len(layers[-1].bias)
    if outputs > 1 and last in ("softmax", "log_softmax"):
        return "classification"
    return "regression" if last != "sigmoid" else "classification" if outputs == 1 else "multi_label"


def check_task(task: str, last: Layer) -> None:
    """Refuses a task that outputs of the last activation cannot be for."""
    several = task == "classification" and len(last.bias) > 1
    fit = ("linear", "softmax", "log_softmax") if several else ("linear", "sigmoid")
    if task != "regression" and last.activation not in fit:
        outputs = f"{len(last.bias)} outputs" if len(last.bias) > 1 else "one output"
        raise ModelError(
            f"task: found {task!r} for {outputs} behind {last.activation}, expected {' or '.join(fit)} as the last activation;"
            " give task='regression', or the model without its last activation"
        )


def last_activation(layer: Layer, task: str) -> str:
    """The layer's activation, or that of the task where the source leaves it to its loss or to a logarithm."""
    several = task == "classification" and len(layer.bias) > 1
    if task != "regression" and layer.activation in (("linear", "log_softmax") if several else ("linear",)):
        return "softmax" if several else "sigmoid"
    return layer.activation


def as_outputs(found: NDArray[Any], before: str, after: str) -> NDArray[np.float64]:
    """The source's outputs as they are after the last activation was changed."""
    found = np.asarray(found, np.float64)
    if before == after:
        return found
    return np.exp(found) if before == "log_softmax" else apply(after, {}, found)


def default_labels(task: str, outputs: int) -> list[str]:
    if task == "classification":
        return [str(k) for k in range(max(2, outputs))]
    return [f"y{k}" for k in range(outputs)]


def made_up(given: Input) -> Array:
    """Rows within the ranges, or where the network sees -2 to 2: all lowest, all highest, and random ones between."""
    reach = 2 / np.where(given.scale == 0, 1, abs(given.scale))
    low = given.offset - reach if given.minimum is None else given.minimum
    high = given.offset + reach if given.maximum is None else given.maximum
    places = np.random.default_rng(1).random((ROWS, len(low)))
    places[0], places[1] = 0, 1
    return (low * (1 - places) + high * places).astype(np.float32)


def agree(model: MultilayerPerceptron, expected: NDArray[np.float64], source: Source) -> None:
    """Refuses a model that is off by more than half its tolerance: the rest is for a runtime's float32."""
    rows = model.verification
    if rows is None or not np.isfinite(expected).all():
        raise ModelError("verification rows: found outputs of the source that are not finite, expected finite ones; give other rows")
    raw = raw_values(model.input, rows.inputs)
    found = predict(model, raw)
    if found.shape != expected.shape:
        raise ModelError(f"outputs: found shape {list(found.shape)}, expected the source's {list(expected.shape)}")
    relative = abs(found - expected) / np.maximum(1, abs(expected))
    off = float(relative.max())
    if off <= rows.tolerance / 2:
        return
    row, output = np.unravel_index(int(np.argmax(np.where(np.isnan(relative), np.inf, relative))), relative.shape)
    traced = trace(source.operations, raw, WIDTHS.get(source.width, WIDTHS["bfloat16"])[0])
    if not off <= 2 * float((traced.errors / np.maximum(1, abs(traced.values))).max()):
        raise otherwise(found[row, output], expected[row, output], raw[row], int(output))
    needed = float(f"{2.2 * off:.1e}")
    raise ModelError(
        f"output {output} of verification row {row}: found a relative difference of {off:.3g} to the source's, expected at most"
        f" {rows.tolerance / 2:.3g}; the source computes in {source.width}, whose rounding explains it: give tolerance={needed:g}"
    )
