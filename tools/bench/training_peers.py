"""Trains the same network with another library, in a process of its own, and tells how long epochs take.

    training_peers.py WAY DATA ROWS FEATURES CLASSES HIDDEN BATCH THREADS

Takes and answers what time-training does (its main.swift says how). WAY is one of WAYS: each is a documented
way to train with that library, with momentum 0.9, learning rate 0.01, rows shuffled anew in every epoch, float32.
"""

import os
import sys
import time

RATE, MOMENTUM = 0.01, 0.9


def batches(order, size):
    return [order[start : start + size] for start in range(0, len(order), size)]


class Torch:
    """A loop over batches in the usual style, with the fused optimiser."""

    def __init__(self, x, y, hidden, classes, batch, threads):
        import torch

        self.torch, self.batch = torch, batch
        torch.set_num_threads(threads)
        torch.manual_seed(1)
        widths = [x.shape[1], *hidden]
        layers = []
        for inputs, outputs in zip(widths, widths[1:]):
            layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
        self.model = torch.nn.Sequential(*layers, torch.nn.Linear(widths[-1], classes))
        self.loss_of = torch.nn.CrossEntropyLoss()
        self.optimiser = torch.optim.SGD(self.model.parameters(), lr=RATE, momentum=MOMENTUM, fused=True)
        self.x, self.y = torch.from_numpy(x), torch.from_numpy(y).long()

    def epoch(self):
        total = 0.0
        for rows in batches(self.torch.randperm(len(self.x)), self.batch):
            loss = self.loss_of(self.model(self.x[rows]), self.y[rows])
            self.optimiser.zero_grad()
            loss.backward()
            self.optimiser.step()
            total += loss.detach() * len(rows)
        return float(total) / len(self.x)


class Jax:
    """A compiled step that is called for every batch."""

    def __init__(self, x, y, hidden, classes, batch, threads):
        import jax
        import jax.numpy as jnp
        import numpy as np

        self.jax, self.np, self.batch = jax, np, batch
        self.generator = np.random.default_rng(1)
        widths = [x.shape[1], *hidden, classes]
        self.parameters = []
        for inputs, outputs in zip(widths, widths[1:]):
            w = self.generator.standard_normal((inputs, outputs)) * (2 / inputs) ** 0.5
            self.parameters.append((jnp.asarray(w, jnp.float32), jnp.zeros(outputs)))
        self.velocities = jax.tree.map(jnp.zeros_like, self.parameters)
        self.x, self.y = jnp.asarray(x), jnp.asarray(y)

        def loss_of(parameters, x, y):
            for w, b in parameters[:-1]:
                x = jax.nn.relu(x @ w + b)
            w, b = parameters[-1]
            return -jax.nn.log_softmax(x @ w + b)[jnp.arange(len(y)), y].mean()

        def step(state, rows, x, y):
            parameters, velocities = state
            loss, gradients = jax.value_and_grad(loss_of)(parameters, x[rows], y[rows])
            velocities = jax.tree.map(lambda v, g: MOMENTUM * v + g, velocities, gradients)
            parameters = jax.tree.map(lambda w, v: w - RATE * v, parameters, velocities)
            return (parameters, velocities), loss * len(rows)

        self.step = jax.jit(step, donate_argnums=0)

    def epoch(self):
        state, losses = (self.parameters, self.velocities), []
        for rows in batches(self.generator.permutation(len(self.x)).astype("int32"), self.batch):
            state, loss = self.step(state, rows, self.x, self.y)
            losses.append(loss)
        self.parameters, self.velocities = self.jax.block_until_ready(state)
        return float(sum(losses)) / len(self.x)


class ScikitLearn:
    """An epoch is a call of partial_fit."""

    def __init__(self, x, y, hidden, classes, batch, threads):
        import sklearn.neural_network

        self.x, self.y, self.classes = x, y, list(range(classes))
        self.model = sklearn.neural_network.MLPClassifier(
            hidden, solver="sgd", alpha=0, batch_size=batch, learning_rate_init=RATE, momentum=MOMENTUM,
            nesterovs_momentum=False, random_state=1)

    def epoch(self):
        self.model.partial_fit(self.x, self.y, classes=self.classes)
        return self.model.loss_


WAYS = {"PyTorch": Torch, "JAX": Jax, "scikit-learn": ScikitLearn}


def main(way, data, rows, features, classes, hidden, batch, threads):
    # The libraries read these when they are loaded.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = threads
    import numpy as np

    # What a library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    rows, features = int(rows), int(features)
    numbers = np.fromfile(data, np.float32)
    x, y = numbers[: rows * features].reshape(rows, features), numbers[rows * features :].astype(np.int32)
    widths = [int(width) for width in hidden.split(",")]
    trainer = WAYS[way](x, y, widths, int(classes), int(batch), int(threads))
    for line in sys.stdin:
        seconds = []
        for _ in range(int(line)):
            start = time.perf_counter()
            loss = trainer.epoch()
            seconds.append(time.perf_counter() - start)
        print(loss, *seconds, file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
