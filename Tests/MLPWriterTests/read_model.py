"""Read model files as SCHEMA.md says, apart from the Swift package, and print what they hold.

Usage: read_model.py FILE...   One line for each value: text and float bits in hexadecimal.
The HDF5 part goes through h5py; seal and identity are computed here from the bytes.
"""

import hashlib
import struct
import sys

import h5py
import numpy as np

TABLE = []
for n in range(256):
    for _ in range(8):
        n = (n >> 1) ^ (0x82F63B78 if n & 1 else 0)
    TABLE.append(n)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = (crc >> 8) ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def check_seal(data):
    magic, version, crc, length = struct.unpack_from("<8sIIQ", data)
    assert magic == b"\x89MLP\r\n\x1a\n" and version == 1, "magic"
    assert length == len(data), "length"
    assert not any(data[24:512]), "reserved"
    assert crc == crc32c(data[:12] + data[16:]), "sum"


def text(value):
    raw = value if isinstance(value, bytes) else value.encode()
    return raw.rstrip(b"\0")


def texts(dataset):
    return [text(value) for value in dataset[()]]


def bits(values):
    return np.ascontiguousarray(values, dtype="<f4").tobytes()


def say(*words):
    print(*(word.hex() if isinstance(word, bytes) else word for word in words))


class Canonical:
    """The bytes that the identity is the digest of."""

    def __init__(self):
        self.data = bytearray()

    def u64(self, number):
        self.data += struct.pack("<Q", number)

    def text(self, raw):
        self.u64(len(raw))
        self.data += raw


PARAMETERS = {
    b"leaky_relu": ["negative_slope"],
    b"clipped_relu": ["negative_slope", "threshold", "max_value"],
    b"threshold": ["theta", "value"],
    b"hard_sigmoid": ["alpha", "beta"],
    b"hard_tanh": ["min_value", "max_value"],
    b"elu": ["alpha"],
    b"celu": ["alpha"],
    b"selu": ["alpha", "scale"],
    b"softplus": ["beta"],
    b"squareplus": ["b"],
    b"silu": ["alpha"],
}


def read_input(group, form):
    names = texts(group["names"])
    ranged = "minimum" in group
    form.u64(len(names))
    for i, name in enumerate(names):
        scaling = bits([group["offset"][i], group["scale"][i]])
        extent = bits([group["minimum"][i], group["maximum"][i]]) if ranged else b""
        say("feature", name, scaling + extent)
        form.text(name)
        form.data += scaling
        form.u64(int(ranged))
        form.data += extent
    if "privacy_note" in group.attrs:
        say("note", text(group.attrs["privacy_note"]))


def read_optional(root, form):
    group = root["input"]
    if "categories" in group:
        categories = group["categories"]
        count = int(categories.attrs["count"])
        form.text(b"categories")
        form.u64(count)
        for k in range(count):
            category = categories[str(k)]
            column, unknown = (text(category.attrs[name]) for name in ("column", "unknown"))
            first, levels = int(category.attrs["first_feature"]), texts(category["levels"])
            say("category", column, first, unknown, *levels)
            form.text(column)
            form.u64(first)
            form.text(unknown)
            form.u64(len(levels))
            for level in levels:
                form.text(level)
    if "imputed" in group:
        say("imputed", bits(group["imputed"][()]))
        form.text(b"imputed")
        form.data += bits(group["imputed"][()])
    if "origin" in group:
        origins = group["origin"][()].astype("<f8").tobytes()
        say("origin", origins)
        form.text(b"origin")
        form.data += origins
    if "missing" in group:
        read_missing(group["missing"], form)
    if "threshold" in root["output"].attrs:
        threshold = bits(root["output"].attrs["threshold"])
        say("threshold", threshold)
        form.text(b"threshold")
        form.data += threshold


def read_missing(group, form):
    sizes = [int(size) for size in group["list_sizes"][()]]
    rest = texts(group["texts"]) if "texts" in group else []
    form.text(b"missing")
    form.u64(len(sizes))
    for size in sizes:
        say("missing", *rest[:size])
        form.u64(size)
        for one in rest[:size]:
            form.text(one)
        rest = rest[size:]
    lists = [int(place) for place in group["column_lists"][()]]
    say("lists", *lists)
    form.u64(len(lists))
    for place in lists:
        form.u64(place)


def read_layer(layer, form):
    tag = text(layer.attrs["activation"])
    weights, bias = layer["weights"], layer["bias"]
    assert weights.dtype == bias.dtype == np.dtype("<f4")
    say("layer", tag, *weights.shape, bits(weights[()]), bits(bias[()]))
    form.u64(weights.shape[0])
    form.u64(weights.shape[1])
    form.text(tag)
    form.u64(len(PARAMETERS.get(tag, [])))
    for parameter in PARAMETERS.get(tag, []):
        value = bits(layer.attrs[parameter])
        say("parameter", parameter, value)
        form.text(parameter.encode())
        form.data += value
    form.data += bits(weights[()]) + bits(bias[()])


def read_output(output, form):
    task, temperature = text(output.attrs["task"]), bits(output.attrs.get("temperature", 1))
    labels = texts(output["labels"])
    say("output", task, temperature, *labels)
    form.text(task)
    form.data += temperature
    form.u64(len(labels))
    for label in labels:
        form.text(label)


def read(path):
    with open(path, "rb") as file:
        check_seal(file.read())
    with h5py.File(path, "r") as root:
        assert text(root.attrs["format"]) == b"mlp-model"
        assert root.attrs["schema_version"] == 1
        form = Canonical()
        form.text(b"mlp-model identity 1")
        form.u64(int(root.attrs["arithmetic_version"]))
        read_input(root["input"], form)
        count = int(root["layers"].attrs["count"])
        form.u64(count)
        for k in range(count):
            read_layer(root["layers"][str(k)], form)
        read_output(root["output"], form)
        read_optional(root, form)
        if "verification" in root:
            rows = root["verification"]
            say("verification", bits(rows.attrs["tolerance"]), rows["inputs"].shape[0])
            say(bits(rows["inputs"][()]), bits(rows["outputs"][()]))
        facts = root["provenance"].attrs.items() if "provenance" in root else []
        for key, value in sorted(facts):
            say("fact", key, text(value) if isinstance(value, (bytes, str)) else value)
        identity = hashlib.sha256(form.data).hexdigest()
        assert identity.encode() == text(root.attrs["identity"]), "identity"
        say("identity", identity)


for path in sys.argv[1:]:
    read(path)
