#!/usr/bin/env python3
"""Keeps the inputs of a fuzz target in one file: a line of base64 for each, the shortest first.

  tools/fuzz/corpus.py pack FOLDER FILE     files of the folder become lines, the oldest as far as they fit:
                                            libFuzzer writes those that cover most first
  tools/fuzz/corpus.py unpack FILE FOLDER   every line becomes a file of the folder
"""
import base64
import hashlib
import pathlib
import sys


# Of all inputs of a file, in bytes.
LIMIT = 40_000


def pack(folder, file):
    inputs, size = set(), 0
    for path in sorted(pathlib.Path(folder).iterdir(), key=lambda path: path.stat().st_mtime_ns):
        data = path.read_bytes()
        if size + len(data) <= LIMIT:
            inputs.add(data)
            size += len(data)
    lines = [base64.b64encode(data) + b"\n" for data in sorted(inputs, key=lambda data: (len(data), data))]
    pathlib.Path(file).write_bytes(b"".join(lines))


def unpack(file, folder):
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    for line in pathlib.Path(file).read_bytes().splitlines():
        data = base64.b64decode(line)
        pathlib.Path(folder, hashlib.sha1(data).hexdigest()).write_bytes(data)


def main(action, source, target):
    {"pack": pack, "unpack": unpack}[action](source, target)


main(*sys.argv[1:])
