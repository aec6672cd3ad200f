#!/usr/bin/env python3
"""Makes fixtures/imported/keras2 or keras3, whichever Keras runs it: small models trained on this project's tables.

With Keras 2 (TensorFlow 2.15) whole models as .h5, weights beside their architecture, and one .keras; with Keras 3
.keras and .h5.
"""

import importlib.metadata
import os
import shutil

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import numpy as np
from common import FOLDER, classes, note, refused, table
from keras import layers

NEW = int(keras.__version__.split(".")[0]) >= 3
TO = FOLDER / ("keras3" if NEW else "keras2")
SUFFIXES = [".keras", ".h5"] if NEW else [".h5"]
BACKEND = "torch" if NEW else "tensorflow-cpu"
MADE_WITH = {name: importlib.metadata.version(name.removesuffix("+cpu")) for name in ("keras", BACKEND, "h5py")}


def array(tensor):
    return np.asarray(keras.ops.convert_to_numpy(tensor) if NEW else tensor)


def train(model, x, y, loss, epochs):
    model.compile(keras.optimizers.Adam(0.01), loss)
    model.fit(x, y, batch_size=16, epochs=epochs, verbose=0, shuffle=False)


def results(model, x):
    """Logits and outputs of float32 rows; the model's last activation is a layer's or a layer of its own."""
    outputs = array(model(x))
    last = model.layers[-1]
    if getattr(last, "units", None) is None:
        return array(keras.Model(model.inputs, last.input)(x)), outputs
    activation, last.activation = last.activation, keras.activations.linear
    logits = array(model(x))
    last.activation = activation
    return logits, outputs


def write(name, model, suffixes=SUFFIXES):
    """Saves the model; one that was trained through a wrapper has no optimizer to save."""
    for suffix in suffixes:
        model.save(TO / (name + suffix))
    return [name + suffix for suffix in suffixes]


def save(name, model, x, **facts):
    note(TO / f"{name}.json", write(name, model), MADE_WITH, x, *results(model, x), **facts)


def iris():
    """Normalization, BatchNormalization and Dropout around two dense layers; weights alone as well."""
    names, x, cells = table("iris-train.csv", "species")
    labels, y = classes(cells)
    scaling = layers.Normalization()
    scaling.adapt(x)
    model = keras.Sequential([
        keras.Input((4,)), scaling, layers.Dense(16, activation="relu", name="hidden"),
        layers.BatchNormalization(), layers.Dropout(0.1), layers.Dense(3, activation="softmax", name="species"),
    ])
    # The only one with its optimizer: readers have to pass over it.
    train(model, x, y, "sparse_categorical_crossentropy", 20)
    rows = table("iris-test.csv", "species")[1]
    files = write("iris", model, [".keras", ".h5"])
    if not NEW:
        model.save_weights(TO / "iris-weights.h5", save_format="h5")
        (TO / "iris-architecture.json").write_text(model.to_json() + "\n")
        files.append("iris-weights.h5")
    note(TO / "iris.json", files, MADE_WITH, rows, *results(model, rows), names=names, labels=labels)


def digits():
    """A functional chain from an 8 x 8 image, with Flatten, Rescaling, and activations as layers."""
    names, x, cells = table("digits-train.csv", "digit")
    labels, y = classes(cells)
    image = keras.Input((8, 8), name="image")
    z = layers.Rescaling(1 / 16)(image)
    z = layers.Dense(20, name="hidden")(layers.Flatten()(z))
    z = layers.ELU(alpha=0.5)(z)
    z = layers.Softmax()(layers.Dense(10, name="digit")(z))
    model = keras.Model(image, z)
    wrapper = keras.Model(model.inputs, model.outputs)
    train(wrapper, x.reshape(-1, 8, 8), y, "sparse_categorical_crossentropy", 10)
    rows = table("digits-test.csv", "digit")[1][::6]
    found = results(model, rows.reshape(-1, 8, 8))
    note(TO / "digits.json", write("digits", model), MADE_WITH, rows, *found, names=names, labels=labels)


def width():
    """A regression: no biases in front, hard_sigmoid of this generation of Keras, a LeakyReLU layer."""
    names, x, _ = table("iris-train.csv", "species")
    model = keras.Sequential([
        keras.Input((3,)), layers.Dense(8, use_bias=False, activation="hard_sigmoid"),
        layers.Dense(6), layers.LeakyReLU(), layers.Dense(1),
    ])
    train(keras.Model(model.inputs, model.outputs), x[:, :3], x[:, 3:], "mse", 20)
    save("width", model, table("iris-test.csv", "species")[1][:, :3], names=names[:3], labels=names[3:])


def binary():
    """One sigmoid output for two classes."""
    names, x, cells = table("iris-train.csv", "species")
    known = np.array([cell != "setosa" for cell in cells])
    labels, y = classes([cell for cell in cells if cell != "setosa"])
    model = keras.Sequential([
        keras.Input((4,)), layers.Dense(6, activation="tanh"), layers.Dense(1, activation="sigmoid"),
    ])
    train(keras.Model(model.inputs, model.outputs), x[known], y, "binary_crossentropy", 30)
    save("binary", model, table("iris-test.csv", "species")[1], names=names, labels=labels)


def activations():
    """Every activation that the file can express, with parameters, untrained; dense_10 sorts before dense_2."""
    first = ["relu", "elu", "softplus", "tanh", "hard_sigmoid", "swish", "gelu", "linear"]
    first += [layers.ReLU(max_value=1.5, negative_slope=0.1, threshold=0.5), layers.LeakyReLU(0.2), "softmax"]
    second = ["selu", "softsign", "sigmoid", "exponential", layers.Softmax(), layers.ELU(alpha=0.7), layers.ReLU()]
    second += [layers.ReLU(max_value=2), layers.ReLU(negative_slope=0.3), layers.Activation("tanh")]
    third = ["relu6", "leaky_relu", "silu", "hard_silu", "mish", "celu", "hard_tanh", "log_sigmoid", "squareplus", "log_softmax"]
    third = third if NEW else ["mish", layers.ThresholdedReLU(0.3)]
    rows = table("iris-test.csv", "species")[1]
    for number, found in enumerate([first, second, third], 1):
        keras.backend.clear_session()
        files = write(f"activations-{number}", model := untrained(found, rows), SUFFIXES[:1])
        note(TO / f"activations-{number}.json", files, MADE_WITH, rows, *results(model, rows))


def untrained(found, rows):
    """A chain of dense layers with these activations, each by name or as a layer of its own.

    Weights are such that the z of every layer spread about 0, so that the rows take every branch of every formula.
    """
    random = np.random.default_rng(7)
    model = keras.Sequential([keras.Input((4,))])
    for activation in [*found, None]:
        inline = isinstance(activation, str)
        dense = layers.Dense(6 if activation else 3, activation=activation if inline else None)
        before = array(model(rows)) if model.layers else rows
        model.add(dense)
        weights = random.normal(0, 1, dense.kernel.shape)
        z = before @ weights
        scale = 0.8 / z.std(axis=0)
        dense.set_weights([weights * scale, random.normal(0, 0.3, z.shape[1]) - (z * scale).mean(axis=0)])
        if activation and not inline:
            model.add(activation)
    return model


def halves():
    """Weights of other widths. What they must give comes from a model of float32 with the same numbers."""
    for dtype in ["float16", "bfloat16", "float64"]:
        def net(of):
            return keras.Sequential([
                keras.Input((4,), dtype=of), layers.Dense(8, activation="relu", dtype=of),
                layers.Dense(3, activation="softmax", dtype=of),
            ])
        model, twin = net(dtype), net("float32")
        twin.set_weights([array(keras.ops.cast(w, "float32")) for w in model.weights])
        rows = table("iris-test.csv", "species")[1]
        files = write(dtype, model, [".keras"])
        note(TO / f"{dtype}.json", files, MADE_WITH, rows, *results(twin, rows))


def refusals():
    """Models that are no chain of dense layers."""
    image = keras.Input((4,))
    branch = layers.Dense(4, name="branch")(image)
    model = keras.Model(image, layers.Dense(2)(layers.Add(name="sum")([image, branch])))
    refused(TO / "refused-branch.json", write("refused-branch", model, SUFFIXES[:1]), MADE_WITH, "sum", "Add")
    model = keras.Sequential([
        keras.Input((4, 4, 1)), layers.Conv2D(2, 3, name="filters"), layers.Flatten(), layers.Dense(2),
    ])
    refused(TO / "refused-conv.json", write("refused-conv", model, SUFFIXES[:1]), MADE_WITH, "filters", "Conv2D")


if __name__ == "__main__":
    shutil.rmtree(TO, ignore_errors=True)
    TO.mkdir(parents=True)
    for make in [iris, digits, width, binary, activations, refusals] + ([halves] if NEW else []):
        keras.utils.set_random_seed(1)
        make()
