#!/usr/bin/env python3
"""Writes fixtures/reference/training.json: what training small nets must give.

usage: training.py            writes the file
       training.py --check    compares it with what this script computes

The file: {"cases": [case, ...]}. A case has

  name, widths          [inputs, hidden..., outputs]
  activations           one a layer, the output's last: {"tag": ..., "parameters": {name: number}}
  rows                  how many; arrays over rows are flat, row after row
  inputs, targets       [rows, inputs] and [rows, outputs]; for softmax, targets are one-hot
  classes               [rows], for softmax only: the index of the true class
  layers                the weights to start from: [{"weights": [in x out], "bias": [out]}, ...]
  logits, outputs       of the starting weights: the last pre-activations, and what the net answers
  loss                  mean over rows: cross-entropy for softmax; the sum over outputs of
                        cross-entropies for sigmoid, of (z - y)^2 / 2 for linear
  gradients             of that loss, shaped like layers
  preactivation_gradients, activation_gradients
                        of that loss by every layer's z, and by every hidden layer's a: [rows, width] each
  optimizers            [{"name", "parameters", "steps": [{"loss", "layers"}, ...]}]: ten full-batch
                        steps; loss is the one before the step, layers are those after it

Weights and data come from the integer formulas below and are multiples of 1/256, so float32 holds them
exactly. Numbers are in double precision, rounded to 12 digits because NumPy's exp and tanh may differ in
the last place from one CPU to another.
"""

import json
import pathlib
import sys

import numpy as np

from networks import OPTIMIZERS, backward, forward, gradients, loss, train

FILE = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "reference" / "training.json"
STEPS = 10
ROWS = 12

# Name: widths, activations. The parameters are not the defaults, so that a default shows.
CASES = {
    "relu, softmax": ([4, 5, 3], [("relu", {}), ("softmax", {})]),
    "tanh, sigmoid, softmax": (
        [6, 7, 5, 4],
        [("tanh", {}), ("sigmoid", {}), ("softmax", {})],
    ),
    "leaky_relu, elu, silu, softmax": (
        [5, 6, 7, 4, 3],
        [
            ("leaky_relu", {"negative_slope": 0.125}),
            ("elu", {"alpha": 0.75}),
            ("silu", {"alpha": 1.0}),
            ("softmax", {}),
        ],
    ),
    "hard_sigmoid, softsign, hidden softmax, softmax": (
        [5, 7, 6, 4, 3],
        [
            ("hard_sigmoid", {"alpha": 0.25, "beta": 0.5}),
            ("softsign", {}),
            ("softmax", {}),
            ("softmax", {}),
        ],
    ),
    "linear, tanh, sigmoid outputs": (
        [4, 6, 5, 3],
        [("linear", {}), ("tanh", {}), ("sigmoid", {})],
    ),
    "silu, linear outputs": ([3, 6, 2], [("silu", {"alpha": 1.0}), ("linear", {})]),
}

# PyTorch's defaults for Adam, and numbers that tell where epsilon goes and which beta is which.
SETTINGS = [
    ("momentum", {"learning_rate": 0.0625, "momentum": 0.875}),
    ("adam", {"learning_rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}),
    ("adam", {"learning_rate": 0.03125, "beta1": 0.75, "beta2": 0.875, "epsilon": 0.0625}),
]


def starting_layers(widths):
    """weights[i, j] of layer k = 1... are ((37 i + 11 j + 7 k + 5 i j) mod 19 - 9) / 16, bias[j] is
    ((5 j + 3 k) mod 7 - 3) / 16 + 1/256. The 1/256 keeps the first layer off every kink."""
    layers = []
    for k, (n_in, n_out) in enumerate(zip(widths, widths[1:]), start=1):
        i, j = np.arange(n_in)[:, None], np.arange(n_out)[None, :]
        weights = ((37 * i + 11 * j + 7 * k + 5 * i * j) % 19 - 9) / 16
        bias = ((5 * j[0] + 3 * k) % 7 - 3) / 16 + 1 / 256
        layers.append((weights, bias))
    return layers


def data(widths, output):
    """inputs[r, c] = ((29 r + 13 c + 3 r c) mod 31 - 15) / 8; the class of row r is (5 r + r / 4) mod C
    with r / 4 rounded down; 0-1 targets are bit o of that class + 1; numbers ((7 r + 3 o) mod 11 - 5) / 4."""
    r, o = np.arange(ROWS)[:, None], np.arange(widths[-1])[None, :]
    c = np.arange(widths[0])[None, :]
    inputs = ((29 * r + 13 * c + 3 * r * c) % 31 - 15) / 8
    classes = (5 * r + r // 4) % widths[-1]
    if output == "softmax":
        return inputs, 1.0 * (o == classes)
    if output == "sigmoid":
        return inputs, 1.0 * ((classes + 1) >> o & 1)
    return inputs, ((7 * r + 3 * o) % 11 - 5) / 4


def numbers(array):
    return [float(f"{value:.12g}") for value in np.ravel(array)]


def listed(layers):
    return [{"weights": numbers(weights), "bias": numbers(bias)} for weights, bias in layers]


def case(name, widths, activations):
    output = activations[-1][0]
    inputs, targets = data(widths, output)
    layers = starting_layers(widths)
    z, a = forward(layers, activations, inputs)
    dz, da = backward(layers, activations, inputs, targets)
    optimizers = []
    for optimizer, parameters in SETTINGS:
        update = OPTIMIZERS[optimizer](**parameters)
        steps = train(layers, activations, inputs, targets, update, STEPS)
        optimizers.append(
            {
                "name": optimizer,
                "parameters": parameters,
                "steps": [
                    {"loss": numbers(before)[0], "layers": listed(after)}
                    for before, after in steps
                ],
            }
        )
    result = {
        "name": name,
        "widths": widths,
        "activations": [{"tag": tag, "parameters": p} for tag, p in activations],
        "rows": ROWS,
        "inputs": numbers(inputs),
        "targets": numbers(targets),
        "layers": listed(layers),
        "logits": numbers(z[-1]),
        "outputs": numbers(a[-1]),
        "loss": numbers(loss(output, z[-1], targets))[0],
        "gradients": listed(gradients(layers, activations, inputs, targets)),
        "preactivation_gradients": [numbers(table) for table in dz],
        "activation_gradients": [numbers(table) for table in da],
        "optimizers": optimizers,
    }
    if output == "softmax":
        result["classes"] = [int(index) for index in targets.argmax(axis=1)]
    return result


def document():
    return {"cases": [case(name, *shape) for name, shape in CASES.items()]}


def differences(found, expected, path=""):
    """Where two documents differ by more than rounding, as lines of text."""
    if isinstance(expected, dict) and isinstance(found, dict) and found.keys() == expected.keys():
        for key in expected:
            yield from differences(found[key], expected[key], f"{path}/{key}")
    elif isinstance(expected, list) and isinstance(found, list) and len(found) == len(expected):
        for index, pair in enumerate(zip(found, expected)):
            yield from differences(*pair, f"{path}/{index}")
    elif isinstance(expected, float) and isinstance(found, (int, float)):
        if not abs(found - expected) <= 1e-9 * max(1, abs(expected)):
            yield f"{path}: found {found}, expected {expected}"
    elif found != expected:
        yield f"{path}: found {found!r}, expected {expected!r}"


def text(value):
    """JSON with one array of numbers a line, so that a change shows as the lines it touches."""
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f"{json.dumps(k)}: {text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[" + ",\n".join(map(text, value)) + "]"
    return json.dumps(value)


def write_or_check(arguments, file, document):
    """What both scripts do with their command line."""
    if arguments == ["--check"]:
        found = list(differences(json.loads(file.read_text()), document()))
        print("\n".join(found[:20]) or f"{file.name} is what this script computes")
        sys.exit(1 if found else 0)
    if arguments:
        sys.exit(f"usage: {pathlib.Path(sys.argv[0]).name} [--check]")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text(document()) + "\n", encoding="ascii")
    print(f"wrote {file}")


if __name__ == "__main__":
    write_or_check(sys.argv[1:], FILE, document)
