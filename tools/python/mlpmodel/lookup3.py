"""Bob Jenkins's lookup3, the sum of HDF5's structures: `hashlittle` of lookup3.c (2006), initial value 0."""

import struct

MASK = 0xFFFFFFFF


def rotate(x: int, k: int) -> int:
    return (x << k | x >> (32 - k)) & MASK


def lookup3(data: bytes) -> int:
    """The sum of at least one byte; linear, in plain Python: headers are small."""
    a = b = c = (0xDEADBEEF + len(data)) & MASK
    last = max(0, (len(data) - 1) // 12 * 12)
    for x, y, z in struct.iter_unpack("<III", data[:last]):
        a, b, c = (a + x) & MASK, (b + y) & MASK, (c + z) & MASK
        for k in (4, 6, 8, 16, 19, 4):
            a = ((a - c) & MASK) ^ rotate(c, k)
            c = (c + b) & MASK
            a, b, c = b, c, a
    x, y, z = struct.unpack("<III", data[last:].ljust(12, b"\0"))
    a, b, c = (a + x) & MASK, (b + y) & MASK, (c + z) & MASK
    for k in (14, 11, 25, 16, 4, 14, 24):
        c = ((c ^ b) - rotate(b, k)) & MASK
        a, b, c = b, c, a
    return b
