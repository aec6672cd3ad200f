"""What a model must keep besides names, types and shapes of its file (SCHEMA.md, "Rules" and the parts before)."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .activations import PARAMETERS
from .errors import ModelError, shown
from .missing import canonical
from .model import Input, Layer, MultilayerPerceptron, Output, Verification

LAYERS, WIDTH, CATEGORIES = 1024, 1_048_576, 1024
NAME_BYTES, TEXT_BYTES = 1024, 60_000
FACTS, ROWS, FEATURES_REQUIRED = 1000, 1024, 64
MISSING_LISTS, MISSING_TEXTS = 1024, 256


def check(model: MultilayerPerceptron) -> None:
    """Raises ModelError at the first rule that the model breaks."""
    try:
        check_parts(model)
    except ModelError:
        raise
    except (AttributeError, TypeError, ValueError, LookupError, OverflowError) as error:
        detail = f"{type(error).__name__}: {error}"
        raise ModelError(f"model: found a part of another type ({detail}), expected those of mlpmodel.MultilayerPerceptron") from error


def check_parts(model: MultilayerPerceptron) -> None:
    check_input(model.input)
    width = len(model.input.names)
    at_most("/layers", len(model.layers), LAYERS, "layers")
    for k, layer in enumerate(model.layers):
        check_layer(layer, width, f"/layers/{k}")
        width = layer.weights.shape[1]
    check_output(model.output, model.layers[-1].activation, width, f"/layers/{len(model.layers) - 1}")
    if model.verification is not None:
        check_verification(model.verification, len(model.input.names), width)
    at_most("/provenance", len(model.provenance), FACTS, "facts", 0)
    for key, fact in model.provenance.items():
        if not isinstance(key, str) or not re.fullmatch(r"[!-.0-~]{1,255}", key) or key == ".":
            raise wrong("/provenance", f"the key {shown(str(key))}", "printable ASCII without blanks and slashes")
        if isinstance(fact, str):
            check_text(fact, f"/provenance@{key}", TEXT_BYTES)
        elif isinstance(fact, int) and not -(1 << 63) <= fact < 1 << 63:
            raise wrong(f"/provenance@{key}", str(fact), "an integer of 64 bits")
        elif not isinstance(fact, (int, float)):
            raise wrong(f"/provenance@{key}", type(fact).__name__, "a text, an int or a float")


def wrong(place: str, found: str, expected: str) -> ModelError:
    return ModelError(f"{place}: found {found}, expected {expected}")


def at_most(place: str, count: int, limit: int, what: str, least: int = 1) -> None:
    if not least <= count <= limit:
        raise wrong(place, f"{count} {what}", f"{least} to {limit}")


def check_text(string: str, place: str, limit: int) -> None:
    try:
        size = len(string.encode())
    except UnicodeEncodeError:
        raise wrong(place, shown(string), "text that UTF-8 can express") from None
    if "\0" in string:
        raise wrong(place, shown(string), "text without U+0000")
    if size > limit:
        raise wrong(place, f"text of {size} bytes", f"at most {limit}")


def check_names(names: Iterable[str], place: str) -> None:
    """Names are not empty and differ, in the sense of Unicode's NFC."""
    found: set[str] = set()
    for name in names:
        check_text(name, place, NAME_BYTES)
        if not name:
            raise wrong(place, "an empty name", "names of one character or more")
        same = unicodedata.normalize("NFC", name)
        if same in found:
            raise wrong(place, f"{shown(name)} twice", "each name once")
        found.add(same)


def check_shape(array: NDArray[Any], shape: tuple[int, ...], place: str, dtype: type[np.floating[Any]] = np.float32) -> None:
    if array.dtype != dtype or array.shape != shape:
        raise wrong(place, f"{array.dtype} {list(array.shape)}", f"{np.dtype(dtype)} {list(shape)}")
    if not np.isfinite(array).all():
        at = np.argwhere(~np.isfinite(array))[0]
        raise wrong(place, f"{array[tuple(at)]} at {[int(i) for i in at]}", "finite numbers")


def check_input(given: Input) -> None:
    n = len(given.names)
    at_most("/input/names", n, WIDTH, "features")
    check_names(given.names, "/input/names")
    for name in ("offset", "scale", "minimum", "maximum", "imputed"):
        array = getattr(given, name)
        if array is not None:
            check_shape(array, (n,), f"/input/{name}")
    if given.origin is not None:
        check_shape(given.origin, (n,), "/input/origin", np.float64)
    if (given.minimum is None) != (given.maximum is None):
        raise wrong("/input", "one of minimum and maximum", "both or none")
    if given.minimum is not None and given.maximum is not None and (given.minimum > given.maximum).any():
        i = int(np.argmax(given.minimum > given.maximum))
        found = f"minimum {given.minimum[i]}, maximum {given.maximum[i]} of feature {i}"
        raise wrong("/input", found, "minimum <= maximum")
    if given.privacy_note is not None:
        check_text(given.privacy_note, "/input@privacy_note", TEXT_BYTES)
    check_categories(given)
    if given.missing is not None:
        check_missing(given.missing, given.column_count)


def check_missing(lists: Sequence[Sequence[str]], columns: int) -> None:
    """Each list has the one form that it has (see missing.py)."""
    place = "/input/missing"
    if len(lists) != columns:
        raise wrong(place, f"{len(lists)} lists", f"{columns}, one for each column")
    distinct = dict.fromkeys(map(tuple, lists))
    at_most(place, len(distinct), MISSING_LISTS, "different lists")
    for texts in distinct:
        at_most(f"{place}/texts", len(texts), MISSING_TEXTS, "texts of a list", 0)
        for text in texts:
            check_text(text, f"{place}/texts", NAME_BYTES)
        if canonical(texts) != texts:
            raise wrong(
                f"{place}/texts", shown(", ".join(texts)),
                "texts in ascending order, each once, numbers in their plain form, none with blanks around it, empty or NaN",
            )


def check_categories(given: Input) -> None:
    at_most("/input/categories", len(given.categories), CATEGORIES, "categories", 0)
    end, columns, place = 0, list(given.names), "/input/categories"
    for k, category in enumerate(given.categories):
        here, first = f"{place}/{k}", category.first_feature
        if category.unknown not in ("error", "zeros"):
            raise wrong(f"{here}@unknown", shown(category.unknown), "error or zeros")
        if first < end:
            raise wrong(f"{here}@first_feature", str(first), f"{end} or more, behind the category before")
        end = first + len(category.levels)
        if not category.levels or end > len(given.names):
            most = max(0, len(given.names) - first)
            raise wrong(f"{here}/levels", f"{len(category.levels)} levels", f"1 to {most}, a feature for each")
        check_names(category.levels, f"{here}/levels")
        columns[first:end] = [""] * len(category.levels)
    check_names([*[c for c in columns if c], *[c.column for c in given.categories]], place)


def check_layer(layer: Layer, inputs: int, place: str) -> None:
    if layer.activation not in PARAMETERS:
        raise wrong(f"{place}@activation", shown(layer.activation), ", ".join(PARAMETERS))
    for name in PARAMETERS[layer.activation]:
        value = np.float32(layer.parameters.get(name, math.nan))
        if not np.isfinite(value):
            raise wrong(f"{place}@{name}", str(value), "a finite number")
    if layer.weights.ndim != 2 or layer.weights.shape[0] != inputs:
        raise wrong(f"{place}/weights", f"shape {list(layer.weights.shape)}", f"[{inputs}, outputs]")
    at_most(f"{place}/weights", layer.weights.shape[1], WIDTH, "outputs")
    check_shape(layer.weights, layer.weights.shape, f"{place}/weights")
    check_shape(layer.bias, layer.weights.shape[1:], f"{place}/bias")


def check_output(output: Output, activation: str, width: int, layer: str) -> None:
    if output.task not in ("classification", "regression", "multi_label"):
        raise wrong("/output@task", shown(output.task), "classification, regression or multi_label")
    classes = output.task == "classification" and width > 1
    needed = "softmax" if classes else "sigmoid"
    if output.task != "regression" and activation != needed:
        raise wrong(f"{layer}@activation", activation, f"{needed} for {output.task} of {width} outputs")
    labels = 2 if output.task == "classification" and width == 1 else width
    if len(output.labels) != labels:
        raise wrong("/output/labels", f"{len(output.labels)} labels", str(labels))
    check_names(output.labels, "/output/labels")
    temperature, threshold = np.float32(output.temperature), np.float32(output.threshold)
    if not (np.isfinite(temperature) and temperature > 0):
        raise wrong("/output@temperature", str(temperature), "a finite number above 0")
    if temperature != 1 and activation not in ("softmax", "sigmoid"):
        raise wrong("/output@temperature", f"{temperature} with {activation}", "1 without softmax or sigmoid")
    if output.task == "regression" or classes:
        if threshold != 0.5:
            raise wrong("/output@threshold", f"{threshold} where no output is compared with it", "0.5")
    elif not 0 < threshold < 1:
        raise wrong("/output@threshold", str(threshold), "a number between 0 and 1")


def check_verification(rows: Verification, inputs: int, outputs: int) -> None:
    count = len(rows.inputs) if rows.inputs.ndim else 0
    at_most("/verification/inputs", count, ROWS, "rows")
    check_shape(rows.inputs, (count, inputs), "/verification/inputs")
    check_shape(rows.outputs, (count, outputs), "/verification/outputs")
    tolerance = np.float32(rows.tolerance)
    if not (np.isfinite(tolerance) and tolerance >= 0):
        raise wrong("/verification@tolerance", str(tolerance), "a finite number, 0 or above")


