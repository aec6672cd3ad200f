#!/usr/bin/env python3
"""Makes fixtures/models/invalid: for each rule of the reader a file that breaks it and nothing before it.

    tools/reference/invalid_models.py            writes the files
    tools/reference/invalid_models.py --check    says which are other than they would be written

A file is called after the rule it breaks, as MLPReader calls it; where a rule has many faces, what follows
says which. What the reader says of each stands in index.tsv, which the tests hold it to.
"""

import pathlib
import struct
import sys

import numpy as np

sys.path.append(str(pathlib.Path(__file__).parents[1] / "python"))
from mlpmodel import Category, Input, Layer, MultilayerPerceptron, Output, schema, seal
from mlpmodel.lookup3 import lookup3
from mlpmodel.missing import BUILT_IN
from mlpmodel.profile import FLOAT32, Dataset, Group, Value, float32, float64, int64, text, texts
from mlpmodel.profile_writer import encoded

FOLDER = pathlib.Path(__file__).parents[2] / "fixtures/models/invalid"

EXAMPLE = MultilayerPerceptron(
    Input(["width", "höhe"], *(np.array(row, np.float32) for row in [[1.5, 0], [2, 1], [0, -1], [3, 1]])),
    [Layer(np.array([[0.5], [-2]], np.float32), np.ones(1, np.float32), "leaky_relu", {"negative_slope": 0.25})],
    Output("regression", ["y"]),
)


def example():
    return bytearray(seal.sealed(encoded(schema.tree(EXAMPLE))))


def reseal(data):
    """The bytes with a seal that fits, as bytes."""
    return seal.sealed(bytes(data[512:]))


def headers(data):
    """Where each object header of a sound file begins and ends."""
    at = data.find(b"OHDR")
    while at >= 0:
        wide = data[at + 5] & 1
        size = int.from_bytes(data[at + 10 : at + 11 + wide], "little")
        yield at, at + 15 + wide + size
        at = data.find(b"OHDR", at + 4)


def repaired(data, places):
    """The bytes with the sums of these blocks, then the seal, made to match."""
    for start, end in [(512, 560), *places]:
        if end <= len(data):
            data[end - 4 : end] = struct.pack("<I", lookup3(bytes(data[start : end - 4])))
    return reseal(data)


def with_end(data):
    """The same with the end of the file that HDF5 states."""
    data[540:548] = struct.pack("<Q", len(data))
    return data


# What is changed, in words of a place (the first bytes that say it) and new bytes.


def at(offset, *new):
    """Other bytes at an offset."""

    def change(data):
        data[offset : offset + len(new)] = bytes(new)

    return change


def after(text, distance, *new):
    """Other bytes at a distance from where `text` first stands behind the superblock."""

    def change(data):
        place = data.index(text, 560) + distance
        data[place : place + len(new)] = bytes(new)

    return change


def changed(change, repair=True):
    data = example()
    places = list(headers(data))
    change(data)
    return repaired(data, places) if repair else reseal(data)


def tree(edit):
    """The file of the example's contents after an edit of its root group."""
    root = schema.tree(EXAMPLE)
    edit(root)
    return seal.sealed(encoded(root))


def within(root, path):
    for part in path:
        root = root.members[part]
    return root


def replaced(items, name, value):
    """Puts the value there, or takes away what is there for None."""
    items[name] = value
    if value is None:
        del items[name]


def attribute(path, name, value):
    """An attribute with another value, or none for None."""
    return tree(lambda root: replaced(within(root, path).attributes, name, value))


def member(path, name, value):
    """A member that is another, or none for None."""
    found = Dataset(value) if isinstance(value, Value) else value
    return tree(lambda root: replaced(within(root, path).members, name, found))


def nested(depth):
    group = Group()
    for _ in range(depth - 1):
        group = Group({}, {"g": group})
    return member([], "g", group)


def seal_files():
    whole = bytes(example())
    yield "empty", b""
    yield "notHDF5", b"width,height\n1,2\n"
    yield "noUserBlock", whole[512:]
    yield "unsealed", bytes(512) + whole[512:]
    yield "otherUserBlock", bytes(8) + b"\1" + bytes(503) + whole[512:]
    yield "version", whole[:8] + b"\2" + whole[9:]
    yield "length", whole[:16] + struct.pack("<Q", 511) + whole[24:]
    yield "savedAnew", whole[:16] + struct.pack("<Q", len(whole) + 1) + whole[24:]
    yield "truncated", whole[:-1]
    yield "extraBytes", whole + b"\0"
    yield "stale", whole[:-1] + bytes([whole[-1] ^ 1])
    # The byte is under the sum, which is made to match.
    data = bytearray(whole)
    data[511] = 1
    head, tail = bytes(data[:12]), bytes(data[16:])
    yield "reserved", head + struct.pack("<I", seal.crc32c(head + tail)) + tail


def profile_files():
    whole = example()
    yield "fileSize", reseal(whole[:559])
    yield "superblockSignature", changed(at(515, 0x47))
    yield "superblockVersion", changed(at(520, 3))
    yield "superblockChecksum", changed(at(556, whole[556] ^ 1), repair=False)
    yield "addressSize", changed(at(521, 4))
    yield "consistencyFlags", changed(at(523, 1))
    yield "baseAddress", changed(at(524, 0, 0))
    yield "superblockExtension", changed(at(532, 48, 0, 0, 0, 0, 0, 0, 0))
    yield "endOfFile", changed(at(540, 0))
    yield "outsideFile", repaired(with_end(whole[:-1]), [])
    yield "unusedBytes", repaired(with_end(whole + b"\0"), [])
    yield "address", changed(after(b"\5input", 6, 48, 0))

    second = list(headers(example()))[1][0]
    yield "headerSignature", changed(at(second, *b"OCHK"))
    yield "headerVersion", changed(at(second + 4, 1))
    yield "headerFlags", changed(at(second + 5, 0x30))
    yield "attributePhaseChange", changed(at(second + 6, 8, 0, 6, 0))
    yield "headerChecksum", changed(at(second + 11, whole[second + 11] ^ 1), repair=False)

    fill, layout = b"\5\2\0\1\3\6", b"\x08\x12\0\0\3\1"
    link_info, attribute_info = b"\2\x12\0\0\0\0", b"\x15\x12\0\4\0\0"
    yield "messageKind", changed(after(fill, 0, 11))
    yield "messageFlags", changed(after(fill, 3, 3))
    yield "messageSize", changed(after(fill, 1, 3))
    yield "linkInfo", changed(after(link_info, 6, 48, 0, 0, 0, 0, 0, 0, 0))
    yield "groupInfo", changed(after(b"\0\3\xff\xff\0\0", 2, 8, 0, 6, 0))
    yield "attributeInfo", changed(after(attribute_info, 5, 1))
    yield "fillValue", changed(after(fill, 5, 0x26))
    yield "nilMessage", changed(after(b"\0\x10\0\0" + bytes(16), 4, 1))
    yield "link", changed(after(b"\1\0\5input", 1, 8))
    yield "attribute", changed(after(b"\3\0\7\0\x08\0\4\0\0format", 1, 1))
    yield "dataspace", changed(after(b"\2\1\1\1", 3, 2))
    yield "extent", changed(after(b"\2\1\1\1", 4, 0))
    yield "maximumExtent", changed(after(b"\2\1\1\1", 12, *b"\xff" * 8))
    yield "datatype", changed(after(b"\x11\x20\x1f\0", 1, 0x21))
    yield "stringBytes", changed(after(b"\x13\x11\0\0", 4, 0))
    yield "text", changed(after(b"mlp-model", 4, 0))
    yield "layout", changed(after(layout, 5, 2))
    yield "dataSize", changed(after(layout, 14, 7))
    yield "name", changed(after(b"\5input", 3, *b"/"))
    yield "nameBytes", attribute([], "n" * 256, int64(1))
    yield "duplicateName", changed(after(b"maximum", 0, *b"minimum"))
    yield "depth", nested(33)
    yield "dimensions", member([], "d", Value(FLOAT32, (1,) * 33, struct.pack("<f", 1)))


def category(column, first_feature, unknown, levels):
    return schema.category_group(Category(column, first_feature, levels, unknown))


def categories(*groups):
    """The example with columns of text."""
    members = {str(k): group for k, group in enumerate(groups)}
    return member(["input"], "categories", Group({"count": int64(len(groups))}, members))


def missing(texts_of_lists, of_columns, categories=(), **values):
    """The example with texts of missing values, and datasets in place of those; perhaps with columns of text."""

    def edit(root):
        if categories:
            members = {str(k): group for k, group in enumerate(categories)}
            root.members["input"].members["categories"] = Group({"count": int64(len(categories))}, members)
        root.attributes["required_features"] = texts(["input/missing"])
        group = schema.missing_group(texts_of_lists, of_columns)
        group.members.update({name: Dataset(value) for name, value in values.items()})
        root.members["input"].members["missing"] = group

    return tree(edit)


def schema_files():
    yield "format", attribute([], "format", text("onnx"))
    yield "schemaVersion", attribute([], "schema_version", int64(0))
    yield "schemaVersionKnown", attribute([], "schema_version", int64(2))
    yield "arithmeticVersion", attribute([], "arithmetic_version", int64(-1))
    yield "arithmeticVersionKnown", attribute([], "arithmetic_version", int64(2))
    yield "requiredFeature", attribute([], "required_features", texts(["bf16"]))
    yield "requiredPart-absent", attribute([], "required_features", texts(["input/origin"]))
    yield "requiredPart-unnamed", member(["input"], "origin", float64([1, 2]))
    yield "requiredPart-lists", member(["input"], "missing", schema.missing_group([["?"]], []))
    yield "identity", attribute([], "identity", text("A" * 64))
    yield "presence", member(["input"], "offset", None)
    yield "kind", member([], "input", float32([1]))
    yield "type", attribute([], "schema_version", text("1"))
    yield "shape", member(["layers", "0"], "bias", float32([1, 2]))
    yield "activation", attribute(["layers", "0"], "activation", text("\x1b[2Jrelu"))
    yield "task", attribute(["output"], "task", text("ranking"))
    yield "range", member(["input"], "minimum", float32([9, 9]))
    yield "list", attribute(["layers"], "count", int64(2))

    yield "missing-sizes", missing([["?"]], [], list_sizes=int64([2]))
    yield "missing-order", missing([["?", "-"]], [])
    yield "missing-number", missing([["-999.0"]], [])
    yield "missing-nan", missing([["NaN"]], [])
    yield "missing-builtIn", missing([BUILT_IN], [])
    yield "missing-twice", missing([["?"], ["?"]], [0, 1])
    yield "missing-one", missing([["?"]], [], column_lists=int64([0, 0]))
    yield "missing-unused", missing([["?"], ["-"]], [0, 0])
    yield "missing-columns", missing([["?"], ["-"]], [1, 0])
    yield "limit-missing", missing([["?"]], [], list_sizes=int64([257]))

    yield "unknownLevel", categories(category("colour", 0, "guess", ["red", "blue"]))

    yield "limit-features", attribute([], "required_features", texts(["f"] * 65))
    yield "limit-layers", attribute(["layers"], "count", int64(1025))
    yield "limit-name", member(["input"], "names", texts(["a", "b" * 1025]))
    yield "limit-text", attribute(["output"], "task", text("r" * 60_001))
    yield "limit-rows", member(
        [], "verification",
        Group(
            {"tolerance": float32(0)},
            {name: Dataset(float32(np.zeros((1025, n)))) for name, n in [("inputs", 2), ("outputs", 1)]},
        ),
    )
    yield "limit-categories", member(["input"], "categories", Group({"count": int64(1025)}))
    yield "limit-facts", member([], "provenance", Group({f"k{i}": int64(i) for i in range(1001)}))

    nan = float("nan")
    yield "model-offset", member(["input"], "offset", float32([nan, 0]))
    yield "model-names", member(["input"], "names", texts(["é", "e\u0301"]))
    yield "model-imputed", member(["input"], "imputed", float32([0, nan]))
    yield "model-levels", categories(category("colour", 1, "error", ["red", "blue"]))
    # More levels than features, so that a number of columns would be below 0.
    yield "model-levelsAndMissing", missing([["?"]], [], [category("colour", 0, "error", list("abcd"))])
    yield "model-overlap", categories(
        category("colour", 0, "error", ["red", "blue"]), category("size", 1, "zeros", ["S"])
    )
    yield "model-columns", categories(category("width", 1, "error", ["wide"]))
    yield "model-weights", member(["layers", "0"], "weights", float32([[0.5], [nan]]))
    yield "model-inputs", member(["layers", "0"], "weights", float32([[1], [2], [3]]))
    yield "model-labels", member(["output"], "labels", texts(["y", "z"]))
    yield "model-output", attribute(["output"], "task", text("multi_label"))
    yield "model-temperature", attribute(["output"], "temperature", float32(0))
    yield "model-threshold", attribute(["output"], "threshold", float32(0.25))


def files():
    """(name, bytes) of every file."""
    for group in (seal_files, profile_files, schema_files):
        for name, data in group():
            yield f"{group.__name__.removesuffix('_files')}-{name}.h5", data


def differences():
    made = dict(files())
    for name in sorted(made.keys() | {path.name for path in FOLDER.glob("*.h5")}):
        path = FOLDER / name
        if name not in made:
            yield f"{name}: not made by this script"
        elif not path.is_file() or path.read_bytes() != made[name]:
            yield f"{name}: other than made"


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        found = list(differences())
        print("\n".join(found), end="\n" if found else "")
        raise SystemExit(1 if found else 0)
    FOLDER.mkdir(exist_ok=True)
    for file_name, contents in files():
        (FOLDER / file_name).write_bytes(contents)
