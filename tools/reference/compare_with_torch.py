#!/usr/bin/env python3
"""Holds fixtures/reference/training.json against PyTorch, autograd and optimisers included.

Not run by tools/test, because PyTorch is large: run it by hand, with a Python that has torch, when
networks.py or training.py changes.
"""

import json
import pathlib
import sys

import torch
import torch.nn.functional as F

FILE = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "reference" / "training.json"

ACTIVATIONS = {
    "linear": lambda z: z,
    "relu": F.relu,
    "leaky_relu": lambda z, negative_slope: F.leaky_relu(z, negative_slope),
    "elu": lambda z, alpha: F.elu(z, alpha),
    "sigmoid": torch.sigmoid,
    "hard_sigmoid": lambda z, alpha, beta: torch.clamp(alpha * z + beta, 0, 1),
    "tanh": torch.tanh,
    "softsign": F.softsign,
    "silu": lambda z, alpha: z * torch.sigmoid(alpha * z),
    "softmax": lambda z: F.softmax(z, dim=1),
}


def loss_of(case, logits, targets):
    output = case["activations"][-1]["tag"]
    if output == "softmax":
        return F.cross_entropy(logits, torch.tensor(case["classes"]))
    if output == "sigmoid":
        total = F.binary_cross_entropy_with_logits(logits, targets, reduction="sum")
    else:
        total = 0.5 * F.mse_loss(logits, targets, reduction="sum")
    return total / case["rows"]


def forward(case, parameters, a):
    for k, activation in enumerate(case["activations"]):
        z = a @ parameters[2 * k] + parameters[2 * k + 1]
        a = ACTIVATIONS[activation["tag"]](z, **activation["parameters"])
    return z, a


def optimizer_of(entry, parameters):
    p = entry["parameters"]
    if entry["name"] == "momentum":
        return torch.optim.SGD(parameters, lr=p["learning_rate"], momentum=p["momentum"])
    betas = (p["beta1"], p["beta2"])
    return torch.optim.Adam(parameters, lr=p["learning_rate"], betas=betas, eps=p["epsilon"])


def largest_difference(case):
    worst = 0.0

    def compare(found, expected):
        nonlocal worst
        expected = torch.tensor(expected).reshape(found.shape)
        worst = max(worst, (found.detach() - expected).abs().max().item())

    def flat(layers):
        return [layer[part] for layer in layers for part in ("weights", "bias")]

    def fresh():
        shapes = [s for n in zip(case["widths"], case["widths"][1:]) for s in (n, n[1:])]
        return [
            torch.tensor(values).reshape(shape).requires_grad_()
            for values, shape in zip(flat(case["layers"]), shapes)
        ]

    inputs = torch.tensor(case["inputs"]).reshape(case["rows"], -1)
    targets = torch.tensor(case["targets"]).reshape(case["rows"], -1)
    parameters = fresh()
    logits, outputs = forward(case, parameters, inputs)
    loss = loss_of(case, logits, targets)
    loss.backward()
    compare(logits, case["logits"])
    compare(outputs, case["outputs"])
    compare(loss, case["loss"])
    for parameter, expected in zip(parameters, flat(case["gradients"])):
        compare(parameter.grad, expected)
    for entry in case["optimizers"]:
        parameters = fresh()
        optimizer = optimizer_of(entry, parameters)
        for step in entry["steps"]:
            optimizer.zero_grad()
            loss = loss_of(case, forward(case, parameters, inputs)[0], targets)
            loss.backward()
            optimizer.step()
            compare(loss, step["loss"])
            for parameter, expected in zip(parameters, flat(step["layers"])):
                compare(parameter, expected)
    return worst


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    differences = {
        case["name"]: largest_difference(case) for case in json.loads(FILE.read_text())["cases"]
    }
    for name, difference in differences.items():
        print(f"{name}: largest difference {difference:.1e}")
    sys.exit(0 if max(differences.values()) < 1e-10 else 1)
