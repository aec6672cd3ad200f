"""A model to the tree of groups that SCHEMA.md lists under "Contents", and back."""

import re
from collections.abc import Sequence
from typing import Any, TypeVar, cast

import numpy as np

from .activations import PARAMETERS
from .errors import ModelError, shown
from .identity import identity
from .missing import BUILT_IN, lists
from .model import Category, Fact, Input, Layer, MultilayerPerceptron, Output, Verification
from .profile import Dataset, Group, Value, float32, float64, int64, text, texts
from .rules import (
    CATEGORIES,
    FACTS,
    FEATURES_REQUIRED,
    LAYERS,
    MISSING_LISTS,
    MISSING_TEXTS,
    NAME_BYTES,
    TEXT_BYTES,
    check,
)

FORMAT, SCHEMA_VERSION, ARITHMETIC_VERSION = "mlp-model", 1, 1
ORIGIN, MISSING = "input/origin", "input/missing"
NEWER = "use a newer version of this package"

Child = TypeVar("Child", Group, Dataset)


def tree(model: MultilayerPerceptron) -> Group:
    """The root group of the model's file. Parts that are absent or have their default are left out."""
    check(model)
    root = Group({
        "format": text(FORMAT),
        "schema_version": int64(SCHEMA_VERSION),
        **({"required_features": texts(required)} if (required := features_required(model)) else {}),
        "arithmetic_version": int64(model.arithmetic_version),
        "identity": text(identity(model)),
    })
    root.members["input"] = input_group(model.input)
    layers = {str(k): layer_group(layer) for k, layer in enumerate(model.layers)}
    root.members["layers"] = Group({"count": int64(len(layers))}, {**layers})
    root.members["output"] = output_group(model.output)
    if rows := model.verification:
        arrays = {"inputs": Dataset(float32(rows.inputs)), "outputs": Dataset(float32(rows.outputs))}
        root.members["verification"] = Group({"tolerance": float32(rows.tolerance)}, {**arrays})
    if model.provenance:
        root.members["provenance"] = Group({key: fact_value(fact) for key, fact in model.provenance.items()})
    return root


def features_required(model: MultilayerPerceptron) -> list[str]:
    """What a reader has to know to understand the model's file (SCHEMA.md, "Required features")."""
    parts = {ORIGIN: model.input.has_origins, MISSING: lists(model.input) is not None}
    return [name for name, is_used in parts.items() if is_used]


def input_group(given: Input) -> Group:
    group = Group({"privacy_note": text(given.privacy_note)} if given.privacy_note is not None else {})
    group.members["names"] = Dataset(texts(given.names))
    if given.origin is not None and given.has_origins:
        group.members["origin"] = Dataset(float64(given.origin))
    for name in ("offset", "scale", "minimum", "maximum", "imputed"):
        if getattr(given, name) is not None:
            group.members[name] = Dataset(float32(getattr(given, name)))
    if given.categories:
        categories = {str(k): category_group(category) for k, category in enumerate(given.categories)}
        group.members["categories"] = Group({"count": int64(len(categories))}, {**categories})
    if (found := lists(given)) is not None:
        group.members["missing"] = missing_group(*found)
    return group


def missing_group(texts_of_lists: Sequence[Sequence[str]], of_columns: Sequence[int]) -> Group:
    group = Group({}, {"list_sizes": Dataset(int64([len(one) for one in texts_of_lists]))})
    if all_texts := [one for texts_of_list in texts_of_lists for one in texts_of_list]:
        group.members["texts"] = Dataset(texts(all_texts))
    if len(texts_of_lists) > 1:
        group.members["column_lists"] = Dataset(int64(of_columns))
    return group


def category_group(category: Category) -> Group:
    attributes = {
        "column": text(category.column),
        "first_feature": int64(category.first_feature),
        "unknown": text(category.unknown),
    }
    return Group(attributes, {"levels": Dataset(texts(category.levels))})


def layer_group(layer: Layer) -> Group:
    parameters = {name: float32(layer.parameters[name]) for name in PARAMETERS[layer.activation]}
    arrays = {"weights": Dataset(float32(layer.weights)), "bias": Dataset(float32(layer.bias))}
    return Group({"activation": text(layer.activation), **parameters}, {**arrays})


def output_group(output: Output) -> Group:
    attributes = {"task": text(output.task)}
    if output.temperature != 1:
        attributes["temperature"] = float32(output.temperature)
    if output.threshold != 0.5:
        attributes["threshold"] = float32(output.threshold)
    return Group(attributes, {"labels": Dataset(texts(output.labels))})


def fact_value(fact: Fact) -> Value:
    if isinstance(fact, str):
        return text(fact)
    return int64(fact) if isinstance(fact, int) else float64(fact)


def model(root: Group) -> MultilayerPerceptron:
    """The model of a root group. Raises ModelError where the schema is broken."""
    required = versions(root)
    stated = string(root, "/", "identity")
    if not re.fullmatch("[0-9a-f]{64}", stated):
        raise wrong("/@identity", shown(stated), "64 lower-case hexadecimal digits")
    given = read_input(member(root, "/", "input", Group), required)
    layers = [
        read_layer(group, f"/layers/{k}")
        for k, group in enumerate(listed(member(root, "/", "layers", Group), "/layers", LAYERS))
    ]
    output = read_output(member(root, "/", "output", Group))
    found = MultilayerPerceptron(given, layers, output, arithmetic_version=integer(root, "/", "arithmetic_version"))
    if "verification" in root.members:
        found.verification = read_verification(member(root, "/", "verification", Group))
    if "provenance" in root.members:
        found.provenance = read_facts(member(root, "/", "provenance", Group))
    if "training" in root.members:
        member(root, "/", "training", Group)
    check(found)
    if identity(found) != stated:
        raise wrong("/@identity", stated, f"{identity(found)}, the digest of what the file holds", "do not use the model")
    return found


def versions(root: Group) -> list[str]:
    """What has to be known first, in the order that says best why a file is refused; the required features."""
    names: list[str] = []
    if (name := string(root, "/", "format")) != FORMAT:
        raise wrong("/@format", shown(name), shown(FORMAT), "give a model file")
    version(root, "schema_version", SCHEMA_VERSION)
    if "required_features" in root.attributes:
        value = root.attributes["required_features"]
        names = value.texts() if value.type_name == "text" and len(value.shape) == 1 else []
        if not names:
            raise wrong("/@required_features", described(value), "text [names]")
        if len(names) > FEATURES_REQUIRED:
            raise wrong("/@required_features", f"{len(names)} names", f"at most {FEATURES_REQUIRED}")
        if unknown := [name for name in names if name not in (ORIGIN, MISSING)]:
            raise wrong("/@required_features", shown(unknown[0]), "only features that this reader knows", NEWER)
    version(root, "arithmetic_version", ARITHMETIC_VERSION)
    return names


def version(root: Group, name: str, known: int) -> None:
    if (found := integer(root, "/", name)) != known:
        raise wrong(f"/@{name}", str(found), str(known), NEWER if found > known else "give a sound file")


def read_input(group: Group, required: Sequence[str]) -> Input:
    names = strings(group, "/input", "names")
    n = len(names)
    offset, scale = (numbers(group, "/input", name, (n,)) for name in ("offset", "scale"))
    minimum, maximum, imputed = (
        numbers(group, "/input", name, (n,)) if name in group.members else None
        for name in ("minimum", "maximum", "imputed")
    )
    has_origin = has_part(group, "origin", "a dataset", ORIGIN in required)
    origin = numbers(group, "/input", "origin", (n,), np.float64) if has_origin else None
    note = string(group, "/input", "privacy_note") if "privacy_note" in group.attributes else None
    categories: list[Category] = []
    if "categories" in group.members:
        place = "/input/categories"
        for k, one in enumerate(listed(member(group, "/input", "categories", Group), place, CATEGORIES)):
            categories.append(read_category(one, f"{place}/{k}"))
    given = Input(names, offset, scale, minimum, maximum, imputed, categories, note, origin)
    if has_part(group, "missing", "a group", MISSING in required):
        given.missing = read_missing(member(group, "/input", "missing", Group), given.column_count)
    return given


def has_part(group: Group, name: str, kind: str, is_required: bool) -> bool:
    """Whether /input has a part, which is there where required_features names it and nowhere else."""
    if (name in group.members) != is_required:
        feature = shown(f"input/{name}")
        found = "nothing" if is_required else f"{kind} without {feature} in required_features"
        raise wrong(f"/input/{name}", found, f"{kind}, as required_features has {feature}" if is_required else "both or neither")
    return is_required


def read_missing(group: Group, columns: int) -> list[tuple[str, ...]]:
    """The list of each column; rules.py looks at the texts in them."""
    path = "/input/missing"
    sizes = integers(group, path, "list_sizes", None)
    if not 1 <= len(sizes) <= MISSING_LISTS:
        raise wrong(f"{path}/list_sizes", f"{len(sizes)} lists", f"1 to {MISSING_LISTS}")
    if wrong_sizes := [size for size in sizes if not 0 <= size <= MISSING_TEXTS]:
        raise wrong(f"{path}/list_sizes", str(wrong_sizes[0]), f"0 to {MISSING_TEXTS}")
    rest = strings(group, path, "texts") if "texts" in group.members else []
    if len(rest) != sum(sizes):
        raise wrong(f"{path}/texts", f"{len(rest)} texts" if rest else "nothing", f"{sum(sizes)} texts, the sum of the sizes")
    found: list[tuple[str, ...]] = []
    for size in sizes:
        found.append(tuple(rest[:size]))
        rest = rest[size:]
    if len(set(found)) < len(found):
        raise wrong(f"{path}/texts", "two lists with the same texts", "each list once")
    if len(found) == 1:
        if found[0] == BUILT_IN:
            raise wrong(f"{path}/texts", "the built-in texts for all columns", "others, or no part")
        if "column_lists" in group.members:
            raise wrong(f"{path}/column_lists", "a member", "nothing: all columns have the one list")
        return found * columns
    places = integers(group, path, "column_lists", columns)
    used = 0
    for column, place in enumerate(places):
        if not 0 <= place <= min(used, len(found) - 1):
            expected = f"0 to {min(used, len(found) - 1)}: lists in the order of their first columns"
            raise wrong(f"{path}/column_lists", f"{place} at element {column}", expected)
        used += place == used
    if used < len(found):
        raise wrong(f"{path}/column_lists", f"no column of list {used}", "one at least")
    return [found[place] for place in places]


def read_category(group: Group, path: str) -> Category:
    return Category(
        string(group, path, "column", NAME_BYTES), integer(group, path, "first_feature"),
        strings(group, path, "levels"), string(group, path, "unknown"),
    )


def read_layer(group: Group, path: str) -> Layer:
    tag = string(group, path, "activation")
    if tag not in PARAMETERS:
        raise wrong(f"{path}@activation", shown(tag), ", ".join(PARAMETERS))
    parameters = {name: number(group, path, name) for name in PARAMETERS[tag]}
    weights = numbers(group, path, "weights", (None, None))
    return Layer(weights, numbers(group, path, "bias", weights.shape[1:]), tag, parameters)


def read_output(group: Group) -> Output:
    output = Output(string(group, "/output", "task"), strings(group, "/output", "labels"))
    if "temperature" in group.attributes:
        output.temperature = number(group, "/output", "temperature")
    if "threshold" in group.attributes:
        output.threshold = number(group, "/output", "threshold")
    return output


def read_verification(group: Group) -> Verification:
    path = "/verification"
    inputs, outputs = (numbers(group, path, name, (None, None)) for name in ("inputs", "outputs"))
    return Verification(inputs, outputs, number(group, path, "tolerance"))


def read_facts(group: Group) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    if len(group.attributes) > FACTS:
        raise wrong("/provenance", f"{len(group.attributes)} attributes", f"at most {FACTS}")
    for key, value in group.attributes.items():
        if value.shape or value.type_name not in ("text", "int64", "float64"):
            raise wrong(f"/provenance@{key}", described(value), "a scalar text, int64 or float64")
        if value.type_name == "text":
            found[key] = string(group, "/provenance", key)
        else:
            found[key] = cast(int | float, value.array().item())
    return found


# Parts of a group by name. A path is that of the group.


def wrong(place: str, found: str, expected: str, remedy: str = "") -> ModelError:
    return ModelError(f"{place}: found {found}, expected {expected}" + (f"; {remedy}" if remedy else ""))


def described(value: Value) -> str:
    return f"{value.type_name} {list(value.shape)}" if value.shape else f"a scalar {value.type_name}"


def below(path: str, name: str) -> str:
    return f"{path.rstrip('/')}/{name}"


def attribute(group: Group, path: str, name: str, kind: str) -> Value:
    value = group.attributes.get(name)
    if value is None:
        raise wrong(f"{path}@{name}", "nothing", f"a scalar {kind}")
    if value.shape or value.type_name != kind:
        raise wrong(f"{path}@{name}", described(value), f"a scalar {kind}")
    return value


def string(group: Group, path: str, name: str, limit: int = TEXT_BYTES) -> str:
    found: str = attribute(group, path, name, "text").texts()[0]
    if len(found.encode()) > limit:
        raise wrong(f"{path}@{name}", f"text of {len(found.encode())} bytes", f"at most {limit}")
    return found


def integer(group: Group, path: str, name: str) -> int:
    return int(attribute(group, path, name, "int64").array().item())


def number(group: Group, path: str, name: str) -> float:
    return float(attribute(group, path, name, "float32").array().item())


def member(group: Group, path: str, name: str, kind: type[Child]) -> Child:
    found = group.members.get(name)
    expected = "a group" if kind is Group else "a dataset"
    if found is None:
        raise wrong(below(path, name), "nothing", expected)
    if not isinstance(found, kind):
        raise wrong(below(path, name), "a dataset" if kind is Group else "a group", expected)
    return found


def strings(group: Group, path: str, name: str) -> list[str]:
    value = member(group, path, name, Dataset).value
    if value.type_name != "text" or len(value.shape) != 1:
        raise wrong(below(path, name), described(value), "text of one dimension")
    return value.texts()


def numbers(group: Group, path: str, name: str, shape: tuple[int | None, ...], dtype: Any = np.float32) -> Any:
    """An array of the shape and type, where None is any extent."""
    value = member(group, path, name, Dataset).value
    fits = len(value.shape) == len(shape) and all(e in (None, f) for e, f in zip(shape, value.shape))
    if value.type_name != np.dtype(dtype).name or not fits:
        extents = ", ".join("any" if extent is None else str(extent) for extent in shape)
        raise wrong(below(path, name), described(value), f"{np.dtype(dtype).name} [{extents}]")
    return value.array().astype(dtype)


def integers(group: Group, path: str, name: str, count: int | None) -> list[int]:
    found: list[int] = numbers(group, path, name, (count,), np.int64).tolist()
    return found


def listed(group: Group, path: str, limit: int) -> list[Group]:
    """The members 0, 1, … of a group that has a count and no others."""
    count = integer(group, path, "count")
    if not 1 <= count <= limit:
        raise wrong(f"{path}@count", str(count), f"1 to {limit}")
    if len(group.members) != count:
        raise wrong(path, f"{len(group.members)} members", f"{count}, as its attribute count says")
    return [member(group, path, str(k), Group) for k in range(count)]
