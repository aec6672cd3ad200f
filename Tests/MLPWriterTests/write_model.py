"""Write the example of SCHEMA.md, "Identity". Usage: write_model.py FILE

By the Python package, made from that text alone: that the file comes out the same as MLPWriter's shows that
the text is enough to write a second implementation from.
"""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[2] / "tools/python"))
import mlpmodel
import numpy as np


def row(*numbers):
    return np.array(numbers, np.float32)


mlpmodel.write(
    mlpmodel.MultilayerPerceptron(
        mlpmodel.Input(["width", "höhe"], row(1.5, 0), row(2, 1), row(0, -1), row(3, 1)),
        [mlpmodel.Layer(row(0.5, -2)[:, np.newaxis], row(1), "leaky_relu", {"negative_slope": 0.25})],
        mlpmodel.Output("regression", ["y"]),
    ),
    sys.argv[1],
)
