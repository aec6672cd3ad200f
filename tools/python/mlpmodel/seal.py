"""The seal: the first 512 bytes of a file, with its length and a CRC-32C over everything else (SCHEMA.md, "Seal")."""

import struct
from functools import cache

import numpy as np
from numpy.typing import NDArray

from .errors import ModelError

BYTES = 512
MAGIC = bytes.fromhex("894D4C500D0A1A0A")
LANES = 4096
HDF5 = bytes.fromhex("894844460D0A1A0A")
COPY = "copy the file again"
ANEW = "let mlp-export make a model file of it, if it is one that another tool saved"

Words = NDArray[np.uint32]


@cache
def table() -> Words:
    """What eight shifts make of each byte."""
    crc = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        crc = np.where(crc & 1, crc >> 1 ^ np.uint32(0x82F63B78), crc >> 1)
    return crc


def map_bits(matrix: Words, words: Words) -> Words:
    """Products with a matrix over bits, whose column k is what becomes of bit k."""
    result = np.zeros_like(words)
    for bit in range(32):
        result ^= np.where(words >> np.uint32(bit) & 1, matrix[bit], np.uint32(0))
    return result


def advance(lanes: Words, columns: NDArray[np.uint8]) -> Words:
    """The sums after another column of bytes each."""
    for column in columns:
        lanes = table()[(lanes ^ column) & 0xFF] ^ lanes >> 8
    return lanes


def advanced(crc: int, data: bytes) -> int:
    """The sum after more bytes, one by one."""
    steps = table().tolist()
    for byte in data:
        crc = steps[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc


def crc32c(data: bytes) -> int:
    """The Castagnoli sum. Large data are summed in lanes of equal length, which are then put together in pairs:

    the sum of A + B is that of A after as many zero bytes as B has, with that of B laid over it.
    """
    length = len(data) // LANES
    if length < 64:
        return advanced(0xFFFFFFFF, data) ^ 0xFFFFFFFF
    lanes = np.zeros(LANES, np.uint32)
    lanes[0] = 0xFFFFFFFF
    columns = np.frombuffer(data, np.uint8, LANES * length).reshape(LANES, length).T
    lanes = advance(lanes, np.ascontiguousarray(columns))
    zeros = advance(np.uint32(1) << np.arange(32, dtype=np.uint32), np.zeros((length, 1), np.uint8))
    while len(lanes) > 1:
        lanes = map_bits(zeros, lanes[::2]) ^ lanes[1::2]
        zeros = map_bits(zeros, zeros)
    return advanced(int(lanes[0]), data[LANES * length :]) ^ 0xFFFFFFFF


def sealed(rest: bytes) -> bytes:
    """The file: its seal, and what follows it."""
    head = MAGIC + struct.pack("<I", 1)
    tail = struct.pack("<Q", BYTES + len(rest)) + bytes(BYTES - 24)
    return head + struct.pack("<I", crc32c(head + tail + rest)) + tail + rest


def check(data: bytes) -> None:
    """Refuses a file with another seal than its own."""
    if not data:
        raise ModelError(f"found an empty file, expected a model file; {COPY}")
    if data[:8] != MAGIC:
        if data[:8] == HDF5:
            raise ModelError(f"byte 0: found an HDF5 file without a seal, expected a model file; {ANEW}")
        if any(data[at : at + 8] == HDF5 for at in user_block_ends(len(data))):
            what = "an HDF5 file with something else for a seal" if any(data[:8]) else "an HDF5 file without a seal"
            raise ModelError(f"byte 0: found {what}, expected a model file; {ANEW}")
        raise ModelError("byte 0: found a file that is not HDF5, expected a model file")
    if len(data) < BYTES:
        raise ModelError(f"truncated: found {len(data)} bytes, expected at least {BYTES}; {COPY}")
    version, crc, length = struct.unpack("<IIQ", data[8:24])
    if version != 1:
        raise ModelError(f"byte 8: found seal version {version}, expected 1; use a newer version of this package")
    if length < BYTES:
        raise ModelError(f"byte 16: found a sealed length of {length} bytes, expected {BYTES} or more; {COPY}")
    if length != len(data):
        # The superblock's own statement tells a file that was saved anew from one that was cut or grew.
        if data[512:520] == HDF5 and len(data) == int.from_bytes(data[540:548], "little"):
            raise ModelError(f"byte 16: found the seal of a file of {length} bytes, expected {len(data)}; {ANEW}")
        what = "truncated" if len(data) < length else "bytes after the end"
        raise ModelError(f"{what}: found {len(data)} bytes, expected {length}; {COPY}")
    if any(data[24:BYTES]):
        raise ModelError(f"byte 24: found a byte that is not zero, expected zeros up to byte {BYTES}; {COPY}")
    if crc32c(data[:12] + data[16:]) != crc:
        raise ModelError(f"byte 12: found other bytes than were sealed, expected those; {COPY}: it is damaged or was edited")


def user_block_ends(size: int) -> list[int]:
    """Where HDF5's signature may stand in a file: 512, 1024, 2048, …"""
    return [at for k in range(9, 40) if (at := 1 << k) < size]
