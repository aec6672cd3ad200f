"""Write the example of SCHEMA.md as SCHEMA.md says, without the Swift package or an HDF5 library.

Usage: write_model.py FILE. That the file comes out the same as the writer's shows that the text is
enough to write a second implementation from.
"""

import struct
import sys

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


def crc32c(data):
    crc = MASK
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ MASK


# Values: element type, shape, bytes.


def floats(numbers, *shape):
    kind = bytes.fromhex("11201F00 04000000 00002000 17080017 7F000000")
    return kind, shape, struct.pack(f"<{len(numbers)}f", *numbers)


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
    head = bytes.fromhex("894D4C500D0A1A0A") + struct.pack("<I", 1)
    tail = struct.pack("<Q", 512 + len(rest)) + bytes(488)
    return head + struct.pack("<I", crc32c(head + tail + rest)) + tail + rest


assert lookup3(b"Four score and seven years ago") == 0x17770551
assert crc32c(b"123456789") == 0xE3069283

IDENTITY = "83552b4417cbeb188a5f35371822178be1ce67d48562c0ff9b3d764514a0582e"
EXAMPLE = file(
    {
        "format": texts(["mlp-model"]),
        "schema_version": integer(1),
        "arithmetic_version": integer(1),
        "identity": texts([IDENTITY]),
    },
    {
        "input": ({}, {
            "names": texts(["width", "höhe"], 2),
            "offset": floats([1.5, 0], 2),
            "scale": floats([2, 1], 2),
            "minimum": floats([0, -1], 2),
            "maximum": floats([3, 1], 2),
        }),
        "layers": ({"count": integer(1)}, {
            "0": (
                {"activation": texts(["leaky_relu"]), "negative_slope": floats([0.25])},
                {"weights": floats([0.5, -2], 2, 1), "bias": floats([1], 1)},
            ),
        }),
        "output": ({"task": texts(["regression"])}, {"labels": texts(["y"], 1)}),
    },
)

with open(sys.argv[1], "wb") as output:
    output.write(EXAMPLE)
