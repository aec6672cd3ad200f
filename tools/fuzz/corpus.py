#!/usr/bin/env python3
"""Keeps the inputs of a fuzz target in one file: a line of base64 for each, the shortest first.

  tools/fuzz/corpus.py pack FOLDER FILE     files of the folder become lines, as many of the shortest as fit
  tools/fuzz/corpus.py unpack FILE FOLDER   every line becomes a file of the folder
"""
import base64
import hashlib
import pathlib
import sys


# Of all inputs of a file, in bytes.
LIMIT = 24_000


def pack(folder, file):
    inputs = {path.read_bytes() for path in pathlib.Path(folder).iterdir()}
    lines, size = [], 0
    for data in sorted(inputs, key=lambda data: (len(data), data)):
        size += len(data)
        if size > LIMIT:
            break
        lines.append(base64.b64encode(data) + b"\n")
    pathlib.Path(file).write_bytes(b"".join(lines))


def unpack(file, folder):
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    for line in pathlib.Path(file).read_bytes().splitlines():
        data = base64.b64decode(line)
        pathlib.Path(folder, hashlib.sha1(data).hexdigest()).write_bytes(data)


def main(action, source, target):
    {"pack": pack, "unpack": unpack}[action](source, target)


main(*sys.argv[1:])
