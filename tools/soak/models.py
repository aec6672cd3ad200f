"""Writes the models that a soak needs beside the fixtures: models.py FOLDER

Wide ones, which several threads share the rows and the columns of, and whose memory is large enough to be missed.
"""

import pathlib
import sys

import numpy as np

sys.path.append(str(pathlib.Path(__file__).parents[1] / "python"))
from mlpmodel import Input, Layer, MultilayerPerceptron, Output
from mlpmodel.files import to_bytes

SHAPES = {"wide": (256, 512, 512, 10), "long": (64, 96, 96, 96, 96, 5)}


def model(widths):
    generator = np.random.default_rng(1)

    def numbers(*shape):
        return generator.normal(0, shape[0] ** -0.5, shape).astype(np.float32)

    layers = [
        Layer(numbers(inputs, outputs), numbers(outputs), "softmax" if k == len(widths) - 2 else "relu")
        for k, (inputs, outputs) in enumerate(zip(widths, widths[1:]))
    ]
    names = [f"x{i}" for i in range(widths[0])]
    return MultilayerPerceptron(
        Input(names, np.zeros(widths[0], np.float32), np.ones(widths[0], np.float32)), layers,
        Output("classification", [f"c{j}" for j in range(widths[-1])]))


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, widths in SHAPES.items():
        (folder / f"{name}.h5").write_bytes(to_bytes(model(widths)))


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]))
