"""Dense networks in NumPy: forward pass, loss, gradients, SGD with momentum, Adam.

An implementation of its own, in double precision, that shares nothing with the Swift one but the
formulas: weights are [in, out], losses are means over rows, softmax and sigmoid outputs are fused with
their cross-entropy. tests hold its gradients against central differences.
"""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax_backward(z, da):
    s = softmax(z)
    return s * (da - (s * da).sum(axis=1, keepdims=True))


# Tag: (h(z), dz from z and da), each with the activation's parameters p.
ACTIVATIONS = {
    "linear": (lambda z, p: z, lambda z, da, p: da),
    "relu": (lambda z, p: np.where(z > 0, z, 0), lambda z, da, p: da * (z > 0)),
    "leaky_relu": (
        lambda z, p: np.where(z > 0, z, p["negative_slope"] * z),
        lambda z, da, p: da * np.where(z > 0, 1, p["negative_slope"]),
    ),
    "elu": (
        lambda z, p: np.where(z > 0, z, p["alpha"] * np.expm1(z)),
        lambda z, da, p: da * np.where(z > 0, 1, p["alpha"] * np.exp(z)),
    ),
    "sigmoid": (
        lambda z, p: sigmoid(z),
        lambda z, da, p: da * sigmoid(z) * (1 - sigmoid(z)),
    ),
    "hard_sigmoid": (
        lambda z, p: np.clip(p["alpha"] * z + p["beta"], 0, 1),
        lambda z, da, p: da * p["alpha"] * (abs(p["alpha"] * z + p["beta"] - 0.5) < 0.5),
    ),
    "tanh": (lambda z, p: np.tanh(z), lambda z, da, p: da * (1 - np.tanh(z) ** 2)),
    "softsign": (lambda z, p: z / (1 + abs(z)), lambda z, da, p: da / (1 + abs(z)) ** 2),
    "silu": (
        lambda z, p: z * sigmoid(p["alpha"] * z),
        lambda z, da, p: da * sigmoid(p["alpha"] * z) * (1 + p["alpha"] * z * (1 - sigmoid(p["alpha"] * z))),
    ),
    "softmax": (lambda z, p: softmax(z), lambda z, da, p: softmax_backward(z, da)),
}


def forward(layers, activations, x):
    """Every layer's pre-activations and activations; the last layer's activation is the output's."""
    z, a = [], [x]
    for (w, b), (tag, p) in zip(layers, activations):
        z.append(a[-1] @ w + b)
        a.append(ACTIVATIONS[tag][0](z[-1], p))
    return z, a


def loss(output, logits, y):
    """The mean over rows; y is one-hot, zeros and ones, or numbers, as the output has it."""
    if output == "softmax":
        shifted = logits - logits.max(axis=1, keepdims=True)
        rows = np.log(np.exp(shifted).sum(axis=1)) - (shifted * y).sum(axis=1)
    elif output == "sigmoid":
        rows = (np.maximum(logits, 0) - logits * y + np.log1p(np.exp(-abs(logits)))).sum(axis=1)
    else:
        rows = (0.5 * (logits - y) ** 2).sum(axis=1)
    return rows.mean()


def backward(layers, activations, x, y):
    """dz of every layer, and da of every layer but the last, by rows: each output is fused with its loss, so dz
    of the last layer is a - y."""
    z, a = forward(layers, activations, x)
    dz, da = [(a[-1] - y) / len(x)], []
    for k in reversed(range(1, len(layers))):
        tag, p = activations[k - 1]
        da.insert(0, dz[0] @ layers[k][0].T)
        dz.insert(0, ACTIVATIONS[tag][1](z[k - 1], da[0], p))
    return dz, da


def gradients(layers, activations, x, y):
    """[(dW, db)] of the loss."""
    _, a = forward(layers, activations, x)
    dz, _ = backward(layers, activations, x, y)
    return [(a[k].T @ dz[k], dz[k].sum(axis=0)) for k in range(len(layers))]


def sgd_momentum(learning_rate, momentum):
    """v = momentum v + g, w = w - learning_rate v, v starting at 0: PyTorch's SGD."""
    velocity = {}

    def update(key, w, g):
        velocity[key] = momentum * velocity.get(key, 0) + g
        return w - learning_rate * velocity[key]

    return update


def adam(learning_rate, beta1, beta2, epsilon):
    """Kingma and Ba 2014, arXiv:1412.6980, algorithm 1; epsilon is added to the corrected root."""
    state = {}

    def update(key, w, g):
        m, v, t = state.get(key, (0, 0, 0))
        m, v, t = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g, t + 1
        state[key] = m, v, t
        corrected = np.sqrt(v / (1 - beta2**t)) + epsilon
        return w - learning_rate * (m / (1 - beta1**t)) / corrected

    return update


OPTIMIZERS = {"momentum": sgd_momentum, "adam": adam}


def train(layers, activations, x, y, update, steps):
    """Full-batch steps: for each, the loss before it and the layers after it."""
    result = []
    for _ in range(steps):
        before = loss(activations[-1][0], forward(layers, activations, x)[0][-1], y)
        layers = [
            (update((k, "w"), w, dw), update((k, "b"), b, db))
            for k, ((w, b), (dw, db)) in enumerate(
                zip(layers, gradients(layers, activations, x, y))
            )
        ]
        result.append((before, layers))
    return result
