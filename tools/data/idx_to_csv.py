"""Turns one part of Fashion-MNIST from gzipped IDX into CSV.

usage: idx_to_csv.py PREFIX OUTPUT.csv

Reads PREFIX-images-idx3-ubyte.gz and PREFIX-labels-idx1-ubyte.gz. Columns: pixel_0 to pixel_783 (the
image's rows one after another, 0 to 255), then label, the name of the class. Needs no package: NumPy
would not be faster than a table of the 256 numbers as text.

IDX: two zero bytes, the element type (8: unsigned byte), the number of dimensions, each dimension as
a big-endian 32-bit integer, then the elements.
"""

import gzip
import math
import os
import struct
import sys

CLASSES = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
    "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot",
]  # fmt: skip


def read_idx(path, dimensions):
    """The sizes and the elements of a gzipped IDX file of unsigned bytes."""
    with gzip.open(path) as file:
        data = file.read()
    header = 4 + 4 * dimensions
    if data[:4] != bytes([0, 0, 8, dimensions]) or len(data) < header:
        raise SystemExit(f"idx_to_csv: {path}: not IDX of bytes in {dimensions} dimensions")
    sizes = struct.unpack(f">{dimensions}I", data[4:header])
    if len(data) - header != math.prod(sizes):
        raise SystemExit(f"idx_to_csv: {path}: sizes {sizes}, but {len(data) - header} elements")
    return sizes, data[header:]


def main(prefix, output):
    (count, height, width), pixels = read_idx(f"{prefix}-images-idx3-ubyte.gz", 3)
    (label_count,), labels = read_idx(f"{prefix}-labels-idx1-ubyte.gz", 1)
    if label_count != count:
        raise SystemExit(f"idx_to_csv: {prefix}: {count} images, but {label_count} labels")
    size = height * width
    text = [str(value) for value in range(256)]
    # Renamed at the end, so that a broken-off run leaves no half table behind.
    with open(output + ".part", "w", encoding="ascii", newline="\n") as file:
        file.write(",".join(f"pixel_{index}" for index in range(size)) + ",label\n")
        for row in range(count):
            image = pixels[row * size : (row + 1) * size]
            file.write(",".join(map(text.__getitem__, image)) + f",{CLASSES[labels[row]]}\n")
    os.replace(output + ".part", output)
    print(f"{output}: {count} rows of {size + 1} columns")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("usage: idx_to_csv.py PREFIX OUTPUT.csv")
    main(sys.argv[1], sys.argv[2])
