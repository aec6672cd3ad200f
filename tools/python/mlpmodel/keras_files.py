"""Files of Keras: .keras, and .h5 of whole models or of weights beside an architecture. Read through h5py, without Keras."""

import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import from_keras
from .chain import Source
from .errors import ModelError
from .files import Pathlike
from .from_keras import Config, Weights, chain

LARGEST = 1 << 30


def source(path: Path, architecture: Pathlike | None) -> Source:
    """The model of a file. `architecture` is the JSON of model.to_json() for a file of weights alone."""
    try:
        if path.suffix.lower() == ".keras":
            return from_keras.source(*keras_file(path))
        return from_keras.source(*h5_file(path, architecture))
    except ModelError as error:
        raise ModelError(f"{path}: {error}") from None
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, zipfile.BadZipFile) as error:
        detail = f"{type(error).__name__}: {error}"
        raise ModelError(f"{path}: found a structure that Keras does not write ({detail}); save the model anew") from None


def keras_file(path: Path) -> tuple[Config, Weights]:
    """Configuration and weights of a .keras archive; its weights are numbered by class, in the order of the layers."""
    with zipfile.ZipFile(path) as archive:
        parts = {}
        for name in ("config.json", "metadata.json", "model.weights.h5"):
            if archive.getinfo(name).file_size > LARGEST:
                raise ModelError(f"{name}: found {archive.getinfo(name).file_size} bytes, expected at most {LARGEST}")
            parts[name] = archive.read(name)
    config = {**json.loads(parts["config.json"]), "keras_version": json.loads(parts["metadata.json"])["keras_version"]}
    inner = config["config"]
    chain(config)  # refuses what is none before its weights are looked for
    counts: Counter[str] = Counter()
    weights = {}
    with opened(io.BytesIO(parts["model.weights.h5"])) as file:
        for layer in inner["layers"]:
            kind = snake_case(layer["class_name"])
            place = f"layers/{kind}_{counts[kind]}" if counts[kind] else f"layers/{kind}"
            counts[kind] += 1
            arrays: list[NDArray[Any]] = []
            while f"{place}/vars/{len(arrays)}" in file:
                arrays.append(dataset(file, f"{place}/vars/{len(arrays)}"))
            weights[layer["config"]["name"]] = arrays
    return config, weights


def snake_case(name: str) -> str:
    """A class's name as Keras writes it in paths: BatchNormalization is batch_normalization."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def h5_file(path: Path, architecture: Pathlike | None) -> tuple[Config, Weights]:
    """Configuration and weights of a legacy .h5 file; the order is that of its layer_names."""
    with opened(path) as file:
        if architecture is not None:
            config = json.loads(Path(architecture).read_text())
        elif "model_config" in file.attrs:
            config = json.loads(string(file.attrs["model_config"]))
        else:
            raise ModelError("found weights alone, expected a whole model; give `architecture`, the JSON of model.to_json()")
        version = file.attrs.get("keras_version")
        config = {**config, "keras_version": string(version) if version is not None else config.get("keras_version", "")}
        group = file["model_weights"] if "model_weights" in file else file
        weights = {}
        for name in listed(group.attrs, "layer_names"):
            weights[name] = [dataset(group, f"{name}/{weight}") for weight in listed(group[name].attrs, "weight_names")]
    return config, weights


def opened(file: Any) -> Any:
    try:
        import h5py
    except ImportError:
        raise ModelError("needs h5py, which is not installed; install it: pip install h5py") from None
    return h5py.File(file, "r")


def string(found: Any) -> str:
    return found.decode() if isinstance(found, bytes) else str(found)


def listed(attributes: Any, name: str) -> list[str]:
    """A list of names; one of more than 64 KiB is in parts, name0, name1, …"""
    if name in attributes:
        return [string(item) for item in np.ravel(attributes[name])]
    found: list[str] = []
    while f"{name}{len(found)}" in attributes:
        found.append(f"{name}{len(found)}")
    if not found:
        raise ModelError(f"found no attribute {name}, expected one; save the model anew")
    return [string(item) for part in found for item in np.ravel(attributes[part])]


def dataset(group: Any, path: str) -> NDArray[np.float64]:
    """An array of the file itself: no link leads out of it, and no storage is outside."""
    import h5py

    parts = path.split("/")
    for end in range(1, len(parts) + 1):
        if not isinstance(group.get("/".join(parts[:end]), getlink=True), h5py.HardLink):
            raise ModelError(f"{path}: found a link to somewhere else or nothing, expected a dataset; save the model anew")
    found = group[path]
    if not isinstance(found, h5py.Dataset) or found.external or found.is_virtual or found.nbytes > LARGEST:
        raise ModelError(f"{path}: found no plain array of at most {LARGEST} bytes; save the model anew")
    array = found[()]
    if string(found.attrs.get("dtype", "")) == "bfloat16":
        array = (np.frombuffer(array.tobytes(), "<u2").astype(np.uint32) << 16).view(np.float32).reshape(array.shape)
    return np.asarray(array, np.float64)
