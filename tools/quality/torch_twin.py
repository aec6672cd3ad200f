"""Trains by a recipe of mlp-train's options with PyTorch, and prints {"accuracy", "log_loss"} of the test's rows.

    torch_twin.py '{"train": FILE, "test": FILE, "recipe": {...}, "seed": N, "threads": N}'

What mlp-train does, in PyTorch's words: features scaled by the training rows' minima and maxima; weights and biases drawn
uniformly within Glorot's limit; rows shuffled anew in every epoch, the last batch as small as it comes; dropout after
each hidden layer; the learning rate set before each step. PyTorch draws its own random numbers. The label is the last
column.
"""

import json
import math
import sys

import numpy as np
import torch


def table(path):
    """Features [rows, features] and the index of each row's class among their names in order."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()[1:]
    rows = [line.rsplit(",", 1) for line in lines]
    x = np.array([np.fromstring(numbers, dtype=np.float32, sep=",") for numbers, _ in rows])
    _, y = np.unique([name for _, name in rows], return_inverse=True)
    return torch.from_numpy(x), torch.from_numpy(y)


def minmax(x):
    """(offset, scale) of every column; a constant one is only shifted."""
    low, high = x.amin(dim=0), x.amax(dim=0)
    spread = (high - low).double()
    return low, torch.where(spread > 0, 1 / spread, 1).float()


def network(widths, dropout):
    layers = []
    for k, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        layer = torch.nn.Linear(inputs, outputs)
        is_last = k == len(widths) - 2
        limit = math.sqrt(6 / (inputs + outputs))
        for drawn in (layer.weight, layer.bias):
            torch.nn.init.uniform_(drawn, -limit, limit)
        layers += [layer] if is_last else [layer, torch.nn.ReLU(), torch.nn.Dropout(dropout)]
    return torch.nn.Sequential(*layers)


def train(x, y, recipe):
    known = {"hidden", "dropout", "epochs", "batch_size", "optimizer", "lr", "weight_decay", "lr_schedule",
             "label_smoothing", "scale", "valid"}
    assert recipe.keys() == known and recipe["optimizer"] == "adamw" and recipe["lr_schedule"] == "cosine"
    assert recipe["scale"] == "minmax" and recipe["valid"] == 0
    offset, scale = minmax(x)
    x = (x - offset) * scale
    widths = [x.shape[1], *map(int, recipe["hidden"].split(",")), int(y.max()) + 1]
    model = network(widths, recipe["dropout"])
    loss_of = torch.nn.CrossEntropyLoss(label_smoothing=recipe["label_smoothing"])
    optimiser = torch.optim.AdamW(
        model.parameters(), lr=recipe["lr"], weight_decay=recipe["weight_decay"], fused=True)
    batch, epochs = recipe["batch_size"], recipe["epochs"]
    steps = epochs * math.ceil(len(x) / batch)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=steps)
    model.train()
    for _ in range(epochs):
        for rows in torch.randperm(len(x)).split(batch):
            optimiser.zero_grad()
            loss_of(model(x[rows]), y[rows]).backward()
            optimiser.step()
            schedule.step()
    model.eval()
    return lambda x: model((x - offset) * scale)


def main(asked):
    torch.set_num_threads(asked["threads"])
    torch.manual_seed(asked["seed"])
    model = train(*table(asked["train"]), asked["recipe"])
    x, y = table(asked["test"])
    with torch.no_grad():
        z = model(x)
    print(json.dumps({
        "accuracy": (z.argmax(dim=1) == y).double().mean().item(),
        "log_loss": torch.nn.functional.cross_entropy(z.double(), y).item(),
    }))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
