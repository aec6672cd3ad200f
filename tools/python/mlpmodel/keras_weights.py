"""The weights of each layer in an HDF5 file of Keras, in its two layouts.

Files of whole models and of weights, `.h5`: a group for each layer, in the order of the attribute `layer_names`, its arrays at the
paths that its attribute `weight_names` lists. Archives and `.weights.h5` since Keras 2.12: a group for each layer, called after its
class, with the arrays vars/0, vars/1 …; layers of a class are told apart by a number that rises in the order of the model.

Keras assigns weights by that order and not by name. So does this, and holds the outcome against the names that the file has.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .chain import described
from .errors import ModelError
from .from_keras import FORMER, Config, Weights

LARGEST = 1 << 30
# The groups that hold the layers: the name changed in Keras 2.15.
CONTAINERS = ("layers", "_layer_checkpoint_dependencies")


@dataclass
class Saved:
    """What a file holds of one layer: its place in the file, the layer's name there, and its arrays with their names."""

    place: str
    name: str | None
    arrays: list[tuple[str | None, NDArray[np.float64]]]


def weights(layers: Sequence[Config], file: Any, whole: bool) -> Weights:
    """Arrays by the name of their layer. `whole` says that the configuration was saved together with the weights."""
    group = file["model_weights"] if is_group(file, "model_weights") else file
    if group is not file or "layer_names" in file.attrs or "layer_names0" in file.attrs:
        pairs = by_order(layers, list(legacy(group)))
    else:
        pairs = by_class(layers, archived(file))
    check_names(pairs, whole)
    return {layer["config"]["name"]: arrays(layer, saved) for layer, saved in pairs}


def weight_names(layer: Config) -> list[str]:
    """The names of a layer's weights in the order in which Keras saves them."""
    kind, config = class_name(layer), layer["config"]
    if kind == "Dense":
        return ["kernel", "bias"] if config.get("use_bias", True) else ["kernel"]
    if kind == "BatchNormalization":
        return ["gamma"] * bool(config.get("scale", True)) + ["beta"] * bool(config.get("center", True)) + ["moving_mean", "moving_variance"]
    if kind == "Normalization":
        # Given as settings, mean and variance are no weights.
        return ["mean", "variance", "count"] if config.get("mean") is None else []
    return []


def class_name(layer: Config) -> str:
    return str(FORMER.get(layer["class_name"], layer["class_name"]))


def label(layer: Config) -> str:
    return described(layer["config"]["name"], layer["class_name"])


def surplus(place: str) -> ModelError:
    return ModelError(
        f"{place}: found weights of a layer that the description does not have, expected those of its layers alone; give the"
        " description of the same model"
    )


def lacking(layer: Config, found: str) -> ModelError:
    return ModelError(f"{label(layer)}: found {found}, expected {', '.join(weight_names(layer))}; give the weights of the same model")


def legacy(group: Any) -> Iterator[Saved]:
    """The layers that have weights in a file of the older layout, in its order."""
    for name in listed(group.attrs, "layer_names"):
        layer = member(group, name)
        if layer is None or not hasattr(layer, "keys"):
            raise ModelError(f"{name}: found no group, expected that of a layer of layer_names; save the model anew")
        paths = listed(layer.attrs, "weight_names")
        if paths:
            # dense/kernel:0, in some releases without the number.
            yield Saved(name, name, [(path.split("/")[-1].split(":")[0], dataset(group, f"{name}/{path}")) for path in paths])


def by_order(layers: Sequence[Config], saved: Sequence[Saved]) -> list[tuple[Config, Saved]]:
    """Each layer that has weights, with what the file has in the same place."""
    having = [layer for layer in layers if weight_names(layer)]
    if len(having) > len(saved):
        raise lacking(having[len(saved)], "no weights")
    if len(having) < len(saved):
        raise surplus(saved[len(having)].place)
    return list(zip(having, saved, strict=True))


def archived(file: Any) -> list[tuple[str, int, Saved]]:
    """Class, number and arrays of the layers that have weights in the newer layout, in the order of their numbers."""
    found, containers = [], set()
    for container, name, place in layer_groups(file):
        variables = member(file, place)
        if variables is None or not len(variables):
            continue
        containers.add(container)
        parted = re.fullmatch(r"(.+?)(?:_([1-9][0-9]{0,8}))?", name)
        if parted is None or re.search(r"_[0-9]+$", parted[1]):
            raise surplus(f"{container}/{name}")
        owner = variables.attrs.get("name")
        arrays: list[tuple[str | None, NDArray[np.float64]]] = [
            (None, dataset(file, f"{place}/{k}")) for k in range(len(variables))]
        saved = Saved(f"{container}/{name}", None if owner is None else string(owner), arrays)
        found.append((parted[1], int(parted[2] or 0), saved))
    if not found:
        raise ModelError(
            f"found no weights of layers (model_weights, {', '.join(CONTAINERS)}) nor attribute layer_names, expected those of a model"
            " with dense layers; save the model anew"
        )
    # A number has a meaning in its own group.
    if len(containers) > 1:
        raise ModelError(f"found weights of layers in {' and in '.join(CONTAINERS)}, expected one of them; save the model anew")
    return sorted(found, key=lambda entry: entry[1])


def layer_groups(file: Any) -> Iterator[tuple[str, str, str]]:
    """(group of layers, layer's group, path of its arrays) of all layers. On Windows a backslash joins the names into one."""
    for name in file:
        container, *parts = name.split("\\")
        if container not in CONTAINERS or not is_group(file, name):
            continue
        if not parts:
            for inner in file[name]:
                yield container, inner, f"{name}/{inner}/vars"
        elif len(parts) == 1:
            yield container, parts[0], f"{name}/vars"
        elif parts[1:] == ["vars"]:
            yield container, parts[0], name


def by_class(layers: Sequence[Config], found: Sequence[tuple[str, int, Saved]]) -> list[tuple[Config, Saved]]:
    """Each layer that has weights, with those that have the same place among the numbers of its class."""
    queues: dict[str, list[tuple[int, Saved]]] = {}
    for kind, number, saved in found:
        queue = queues.setdefault(kind, [])
        if queue and queue[-1][0] == number:
            raise ModelError(f"{saved.place}: found twice, once with a backslash, expected one group of this name; save the model anew")
        queue.append((number, saved))
    pairs = []
    taken: dict[str, int] = {}
    for layer in layers:
        if not weight_names(layer):
            continue
        kind = snake_case(class_name(layer))
        k = taken.get(kind, 0)
        if k >= len(queues.get(kind, [])):
            raise lacking(layer, f"no weights, but those of {k} other layers of the class")
        pairs.append((layer, queues[kind][k][1]))
        taken[kind] = k + 1
    for kind in sorted(queues):
        for _, saved in queues[kind][taken.get(kind, 0) :]:
            raise surplus(saved.place)
    return pairs


def check_names(pairs: Sequence[tuple[Config, Saved]], whole: bool) -> None:
    """Refuses an assignment that the names of the saved layers contradict.

    Layers without a name of their own are numbered by the session, so a description and weights of two sessions have other names.
    Names that are all the same in another order are no such accident.
    """
    same = {saved.name for _, saved in pairs} == {layer["config"]["name"] for layer, _ in pairs}
    for layer, saved in pairs:
        if saved.name is not None and saved.name != layer["config"]["name"] and (whole or same):
            raise lacking(layer, f"the weights of {saved.name!r} in {saved.place}")


def arrays(layer: Config, saved: Saved) -> list[NDArray[np.float64]]:
    """The arrays of a layer in the order of weight_names()."""
    expected = weight_names(layer)
    if len(saved.arrays) != len(expected):
        raise lacking(layer, f"{len(saved.arrays)} arrays of weights in {saved.place}")
    for (name, _), right in zip(saved.arrays, expected, strict=True):
        if name != right and name in expected:
            raise lacking(layer, f"the weights {name} in the place of {right}")
    return [array for _, array in saved.arrays]


def snake_case(name: str) -> str:
    """A class's name as Keras writes it in paths: BatchNormalization is batch_normalization."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


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


def member(group: Any, path: str) -> Any:
    """The object at the end of a path of the file itself, none where there is nothing. No link leads out of the file."""
    import h5py

    for part in path.split("/"):
        link = group.get(part, getlink=True) if isinstance(group, h5py.Group) else None
        if link is None:
            return None
        if not isinstance(link, h5py.HardLink):
            raise ModelError(f"{path}: found a link to somewhere else, expected groups and arrays of this file; save the model anew")
        group = group[part]
    return group


def is_group(group: Any, path: str) -> bool:
    return hasattr(member(group, path), "keys")


def dataset(group: Any, path: str) -> NDArray[np.float64]:
    """An array of the file itself: no link leads out of it, and no storage is outside."""
    import h5py

    found = member(group, path)
    if not isinstance(found, h5py.Dataset) or found.external or found.is_virtual or found.nbytes > LARGEST:
        raise ModelError(f"{path}: found no plain array of at most {LARGEST} bytes; save the model anew")
    array = found[()]
    if string(found.attrs.get("dtype", "")) == "bfloat16":
        array = (np.frombuffer(array.tobytes(), "<u2").astype(np.uint32) << 16).view(np.float32).reshape(array.shape)
    return np.asarray(array, np.float64)
