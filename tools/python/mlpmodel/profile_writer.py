"""Groups and arrays to the bytes of an HDF5 file (SCHEMA.md, "HDF5 profile").

The profile leaves nothing to choose: the same values make the same bytes.
"""

import struct

from .errors import ModelError
from .lookup3 import lookup3
from .profile import Dataset, Group, Shape, Value
from .seal import BYTES, HDF5

UNDEFINED = b"\xff" * 16
SUPERBLOCK_BYTES = 48


def encoded(root: Group) -> bytes:
    """What follows the seal. Limits and names are not looked at: the reader refuses what breaks them."""
    objects: list[bytes] = []
    size = append_group(objects, root, SUPERBLOCK_BYTES) - SUPERBLOCK_BYTES
    block = HDF5 + b"\2\10\10\0" + struct.pack("<Q", BYTES) + b"\xff" * 8
    block += struct.pack("<QQ", BYTES + SUPERBLOCK_BYTES + size, SUPERBLOCK_BYTES)
    return b"".join([block, struct.pack("<I", lookup3(block)), *objects])


def append_group(out: list[bytes], group: Group, address: int) -> int:
    """Appends the group and all in it. Returns the address behind."""
    # The header's size does not depend on the addresses in it, so it is made once for its size.
    address += len(group_header(group, [0] * len(group.members)))
    place = len(out)
    out.append(b"")
    addresses = []
    for member in group.members.values():
        addresses.append(address)
        if isinstance(member, Group):
            address = append_group(out, member, address)
        else:
            address = append_dataset(out, member, address)
    out[place] = group_header(group, addresses)
    return address


def append_dataset(out: list[bytes], dataset: Dataset, address: int) -> int:
    address += len(dataset_header(dataset, 0))
    out += [dataset_header(dataset, address), dataset.value.data]
    return address + len(dataset.value.data)


def group_header(group: Group, addresses: list[int]) -> bytes:
    rest = attribute_messages(group.attributes)
    for name, address in zip(group.members, addresses, strict=True):
        raw = name.encode()
        rest += message(6, 0, b"\1\0" + struct.pack("B", len(raw)) + raw + struct.pack("<Q", address))
    room = struct.pack("<HH", 1, (len(rest) - 15) & 0xFFFF) if rest else bytes(4)
    return header(message(2, 0, bytes(2) + UNDEFINED) + message(10, 1, b"\0\3\xff\xff\0\0" + room) + rest)


def dataset_header(dataset: Dataset, address: int) -> bytes:
    value = dataset.value
    return header(
        message(1, 0, dataspace(value.shape)) + message(3, 1, value.kind) + message(5, 1, b"\3\6")
        + message(8, 0, b"\3\1" + struct.pack("<QQ", address, len(value.data)))
        + (attribute_messages(dataset.attributes) or message(0, 0, bytes(16)))
    )


def attribute_messages(attributes: dict[str, Value]) -> bytes:
    found = message(21, 4, bytes(2) + UNDEFINED) if attributes else b""
    for name, value in attributes.items():
        space, raw = dataspace(value.shape), name.encode() + b"\0"
        sizes = struct.pack("<HHH", len(raw), len(value.kind), len(space))
        found += message(12, 0, b"\3\0" + sizes + b"\0" + raw + value.kind + space + value.data)
    return found


def dataspace(shape: Shape) -> bytes:
    if not shape:
        return b"\2\0\0\0"
    return bytes([2, len(shape), 1, 1]) + struct.pack(f"<{len(shape)}Q", *shape) * 2


def message(kind: int, flags: int, body: bytes) -> bytes:
    return struct.pack("<BHB", kind, len(body), flags) + body


def header(messages: bytes) -> bytes:
    if len(messages) > 65_535:
        raise ModelError(f"header: found {len(messages)} bytes of attributes and links, expected at most 65535")
    wide = len(messages) > 255
    size = struct.pack("<H" if wide else "<B", len(messages))
    found = b"OHDR\2" + bytes([0x10 + wide]) + b"\xff\xff\0\0" + size + messages
    return found + struct.pack("<I", lookup3(found))
