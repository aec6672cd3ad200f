"""Writes model files as SCHEMA.md says, without the Swift package and without an HDF5 library.

A second implementation made from that text alone, so that others can be. Plain Python: the seal's sum
takes a second for some 15 MB.
"""

import hashlib
import struct

MASK = 0xFFFFFFFF
UNDEFINED = b"\xff" * 16


def rotate(x, k):
    return ((x << k) | (x >> (32 - k))) & MASK


def lookup3(data):
    a = b = c = (0xDEADBEEF + len(data)) & MASK
    while len(data) > 12:
        x, y, z = struct.unpack("<III", data[:12])
        a, b, c = (a + x) & MASK, (b + y) & MASK, (c + z) & MASK
        for k in (4, 6, 8, 16, 19, 4):
            a = ((a - c) & MASK) ^ rotate(c, k)
            c = (c + b) & MASK
            a, b, c = b, c, a
        data = data[12:]
    if not data:
        return c
    x, y, z = struct.unpack("<III", data.ljust(12, b"\0"))
    a, b, c = (a + x) & MASK, (b + y) & MASK, (c + z) & MASK
    for k in (14, 11, 25, 16, 4, 14, 24):
        c = ((c ^ b) - rotate(b, k)) & MASK
        a, b, c = b, c, a
    return b


def crc32c_of_byte(crc):
    for _ in range(8):
        crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc


CRC32C = [crc32c_of_byte(byte) for byte in range(256)]


def crc32c(data):
    crc = MASK
    for byte in data:
        crc = (crc >> 8) ^ CRC32C[(crc ^ byte) & 0xFF]
    return crc ^ MASK


# Values: element type, shape, bytes.


def float32(data, *shape):
    return bytes.fromhex("11201F00 04000000 00002000 17080017 7F000000"), shape, data


def floats(numbers, *shape):
    return float32(struct.pack(f"<{len(numbers)}f", *numbers), *shape)


def integer(number):
    return bytes.fromhex("10080000 08000000 00004000"), (), struct.pack("<q", number)


def texts(names, *shape):
    width = max(1, *(len(name.encode()) for name in names))
    kind = bytes.fromhex("13110000") + struct.pack("<I", width)
    return kind, shape, b"".join(name.encode().ljust(width, b"\0") for name in names)


# Structures.


def space(shape):
    if not shape:
        return bytes([2, 0, 0, 0])
    return bytes([2, len(shape), 1, 1]) + struct.pack(f"<{len(shape)}Q", *shape) * 2


def message(kind, flags, body):
    return struct.pack("<BHB", kind, len(body), flags) + body


def attributes(values):
    found = message(21, 4, bytes(2) + UNDEFINED) if values else b""
    for name, (kind, shape, data) in values.items():
        sizes = struct.pack("<HHH", len(name) + 1, len(kind), len(space(shape)))
        body = b"\3\0" + sizes + b"\0" + name.encode() + b"\0" + kind + space(shape) + data
        found += message(12, 0, body)
    return found


def header(messages):
    size = struct.pack("<B" if len(messages) < 256 else "<H", len(messages))
    found = b"OHDR\2" + bytes([0x10 + len(size) - 1]) + b"\xff\xff\0\0" + size + messages
    return found + struct.pack("<I", lookup3(found))


def dataset(values, address):
    kind, shape, data = values

    def with_data_at(place):
        layout = b"\3\1" + struct.pack("<QQ", place, len(data))
        return header(
            message(1, 0, space(shape)) + message(3, 1, kind) + message(5, 1, b"\3\6")
            + message(8, 0, layout) + message(0, 0, bytes(16))
        )

    return with_data_at(address + len(with_data_at(0))) + data


def group(values, members, address):
    def with_members_at(places):
        rest = attributes(values)
        for name, place in zip(members, places):
            link = b"\1\0" + bytes([len(name)]) + name.encode() + struct.pack("<Q", place)
            rest += message(6, 0, link)
        room = struct.pack("<HH", 1, len(rest) - 15) if rest else bytes(4)
        info = message(2, 0, bytes(2) + UNDEFINED)
        return header(info + message(10, 1, b"\0\3\xff\xff\0\0" + room) + rest)

    places, place, body = [], address + len(with_members_at([0] * len(members))), b""
    for member in members.values():
        places.append(place + len(body))
        body += group(*member, places[-1]) if len(member) == 2 else dataset(member, places[-1])
    return with_members_at(places) + body


def file(values, members):
    objects = group(values, members, 48)
    block = bytes.fromhex("894844460D0A1A0A 02080800") + struct.pack("<Q", 512) + b"\xff" * 8
    block += struct.pack("<QQ", 560 + len(objects), 48)
    rest = block + struct.pack("<I", lookup3(block)) + objects
    return seal(rest) + rest


def seal(rest):
    """The block that seals what follows it."""
    head = bytes.fromhex("894D4C500D0A1A0A") + struct.pack("<I", 1)
    tail = struct.pack("<Q", 512 + len(rest)) + bytes(488)
    return head + struct.pack("<I", crc32c(head + tail + rest)) + tail


# Models: features are (name, offset, scale, minimum, maximum), with None for both of the last where
# they are unknown; layers are (tag, parameters, inputs, outputs, weights, bias), the parameters in the
# order of SCHEMA.md's table, weights and bias as the bytes of little-endian float32 in C order.


def identity(features, layers, task, labels):
    def count(number):
        return struct.pack("<Q", number)

    def text(string):
        return count(len(string.encode())) + string.encode()

    digest = hashlib.sha256(text("mlp-model identity 1") + count(1) + count(len(features)))
    for name, offset, scale, *limits in features:
        known = limits[0] is not None
        digest.update(text(name) + struct.pack("<ff", offset, scale) + count(known))
        digest.update(struct.pack("<ff", *limits) if known else b"")
    digest.update(count(len(layers)))
    for tag, parameters, inputs, outputs, weights, bias in layers:
        digest.update(count(inputs) + count(outputs) + text(tag) + count(len(parameters)))
        for name, value in parameters.items():
            digest.update(text(name) + struct.pack("<f", value))
        digest.update(weights)
        digest.update(bias)
    digest.update(text(task) + struct.pack("<f", 1) + count(len(labels)))
    for label in labels:
        digest.update(text(label))
    return digest.hexdigest()


def model(features, layers, task, labels):
    """The bytes of a model file without verification rows and provenance, its temperature 1."""
    return file(*contents(features, layers, task, labels))


def contents(features, layers, task, labels):
    """Attributes and members of that file's root."""
    n = len(features)
    names, offsets, scales, minima, maxima = zip(*features)
    scaling = {"names": texts(names, n), "offset": floats(offsets, n), "scale": floats(scales, n)}
    if None not in minima:
        scaling |= {"minimum": floats(minima, n), "maximum": floats(maxima, n)}
    groups = {}
    for k, (tag, parameters, inputs, outputs, weights, bias) in enumerate(layers):
        facts = {"activation": texts([tag])} | {name: floats([p]) for name, p in parameters.items()}
        arrays = {"weights": float32(weights, inputs, outputs), "bias": float32(bias, outputs)}
        groups[str(k)] = (facts, arrays)
    return (
        {
            "format": texts(["mlp-model"]),
            "schema_version": integer(1),
            "arithmetic_version": integer(1),
            "identity": texts([identity(features, layers, task, labels)]),
        },
        {
            "input": ({}, scaling),
            "layers": ({"count": integer(len(layers))}, groups),
            "output": ({"task": texts([task])}, {"labels": texts(labels, len(labels))}),
        },
    )
