"""The forward pass as SCHEMA.md says, in double precision with NumPy, from a file that h5py reads.

Usage: predict.py MODEL TABLE   One line of probabilities for each row of a CSV file with a header.
Knows relu, and softmax at the end: what mlp-train makes by default.
"""

import csv
import sys

import h5py
import numpy as np


def text(value):
    return value.decode() if isinstance(value, bytes) else value


with h5py.File(sys.argv[1], "r") as model, open(sys.argv[2], newline="") as table:
    group = model["input"]
    names = [text(name) for name in group["names"][()]]
    x = np.array([[np.float32(row[name]) for name in names] for row in csv.DictReader(table)], float)
    x = (x - group["offset"][()].astype(float)) * group["scale"][()].astype(float)
    temperature = float(model["output"].attrs.get("temperature", 1))
    for k in range(int(model["layers"].attrs["count"])):
        layer = model["layers"][str(k)]
        x = x @ layer["weights"][()].astype(float) + layer["bias"][()].astype(float)
        match text(layer.attrs["activation"]):
            case "relu":
                x = np.maximum(x, 0)
            case "softmax":
                x = x / temperature
                x = np.exp(x - x.max(axis=1, keepdims=True))
                x /= x.sum(axis=1, keepdims=True)

for row in x:
    print(*row)
