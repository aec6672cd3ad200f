"""Models with as many names, labels, levels or texts as one wants, for tests of memory.

    tools/embedding/many.py FOLDER COUNT...
"""

import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "python"))
from mlpmodel import files
from mlpmodel.model import Category, Input, Layer, MultilayerPerceptron, Output


def layer(inputs, outputs, activation="softmax"):
    weights = np.linspace(-1, 1, inputs * outputs, dtype=np.float32).reshape(inputs, outputs)
    return Layer(weights, np.zeros(outputs, np.float32), activation)


def model(names, labels, categories=(), provenance=None):
    zeros = np.zeros(len(names), np.float32)
    given = Input(names, zeros, zeros + 1, zeros, zeros + 1, None, categories)
    output = Output("classification", labels)
    return MultilayerPerceptron(given, [layer(len(names), len(labels))], output, provenance=provenance or {})


def models(count):
    """By the name of what there is `count` times; of facts a file has at most 1,000."""
    numbers = range(count)
    levels = [f"level {k}" for k in numbers]
    yield "names", model([f"feature number {k}" for k in numbers], ["a", "b"])
    yield "labels", model(["x"], [f"label number {k}" for k in numbers])
    yield "levels", model([f"c={level}" for level in levels], ["a", "b"], [Category("c", 0, levels)])
    yield "texts", model(["x"], ["a", "b"], provenance={f"note{k}": f"text {k}" * 3 for k in numbers[:1000]})


def write(folder, count):
    """Writes them and returns their paths."""
    paths = []
    for name, each in models(count):
        paths.append(pathlib.Path(folder) / f"{name}-{count}.h5")
        files.write(each, paths[-1])
    return paths


if __name__ == "__main__":
    for each in sys.argv[2:]:
        print(*write(sys.argv[1], int(each)), sep="\n")
