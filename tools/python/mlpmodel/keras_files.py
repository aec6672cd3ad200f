"""Files of Keras: archives, and HDF5 of whole models or of weights beside an architecture. Read through h5py, without Keras.

What a file is, its first bytes say and not its name: before Keras 2.12, model.save("model.keras") writes HDF5.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import from_keras
from .chain import Source, refused
from .errors import ModelError, told
from .files import Pathlike, regular
from .from_keras import Config, Weights, chain
from .keras_weights import LARGEST, string, weights

HDF5 = b"\x89HDF\r\n\x1a\n"


def source(path: Path, architecture: Pathlike | None) -> Source:
    """The model of a file. `architecture` is the JSON of model.to_json() for a file of weights alone."""
    try:
        with open(path, "rb") as file:
            start = file.read(len(HDF5))
        if architecture is not None:
            regular(architecture)
        given = None if architecture is None else json.loads(Path(architecture).read_text())
        if start.startswith(b"PK\3\4"):
            return from_keras.source(*archive_file(path, given))
        if start == HDF5:
            return from_keras.source(*hdf5_file(path, given))
        raise ModelError("found neither a zip archive nor HDF5, expected what model.save() of Keras writes; save the model anew")
    except ModelError as error:
        raise ModelError(f"{path}: {error}") from None
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path}: found a structure that Keras does not write ({told(error)}); save the model anew") from None


def archive_file(path: Path, given: Config | None) -> tuple[Config, Weights]:
    """Configuration and weights of a .keras archive."""
    with zipfile.ZipFile(path) as archive:
        parts = {}
        for name in ("config.json", "metadata.json", "model.weights.h5"):
            if archive.getinfo(name).file_size > LARGEST:
                raise ModelError(f"{name}: found {archive.getinfo(name).file_size} bytes, expected at most {LARGEST}")
            parts[name] = archive.read(name)
    config = json.loads(parts["config.json"]) if given is None else given
    config = versioned(config, json.loads(parts["metadata.json"])["keras_version"], whole=given is None)
    with opened(io.BytesIO(parts["model.weights.h5"])) as file:
        return config, weights(all_layers(config), file, whole=given is None)


def hdf5_file(path: Path, given: Config | None) -> tuple[Config, Weights]:
    """Configuration and weights of a file in HDF5."""
    with opened(path) as file:
        if given is not None:
            config = given
        elif "model_config" in file.attrs:
            config = json.loads(string(file.attrs["model_config"]))
        else:
            raise ModelError("found weights alone, expected a whole model; give `architecture`, the JSON of model.to_json()")
        version = string(file.attrs["keras_version"]) if "keras_version" in file.attrs else None
        config = versioned(config, version, whole=given is None)
        return config, weights(all_layers(config), file, whole=given is None)


def versioned(config: Config, version: str | None, whole: bool) -> Config:
    """The configuration with the release that says what its names mean: its own before that of the file beside it."""
    # Keras 3 says in every description where a class is from, Keras 2 always what it is itself.
    own = config.get("keras_version", "3." if "module" in config else None)
    found = version or own if whole else own or version
    return config if found is None else {**config, "keras_version": found}


def all_layers(config: Config) -> list[Config]:
    """The layers in the order of the description, in which weights are saved; all of them are part of the chain."""
    found = chain(config)  # refuses what is none before its weights are looked for
    inner = config["config"]
    layers = list(inner["layers"] if isinstance(inner, Mapping) else inner)
    names = {layer["config"].get("name") for layer in found}
    for place, layer in enumerate(layers):
        name = layer["config"].get("name", place)
        if name not in names:
            raise refused(str(name), str(layer["class_name"]), "a layer that leads nowhere", "build the model without")
    return layers


def opened(file: Any) -> Any:
    try:
        import h5py
    except ImportError:
        raise ModelError("needs h5py, which is not installed; install it: pip install h5py") from None
    return h5py.File(file, "r")
