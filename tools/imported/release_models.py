"""Makes the models of fixtures/imported/keras-releases with the Keras that runs it.

Usage: release_models.py PACKAGE FOLDER [more]. PACKAGE is what its users import: keras, tensorflow.keras or tf_keras. Runs under
Python 3.6 and later; tools/imported/keras_releases runs it.

    sequential   a Sequential model, the first of its session
    functional   a functional chain whose layers were made in another order than they are used in
    late         the net of sequential after other models, so that the numbers in its layers' names start higher
    shared       with `more`: a layer in two places
    nested       with `more`: a model in a model, which is to be refused

Hidden layers have one width, so that weights given to another layer show in the results and in nothing else.
"""

import importlib
import json
import os
import pathlib
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np

PACKAGE, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
keras = importlib.import_module(PACKAGE)
layers = keras.layers
# TensorFlow 2.6 and later take Keras from a package of its own, which alone says its release.
VERSION = getattr(keras, "__version__", None) or importlib.import_module("keras").__version__
RELEASE = tuple(int(part) for part in VERSION.split("-")[0].split(".")[:2])
NORMALIZATION = getattr(layers, "Normalization", None)
if NORMALIZATION is None and hasattr(layers, "experimental"):
    NORMALIZATION = getattr(layers.experimental.preprocessing, "Normalization", None)


def sequential(last):
    """Batch normalization behind two of the layers, one layer without a bias, an activation that is a layer."""
    first = {"input_shape": (4,)} if RELEASE < (3, 0) else {}
    net = keras.models.Sequential([
        layers.Dense(6, activation="relu", **first), layers.BatchNormalization(), layers.Dense(6, activation="tanh"),
        layers.Dropout(0.5), layers.Dense(6, use_bias=False), layers.BatchNormalization(), layers.LeakyReLU(0.2),
        layers.Dense(3, activation=last),
    ])
    if RELEASE >= (3, 0):
        net.build((None, 4))
    return net


def functional(last):
    """Normalization where the release has it; the numbers in the layers' names do not follow the chain."""
    third, first, second = (layers.Dense(6, activation=name) for name in ("sigmoid", "linear", "elu"))
    end, behind = layers.Dense(2, activation=last), layers.BatchNormalization()
    chain = [] if NORMALIZATION is None else [NORMALIZATION()]
    chain += [layers.Dense(6), layers.ReLU() if hasattr(layers, "ReLU") else layers.Activation("relu"), first]
    chain += [layers.BatchNormalization(), second, third, behind, end]
    row = z = layers.Input(shape=(4,))
    for layer in chain:
        z = layer(z)
    return keras.models.Model(row, z)


def nested():
    """A model as a layer of another one."""
    inner = keras.models.Sequential([layers.Dense(4, input_shape=(4,)) if RELEASE < (3, 0) else layers.Dense(4)], name="inner")
    row = layers.Input(shape=(4,))
    return keras.models.Model(row, layers.Dense(2)(inner(layers.Dense(4)(row)))), {"layer": "inner", "class": "Sequential"}


def shared(last):
    """One layer in two places, which not every reader takes."""
    row = layers.Input(shape=(4,))
    end, twice = layers.Dense(2, activation=last), layers.Dense(4, activation="tanh")
    return keras.models.Model(row, end(twice(layers.Dense(4)(twice(row)))))


def filled(model, seed):
    """The model with weights that the seed draws, positive where they are a variance."""
    random = np.random.RandomState(seed)
    for layer in model.layers:
        shapes = [np.shape(array) for array in layer.get_weights()]
        arrays = [random.normal(0, 1.5 / shape[0] ** 0.5 if len(shape) > 1 else 0.4, shape) for shape in shapes]
        if "BatchNormalization" in type(layer).__name__:
            arrays[0], arrays[3] = 1 + arrays[0], 0.5 + arrays[3] ** 2
        elif type(layer).__name__ == "Normalization":
            arrays[1:] = [0.5 + arrays[1] ** 2] + [np.array(100)] * len(arrays[2:])
        layer.set_weights(arrays)
        if type(layer).__name__ == "Normalization" and hasattr(layer, "finalize_state"):
            # It computes with what its weights were before.
            layer.finalize_state()
    return model


def write(name, model):
    """Saves the model in forms of this release, each form at least once for a release; returns the files' names."""
    legacy = RELEASE < (2, 12)
    if name == "sequential":
        whole = [".h5"] if legacy else [".h5", ".keras"]
    elif name == "late":
        whole = []
    else:
        # Before 2.12 it is HDF5 by another name.
        whole = [".h5"] if legacy and PACKAGE == "keras" else [".keras"]
    weights = ["-weights.h5"] if name == "late" and RELEASE < (3, 0) else []
    weights += [".weights.h5"] if name == "late" and not legacy else []
    for suffix in whole:
        # What 2.12 writes as .keras is HDF5 unless it is asked for the archive.
        asked = {"save_format": "keras_v3"} if RELEASE == (2, 12) and suffix == ".keras" else {}
        model.save(str(FOLDER / (name + suffix)), **asked)
    for suffix in weights:
        model.save_weights(str(FOLDER / (name + suffix)))
    if weights:
        (FOLDER / (name + "-architecture.json")).write_text(model.to_json() + "\n")
    return [name + suffix for suffix in whole + weights]


def shortest(array):
    """Rows of the shortest numbers that name the float32."""
    return [[float(str(np.float32(value))) for value in row] for row in array]


def main():
    made_with = {"keras": VERSION, "backend": keras.backend.backend()}
    x = np.random.RandomState(1).normal(0, 1.5, (10, 4)).astype("f4")
    made = []
    nets = [("sequential", sequential, 2), ("functional", functional, 3), ("late", sequential, 4)]
    for name, net, seed in nets + [("shared", shared, 5)] * ("more" in sys.argv):
        model = filled(net("softmax"), seed)
        made.append((name, net, seed, model, write(name, model)))
    # Last, because each net raises the numbers of the next one's layers.
    for name, net, seed, model, files in made:
        # The same net without its last activation gives the logits.
        logits = filled(net("linear"), seed).predict(x)
        facts = {"files": files, "made_with": made_with, "inputs": shortest(x), "logits": shortest(logits)}
        facts["outputs"] = shortest(model.predict(x))
        (FOLDER / (name + ".json")).write_text(json.dumps(facts) + "\n")
    if "more" in sys.argv:
        model, refused = nested()
        facts = {"files": write("nested", model), "made_with": made_with, "refused": refused}
        (FOLDER / "nested.json").write_text(json.dumps(facts) + "\n")


if __name__ == "__main__":
    main()
