#!/usr/bin/env python3
"""Makes fixtures/imported/misread: models of Keras 3 that are easily taken for others, small and with fixed seeds."""

import importlib.metadata
import os
import shutil

os.environ.setdefault("KERAS_BACKEND", "torch")
# Or float64 is float32 there.
os.environ.setdefault("JAX_ENABLE_X64", "1")

import keras
import numpy as np
from common import FOLDER, note, refused
from keras import layers

TO = FOLDER / "misread"
MADE_WITH = {name: importlib.metadata.version(name) for name in ("keras", keras.backend.backend(), "h5py")}


class Dropout(layers.Layer):
    """Halves its input, also when the model is used."""

    def call(self, x):
        return x * 0.5


class ReLU(layers.Layer):
    """A square."""

    def call(self, x):
        return x * x


def array(tensor):
    return np.asarray(keras.ops.convert_to_numpy(tensor))


def write(name, model):
    model.save(TO / f"{name}.keras")
    return [f"{name}.keras"]


def save(name, model, x):
    """What the model gives for rows of float32; logits are what its last layer's activation gets."""
    outputs, last = array(model(x)), model.layers[-1]
    activation, last.activation = last.activation, keras.activations.linear
    logits = array(model(x))
    last.activation = activation
    note(TO / f"{name}.json", write(name, model), MADE_WITH, x, logits, outputs)


def refuse(name, model, layer, kind, setting=None):
    path = TO / f"{name}.json"
    refused(path, write(name, model), MADE_WITH, layer, kind, setting)


def spread(shape, seed=1):
    return np.random.default_rng(seed).normal(0, 1, shape).astype("f4")


def own_classes():
    """Classes and functions of the user's own, of which two have the names of Keras's."""
    model = keras.Sequential([keras.Input((2,)), layers.Dense(2), Dropout(name="half"), layers.Dense(1)])
    refuse("own-layer", model, "half", "Dropout")
    model = keras.Sequential([keras.Input((2,)), layers.Dense(2, activation=ReLU(), name="square"), layers.Dense(1)])
    refuse("own-activation", model, "square", "Dense", "activation")
    # The name of a file in place of this one's, whose path would be in the model.
    square = eval(compile("lambda x: x * x", "own", "eval"))
    model = keras.Sequential([keras.Input((2,)), layers.Dense(2, activation=square, name="square"), layers.Dense(1)])
    refuse("own-function", model, "square", "Dense", "activation")


def settings():
    """Settings that change what a model computes."""
    x = keras.Input((3,))
    model = keras.Model(x, layers.Dense(1)(layers.Dropout(0.5, name="always")(layers.Dense(3)(x), training=True)))
    refuse("always-drops", model, "always", "Dropout", "called with training")
    x = keras.Input((3,), dtype="uint8", name="pixels")
    model = keras.Model(x, layers.Dense(1)(layers.Rescaling(1 / 255)(x)))
    refuse("whole-numbers", model, "pixels", "InputLayer", "dtype")
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="narrow"), layers.Dense(2)])
    model.quantize("int8")
    refuse("int8", model, "narrow", "Dense", "dtype")


def shared():
    """Two layers that are used twice, one of them a clip that the rows reach in both places."""
    x = keras.Input((3,))
    dense, clip = layers.Dense(3, name="twice"), layers.ReLU(max_value=2, negative_slope=0.1, threshold=0.25)
    model = keras.Model(x, layers.Dense(2, activation="softmax")(clip(dense(clip(dense(x))))))
    for layer in model.layers:
        layer.set_weights([spread(w.shape, 3) for w in layer.get_weights()])
    save("shared", model, 3 * spread((12, 3)))


def logarithms():
    """Logarithms of probabilities at the end."""
    model = keras.Sequential([
        keras.Input((4,)), layers.Dense(5, activation="tanh"), layers.Dense(3, activation="log_softmax"),
    ])
    save("log-softmax", model, spread((12, 4)))


def far_from_zero():
    """Scalings in float64 of columns whose means are far from 0: degrees, years and metres."""
    means, deviations = np.array([48.137, 11.575, 2019.4, 5334780]), np.array([0.05, 0.03, 2.7, 311])
    x = (means + deviations * spread((24, 4), 5)).astype("f4")
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    first = [
        [layers.Normalization(mean=means, variance=deviations**2)],
        [layers.Rescaling((1 / deviations).tolist(), (-means / deviations).tolist())],
        [layers.Rescaling(1 / 60), layers.Normalization(mean=means / 60, variance=(deviations / 60) ** 2)],
    ]
    for number, scalings in enumerate(first, 1):
        model = keras.Sequential([
            keras.Input((4,)), *scalings, layers.Dense(8, activation="tanh"), layers.Dense(3, activation="softmax"),
        ])
        for layer in model.layers[-2:]:
            layer.set_weights([spread(w.shape, 7) for w in layer.get_weights()])
        save(f"far-from-zero-{number}", model, x)
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")


if __name__ == "__main__":
    shutil.rmtree(TO, ignore_errors=True)
    TO.mkdir(parents=True)
    for make in [own_classes, settings, shared, logarithms, far_from_zero]:
        keras.utils.set_random_seed(1)
        make()
