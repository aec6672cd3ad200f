#!/usr/bin/env python3
"""Writes fixtures/reference/recipes.json: PyTorch's numbers for losses, optimizers, schedules, one run.

usage: recipes.py            writes the file
       recipes.py --check    compares it with what PyTorch gives now

Needs PyTorch: `tools/setup reference` puts it into build/reference/venv, whose Python runs this. Not run by
tools/test, because PyTorch is large; the tests read the file.

The file, in double precision, rounded to 12 digits:

  versions              of Python, NumPy and PyTorch
  losses                [{"name", "loss", "settings", "logits" and "targets" [rows, outputs], "classes" [rows] or
                        null, "class_weights" [outputs] or null, "row_weights" [rows], "mean",
                        "gradient" [rows, outputs] of the mean by the logits}]
  start, gradients      [n] parameters and [10][n] gradients for
  optimizers            [{"name", "optimizer", "settings", "clip" or null, "parameters": [10][n]}]: after each step
  schedules             [{"name", "schedule", "settings", "warmup_steps", "steps_per_epoch", "optimizer",
                        "rates", "momenta" or null}]: of every step, for a learning rate of 0.5
  run                   ten full-batch steps with everything on; the keys of training.json's cases, and "settings",
                        "row_weights", "class_weights", "masks" [steps][hidden layers][rows x width] of zeros and
                        ones, "losses" before each step, "result": the layers after the last
"""

import json
import platform
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch.optim import SGD, Adam, AdamW
from torch.optim import lr_scheduler as schedulers

import training

FILE = training.FILE.with_name("recipes.json")
STEPS = 10
RATE = 0.5


def tensor(values):
    return torch.tensor(np.asarray(values, dtype=np.float64))


def numbers(values):
    return training.numbers(torch.as_tensor(values).detach().numpy())


# MARK: losses


def row_losses(loss, settings, z, targets, classes):
    """l of every row."""
    smoothing = settings.get("label_smoothing", 0)
    if loss == "negative_log_likelihood":
        return F.cross_entropy(z, classes, reduction="none", label_smoothing=smoothing)
    if loss == "binary_cross_entropy":
        smooth = targets * (1 - smoothing) + smoothing / 2
        return F.binary_cross_entropy_with_logits(z, smooth, reduction="none").sum(dim=1)
    if loss == "huber":
        return F.huber_loss(z, targets, reduction="none", **settings).sum(dim=1)
    return 0.5 * F.mse_loss(z, targets, reduction="none").sum(dim=1)


def weighted_mean(rows, weights):
    return (rows * weights).sum() / weights.sum()


LOSSES = {
    "cross-entropy": ("negative_log_likelihood", {}, None, False),
    "cross-entropy, label smoothing": ("negative_log_likelihood", {"label_smoothing": 0.1}, None, False),
    "cross-entropy, class weights": ("negative_log_likelihood", {}, [0.5, 2.0, 1.25], False),
    "cross-entropy, sample weights": ("negative_log_likelihood", {}, None, True),
    "cross-entropy, all": ("negative_log_likelihood", {"label_smoothing": 0.25}, [3.0, 1.0, 0.5], True),
    "binary cross-entropy": ("binary_cross_entropy", {}, None, False),
    "binary cross-entropy, all": ("binary_cross_entropy", {"label_smoothing": 0.1}, None, True),
    "squared error": ("squared_error", {}, None, False),
    "squared error, sample weights": ("squared_error", {}, None, True),
    "Huber": ("huber", {"delta": 1.0}, None, False),
    "Huber, delta, sample weights": ("huber", {"delta": 0.375}, None, True),
}


def loss_case(name, loss, settings, class_weights, has_row_weights):
    rows, outputs = 7, 3
    r, c = np.arange(rows)[:, None], np.arange(outputs)[None, :]
    z = tensor(((29 * r + 13 * c + 3 * r * c) % 31 - 15) / 4).requires_grad_()
    classes = torch.tensor((5 * r[:, 0] + r[:, 0] // 4) % outputs)
    if loss == "negative_log_likelihood":
        targets = F.one_hot(classes, outputs).double()
    elif loss == "binary_cross_entropy":
        targets = tensor(1.0 * ((5 * r + 3 * c) % 7 > 2))
    else:
        targets = tensor(((7 * r + 3 * c) % 11 - 5) / 4)
    row_weights = tensor((r[:, 0] % 4) / 2 if has_row_weights else np.ones(rows))
    weights = row_weights * (tensor(class_weights)[classes] if class_weights else 1)
    mean = weighted_mean(row_losses(loss, settings, z, targets, classes), weights)
    if class_weights and not has_row_weights and not settings:
        # PyTorch's own way with class weights, which for smooth labels would weigh other things.
        assert torch.allclose(mean, F.cross_entropy(z, classes, weight=tensor(class_weights)))
    mean.backward()
    return {
        "name": name,
        "loss": loss,
        "settings": settings,
        "logits": numbers(z),
        "targets": numbers(targets),
        "classes": classes.tolist() if loss == "negative_log_likelihood" else None,
        "class_weights": class_weights,
        "row_weights": numbers(row_weights),
        "mean": numbers(mean)[0],
        "gradient": numbers(z.grad),
    }


# MARK: optimizers

PARAMETERS = 23

OPTIMIZERS = {
    "SGD": (SGD, {}, None),
    "SGD, l2": (SGD, {"lr": 0.25, "weight_decay": 0.125}, None),
    "momentum": (SGD, {"lr": 0.0625, "momentum": 0.875}, None),
    "momentum, l2": (SGD, {"lr": 0.0625, "momentum": 0.875, "weight_decay": 0.125}, None),
    "Nesterov": (SGD, {"lr": 0.0625, "momentum": 0.875, "nesterov": True}, None),
    "Nesterov, l2": (SGD, {"lr": 0.0625, "momentum": 0.875, "nesterov": True, "weight_decay": 0.125}, None),
    "Adam": (Adam, {}, None),
    "Adam, l2": (Adam, {"lr": 0.03125, "betas": (0.75, 0.875), "eps": 0.0625, "weight_decay": 0.125}, None),
    "AdamW": (AdamW, {}, None),
    "AdamW, much decay": (AdamW, {"lr": 0.03125, "weight_decay": 0.5}, None),
    "clipped": (SGD, {"lr": 0.25, "momentum": 0.875}, 1.5),
}


def start():
    i = np.arange(PARAMETERS)
    return ((37 * i + 7) % 19 - 9) / 16


def gradient(step):
    """Longer and shorter than the limit of clipping in turn, and zero at times."""
    i = np.arange(PARAMETERS)
    return ((29 * i + 13 * step + 3 * i * step) % 31 - 15) / (16 if step % 3 else 64)


def settings_of(optimizer):
    """The numbers that PyTorch used, its defaults included."""
    group = optimizer.param_groups[0]
    found = {"lr": group["lr"], "weight_decay": group["weight_decay"]}
    if "betas" in group:
        found |= {"beta1": group["betas"][0], "beta2": group["betas"][1], "eps": group["eps"]}
    else:
        found |= {"momentum": group["momentum"], "nesterov": int(group["nesterov"])}
    return found


def optimizer_case(name, kind, settings, clip):
    parameter = tensor(start()).requires_grad_()
    optimizer = kind([parameter], **settings)
    steps = []
    for step in range(STEPS):
        parameter.grad = tensor(gradient(step))
        if clip:
            torch.nn.utils.clip_grad_norm_([parameter], clip)
        optimizer.step()
        steps.append(numbers(parameter))
    return {
        "name": name,
        "optimizer": kind.__name__,
        "settings": settings_of(optimizer),
        "clip": clip,
        "parameters": steps,
    }


# MARK: schedules

STEPS_PER_EPOCH = 7

SCHEDULES = {
    "constant": ("constant", {}, 0),
    "step": ("step", {"epochs": 2, "factor": 0.1}, 0),
    "cosine": ("cosine", {"epochs": 5}, 0),
    "warm-up": ("constant", {}, 5),
    "warm-up, step": ("step", {"epochs": 1, "factor": 0.5}, 3),
    "warm-up, cosine": ("cosine", {"epochs": 5}, 10),
    "one-cycle": ("one_cycle", {"epochs": 5}, 0),
    "one-cycle of one epoch": ("one_cycle", {"epochs": 1}, 0),
}


def scheduler_of(optimizer, schedule, settings, warmup):
    steps = settings.get("epochs", 5) * STEPS_PER_EPOCH
    if schedule == "one_cycle":
        return schedulers.OneCycleLR(optimizer, max_lr=RATE, total_steps=steps), steps
    if schedule == "step":
        after = schedulers.StepLR(optimizer, step_size=steps, gamma=settings["factor"])
        count = 5 * STEPS_PER_EPOCH
    elif schedule == "cosine":
        after = schedulers.CosineAnnealingLR(optimizer, T_max=steps - warmup)
        count = steps
    else:
        after, count = schedulers.LambdaLR(optimizer, lambda step: 1.0), 2 * STEPS_PER_EPOCH
    if warmup:
        # LinearLR's own start and end: a third, and all of it.
        rise = schedulers.LinearLR(optimizer, total_iters=warmup)
        after = schedulers.SequentialLR(optimizer, [rise, after], milestones=[warmup])
    return after, count


def schedule_case(name, schedule, settings, warmup, kind):
    optimizer = kind([torch.zeros(1, requires_grad=True)], lr=RATE, **({"momentum": 0.9} if kind is SGD else {}))
    scheduler, count = scheduler_of(optimizer, schedule, settings, warmup)
    rates, momenta = [], []
    for step in range(count):
        group = optimizer.param_groups[0]
        rates.append(group["lr"])
        momenta.append(group["betas"][0] if kind is Adam else group["momentum"])
        optimizer.step()
        if step < count - 1:
            scheduler.step()
    return {
        "name": f"{name}, {kind.__name__}",
        "schedule": schedule,
        "settings": settings,
        "warmup_steps": warmup,
        "steps_per_epoch": STEPS_PER_EPOCH,
        "optimizer": kind.__name__,
        "rates": numbers(tensor(rates)),
        "momenta": numbers(tensor(momenta)) if schedule == "one_cycle" else None,
    }


# MARK: dropout


def philox(counter, key):
    """Philox4x32-10 of SCHEMA.md, "Random numbers": four words."""
    for _ in range(10):
        a, b = counter[0] * 0xD2511F53, counter[2] * 0xCD9E8D57
        counter = (
            (b >> 32) ^ counter[1] ^ key[0],
            b & 0xFFFFFFFF,
            (a >> 32) ^ counter[3] ^ key[1],
            a & 0xFFFFFFFF,
        )
        key = ((key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF)
    return counter


def mask(seed, epoch, row, first_unit, width, rate):
    """What SCHEMA.md says under DROP: 0 for a unit that is dropped, else 1."""
    kept = []
    for unit in range(first_unit, first_unit + width):
        block = unit // 64 * 16 + unit % 16
        word = philox((block, row, epoch, 0x44524F50), (seed, 0))[unit // 16 % 4]
        kept.append(1.0 if (word >> 8) / 2**24 >= rate else 0.0)
    return kept


# MARK: everything together


def run_case():
    name, seed, rate, smoothing, clip, warmup = "tanh, sigmoid, softmax", 3, 0.25, 0.1, 0.375, 3
    widths, activations = training.CASES[name]
    inputs, targets = training.data(widths, "softmax")
    classes = torch.tensor(targets.argmax(axis=1))
    class_weights = [0.5, 2.0, 1.0, 1.25]
    row_weights = tensor((1 + np.arange(training.ROWS) % 3) / 2)
    weights = row_weights * tensor(class_weights)[classes]
    layers = training.starting_layers(widths)
    parameters = [tensor(array).requires_grad_() for pair in layers for array in pair]
    optimizer = AdamW(parameters, lr=0.0625)
    rise = schedulers.LinearLR(optimizer, total_iters=warmup)
    fall = schedulers.CosineAnnealingLR(optimizer, T_max=STEPS - warmup)
    scheduler = schedulers.SequentialLR(optimizer, [rise, fall], milestones=[warmup])
    hidden = {"tanh": torch.tanh, "sigmoid": torch.sigmoid}
    masks, losses = [], []
    for epoch in range(1, STEPS + 1):
        optimizer.zero_grad()
        a, unit, drawn = tensor(inputs), 0, []
        for k, (tag, _) in enumerate(activations):
            a = a @ parameters[2 * k] + parameters[2 * k + 1]
            if tag in hidden:
                kept = [mask(seed, epoch, row, unit, widths[k + 1], rate) for row in range(len(inputs))]
                drawn.append(numbers(tensor(kept)))
                a = hidden[tag](a) * tensor(kept) / (1 - rate)
                unit += (widths[k + 1] + 63) // 64 * 64
        rows = row_losses("negative_log_likelihood", {"label_smoothing": smoothing}, a, None, classes)
        loss = weighted_mean(rows, weights)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, clip)
        optimizer.step()
        scheduler.step()
        masks.append(drawn)
        losses.append(loss.item())
    return {
        "widths": widths,
        "activations": [tag for tag, _ in activations],
        "rows": training.ROWS,
        "inputs": training.numbers(inputs),
        "classes": classes.tolist(),
        "layers": training.listed(layers),
        "settings": {
            "seed": seed,
            "lr": 0.0625,
            "weight_decay": settings_of(optimizer)["weight_decay"],
            "epochs": STEPS,
            "warmup_steps": warmup,
            "clip": clip,
            "dropout": rate,
            "label_smoothing": smoothing,
        },
        "row_weights": numbers(row_weights),
        "class_weights": class_weights,
        "masks": masks,
        "losses": numbers(tensor(losses)),
        "result": training.listed(
            [(w.detach().numpy(), b.detach().numpy()) for w, b in zip(parameters[::2], parameters[1::2])]
        ),
    }


def document():
    return {
        "versions": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "torch": torch.__version__.split("+")[0],
        },
        "losses": [loss_case(name, *shape) for name, shape in LOSSES.items()],
        "start": training.numbers(start()),
        "gradients": [training.numbers(gradient(step)) for step in range(STEPS)],
        "optimizers": [optimizer_case(name, *shape) for name, shape in OPTIMIZERS.items()],
        "schedules": [
            schedule_case(name, *shape, kind) for name, shape in SCHEDULES.items() for kind in (SGD, Adam)
        ],
        "run": run_case(),
    }


if __name__ == "__main__":
    training.write_or_check(sys.argv[1:], FILE, document)
