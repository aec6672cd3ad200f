"""The bytes of a file to groups and arrays.

What a file holds is found by its structures in their order, whatever their sums, addresses and reserved bytes; then
it is written anew. A file of the profile comes out byte for byte, and any other is refused at its first difference.
"""

from collections.abc import Iterator

import numpy as np

from .errors import ModelError
from .profile import NUMPY, TEXT, Dataset, Group, Shape, Value, data_bytes
from .profile_writer import SUPERBLOCK_BYTES, encoded
from .seal import BYTES

ROOT = BYTES + SUPERBLOCK_BYTES
OBJECTS = ATTRIBUTES = 131_072
DEPTH, RANK = 32, 32
OTHER = "give a file that mlp-export, mlp-train or this package wrote"


def decoded(data: bytes) -> Group:
    """The root group of a sealed file. Takes time and memory in proportion to its bytes."""
    if len(data) < ROOT:
        raise ModelError(f"file: found {len(data)} bytes, expected at least {ROOT}; {OTHER}")
    reader = Reader(data)
    root = reader.object("", 0)
    if not isinstance(root, Group):
        raise reader.wrong("/", ROOT, "a dataset", "a group")
    if reader.at != len(data):
        raise reader.wrong("/", reader.at, f"{len(data) - reader.at} bytes behind the last structure", "none")
    again = encoded(root)
    if again != data[BYTES:]:
        raise reader.difference(again)
    return root


class Reader:
    """Reads forwards from `at`; `places` has where each header and each array of data begins."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, ROOT
        self.objects = self.attributes = 0
        self.places: list[tuple[int, str]] = [(BYTES, "superblock")]

    def wrong(self, path: str, at: int, found: str, expected: str) -> ModelError:
        return ModelError(f"{path} at byte {at}: found {found}, expected {expected}; {OTHER}")

    def difference(self, again: bytes) -> ModelError:
        """What a file of the same contents has in place of the first other byte."""
        length = min(len(again), len(self.data) - BYTES)
        both = [np.frombuffer(part, np.uint8, length) for part in (again, self.data[BYTES : BYTES + length])]
        unequal = np.flatnonzero(both[0] != both[1])
        at = BYTES + (int(unequal[0]) if len(unequal) else length)
        path = next(path for start, path in reversed(self.places) if start <= at)
        found, expected = (part.hex(" ") or "nothing" for part in (self.data[at : at + 4], again[at - BYTES :][:4]))
        return self.wrong(path, at, found, expected)

    def take(self, count: int, path: str) -> bytes:
        rest = len(self.data) - self.at
        if count > rest:
            raise self.wrong(path, self.at, f"{rest} bytes", f"{count}: the structure goes past the end of the file")
        self.at += count
        return self.data[self.at - count : self.at]

    def object(self, parent: str, depth: int) -> Group | Dataset:
        """The object here and, where it is a group, all in it."""
        path, start = parent or "/", self.at
        self.places.append((start, path))
        self.objects += 1
        if self.objects > OBJECTS:
            raise self.wrong(path, start, "another object", f"at most {OBJECTS} groups and datasets")
        if depth > DEPTH:
            raise self.wrong(path, start, f"groups {depth} deep", f"at most {DEPTH}")
        head = self.take(10, path)
        if head[:4] != b"OHDR":
            raise self.wrong(path, start, head[:4].hex(" "), f"{b'OHDR'.hex(' ')}, an object header")
        size = int.from_bytes(self.take(1 + (head[5] & 1), path), "little")
        messages = list(self.messages(self.take(size, path), self.at - size, path))
        self.take(4, path)
        attributes: dict[str, Value] = {}
        for kind, at, body in messages:
            if kind == 12:
                self.attribute(body, at, path, attributes)
        kinds = [kind for kind, _, _ in messages]
        if 1 in kinds or 3 in kinds:
            return self.dataset(messages, attributes, path)
        members: dict[str, Group | Dataset] = {}
        for name, at in [(self.link(body, at, path), at) for kind, at, body in messages if kind == 6]:
            if name in members:
                raise self.wrong(path, at, f"a second member {name!r}", "one")
            members[name] = self.object(f"{parent}/{name}", depth + 1)
        return Group(attributes, members)

    def messages(self, data: bytes, start: int, path: str) -> Iterator[tuple[int, int, bytes]]:
        """Kind, offset and body of each message."""
        at = 0
        while at < len(data):
            size = int.from_bytes(data[at + 1 : at + 3], "little")
            if at + 4 + size > len(data):
                raise self.wrong(path, start + at, f"a message of {size} bytes", "one that ends in its header")
            yield data[at], start + at, data[at + 4 : at + 4 + size]
            at += 4 + size

    def link(self, body: bytes, at: int, path: str) -> str:
        return self.name(body[3 : 3 + (body[2] if len(body) > 2 else 0)], at, path)

    def name(self, raw: bytes, at: int, path: str) -> str:
        if not 1 <= len(raw) <= 255 or any(not 0x20 <= byte <= 0x7E for byte in raw) or b"/" in raw or raw == b".":
            expected = '1 to 255 characters of printable ASCII, no slash, not "."'
            raise self.wrong(path, at, f"the name {raw[:32]!r}", expected)
        return raw.decode()

    def attribute(self, body: bytes, at: int, path: str, found: dict[str, Value]) -> None:
        self.attributes += 1
        if self.attributes > ATTRIBUTES:
            raise self.wrong(path, at, "another attribute", f"at most {ATTRIBUTES} in a file")
        sizes = [int.from_bytes(body[i : i + 2], "little") for i in (2, 4, 6)]
        ends = [9 + sum(sizes[:k]) for k in range(4)]
        raw, kind, space = (body[start:end] for start, end in zip(ends, ends[1:]))
        name = self.name(raw[:-1], at, path)
        if name in found:
            raise self.wrong(path, at, f"a second attribute {name!r}", "one")
        found[name] = self.value(kind, space, body[ends[3] :], at, f"{path}@{name}")

    def dataset(self, messages: list[tuple[int, int, bytes]], attributes: dict[str, Value], path: str) -> Dataset:
        bodies = {kind: body for kind, _, body in messages}
        at = messages[0][1]
        kind, shape = self.kind(bodies.get(3, b""), at, path), self.shape(bodies.get(1, b""), at, path)
        self.places.append((self.at, path))
        return Dataset(self.checked(Value(kind, shape, self.take(data_bytes(kind, shape), path)), path), attributes)

    def value(self, kind: bytes, space: bytes, data: bytes, at: int, path: str) -> Value:
        value = Value(self.kind(kind, at, path), self.shape(space, at, path), data)
        if len(data) != data_bytes(value.kind, value.shape):
            expected = f"{data_bytes(value.kind, value.shape)} for shape {list(value.shape)} of {value.type_name}"
            raise self.wrong(path, at, f"{len(data)} bytes", expected)
        return self.checked(value, path)

    def kind(self, raw: bytes, at: int, path: str) -> bytes:
        text = len(raw) == 8 and raw[:4] == TEXT
        if text and not 1 <= int.from_bytes(raw[4:], "little") < 1 << 31:
            raise self.wrong(path, at, f"texts of {int.from_bytes(raw[4:], 'little')} bytes", "1 to 2147483647")
        if not text and raw not in NUMPY:
            raise self.wrong(path, at, f"the element type {raw.hex(' ')}", "float32, float64, int64, uint64 or text")
        return raw

    def shape(self, raw: bytes, at: int, path: str) -> Shape:
        if len(raw) < 4 or raw[1] > RANK or len(raw) != 4 + 16 * raw[1]:
            raise self.wrong(path, at, f"the shape {raw[:4].hex(' ')}", f"a scalar, or 1 to {RANK} extents")
        extents = tuple(int.from_bytes(raw[4 + 8 * k : 12 + 8 * k], "little") for k in range(raw[1]))
        if not all(extents):
            raise self.wrong(path, at, f"the extents {list(extents)}", "1 or more each")
        return extents

    def checked(self, value: Value, path: str) -> Value:
        """The value, once its texts are known to be texts."""
        if value.type_name == "text":
            try:
                value.texts()
            except ModelError as error:
                raise ModelError(f"{path}: {error}; {OTHER}") from None
        return value
