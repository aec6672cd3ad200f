"""Keras models, of Keras 2 and 3: Sequential ones, and functional ones that are a chain.

A model comes as its configuration (what its to_json() gives) and the weights of each layer by the layer's name.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .chain import Activation, Dense, Operation, Scaling, Source, refused
from .errors import ModelError
from .model import Array

Config = Mapping[str, Any]
Weights = Mapping[str, Sequence[NDArray[Any]]]

MOST = 3.4028234663852886e38  # the largest float32
ACTIVATIONS: dict[str, tuple[str, dict[str, float]]] = {
    "linear": ("linear", {}),
    "relu": ("relu", {}),
    "relu6": ("relu6", {}),
    "leaky_relu": ("leaky_relu", {"negative_slope": 0.2}),
    "elu": ("elu", {"alpha": 1}),
    "celu": ("celu", {"alpha": 1}),
    "selu": ("selu", {"alpha": 1.6732632423543772, "scale": 1.0507009873554805}),
    "softplus": ("softplus", {"beta": 1}),
    "squareplus": ("squareplus", {"b": 4}),
    "softsign": ("softsign", {}),
    "tanh": ("tanh", {}),
    "hard_tanh": ("hard_tanh", {"min_value": -1, "max_value": 1}),
    "sigmoid": ("sigmoid", {}),
    "hard_sigmoid": ("hard_sigmoid", {"alpha": 1 / 6, "beta": 0.5}),
    "log_sigmoid": ("log_sigmoid", {}),
    "exponential": ("exponential", {}),
    "silu": ("silu", {"alpha": 1}),
    "swish": ("silu", {"alpha": 1}),
    "hard_silu": ("hard_silu", {}),
    "hard_swish": ("hard_silu", {}),
    "gelu": ("gelu", {}),
    "mish": ("mish", {}),
    "softmax": ("softmax", {}),
    "log_softmax": ("log_softmax", {}),
}
NOTHING = {"InputLayer", "Dropout", "GaussianDropout", "GaussianNoise", "AlphaDropout", "ActivityRegularization", "Identity"}
KNOWN = "Dense, Activation, ReLU, LeakyReLU, ELU, Softmax, BatchNormalization, Normalization, Rescaling, Flatten, Dropout"


def live(model: Any) -> Source:
    """A Keras model object."""
    config = json.loads(model.to_json())
    # Keras 3 leaves its version out.
    config.setdefault("keras_version", sys.modules[type(model).__module__.split(".")[0]].__version__)
    found = source(config, {layer.name: layer.get_weights() for layer in model.layers})
    shape = model.input_shape

    def run(rows: Array) -> NDArray[Any]:
        found = model(rows.reshape(-1, *shape[1:]), training=False)
        # A tensor of PyTorch may carry gradients.
        return np.asarray(found.detach().cpu() if hasattr(found, "detach") else found)

    found.run = run
    return found


def source(config: Config, weights: Weights) -> Source:
    """A model of the configuration that to_json() gives; `keras_version` in it tells hard_sigmoids apart."""
    version = str(config.get("keras_version", ""))
    if not version[:2] in ("1.", "2.", "3."):
        raise ModelError(f"Keras model: found version {version!r}, expected 2 or 3; save it anew")
    layers = chain(config)
    shape = input_shape(layers)
    reader = Reader(version, shape)
    operations = [operation for layer in layers for operation in reader.operations(layer, weights)]
    return Source(operations, int(np.prod(shape)), f"keras {version}")


def chain(config: Config) -> list[Config]:
    """The configurations of the layers in order. Raises ModelError at a layer where the model branches."""
    kind, inner = config.get("class_name"), config.get("config", {})
    layers = inner if isinstance(inner, list) else inner.get("layers", [])
    if kind == "Sequential":
        return list(layers)
    if kind not in ("Functional", "Model"):
        needed = "build the same network as Sequential, or as a functional chain"
        raise refused(str(inner.get("name", "model")), str(kind), "a model with a call of its own", needed)
    by_name = {layer["name"]: layer for layer in layers}
    ends, found = sources(inner.get("output_layers")), []
    if len(ends) != 1 or len(sources(inner.get("input_layers"))) != 1:
        raise refused(inner["name"], kind, f"{len(ends)} outputs", "give a model of one input and one output")
    name = ends[0]
    while True:
        layer = by_name[name]
        found.append(layer)
        nodes = layer.get("inbound_nodes", [])
        before = sources(nodes)
        if not before:
            return found[::-1]
        if len(nodes) != 1 or len(before) != 1 or len(found) > len(layers):
            needed = "give a model in which every layer has one input and is used once"
            raise refused(name, layer["class_name"], f"{len(before)} inputs", needed)
        name = before[0]


def sources(nodes: Any) -> list[str]:
    """The names of the layers in inbound_nodes or output_layers, of either generation."""
    if isinstance(nodes, dict):
        if "keras_history" in nodes:
            return [nodes["keras_history"][0]]
        return [name for value in nodes.values() for name in sources(value)]
    if isinstance(nodes, list):
        if len(nodes) >= 3 and isinstance(nodes[0], str) and isinstance(nodes[1], int):
            return [nodes[0]]
        return [name for value in nodes for name in sources(value)]
    return []


def input_shape(layers: Sequence[Config]) -> list[int]:
    first = layers[0]["config"] if layers else {}
    shape = first.get("batch_shape") or first.get("batch_input_shape")
    if not shape or len(shape) < 2 or None in shape[1:]:
        raise ModelError(f"Keras model: found the input shape {shape}, expected fixed sizes; build it with an Input")
    return [int(extent) for extent in shape[1:]]


class Reader:
    """Layers to operations; `shape` is that of a row behind the layers so far."""

    def __init__(self, version: str, shape: list[int]) -> None:
        self.version, self.shape = version, shape

    def operations(self, layer: Config, weights: Weights) -> list[Operation]:
        kind, config = layer["class_name"], layer["config"]
        self.name, self.kind = config.get("name", "?"), kind
        arrays = [np.asarray(array, np.float64) for array in weights.get(self.name, [])]
        if kind in NOTHING:
            return []
        if kind == "Flatten":
            if config.get("data_format") == "channels_first" and len(self.shape) > 1:
                raise self.refused("channels in front of the other axes", "move them behind before the model")
            self.shape = [int(np.prod(self.shape))]
            return []
        if kind == "Rescaling":
            return [Scaling(0, self.flat(config["scale"]), self.flat(config["offset"]))]
        self.need_flat()
        if kind == "Dense":
            return self.dense(config, arrays)
        if kind == "BatchNormalization":
            return [self.batch_normalization(config, arrays)]
        if kind == "Normalization":
            return [self.normalization(config, arrays)]
        return [self.activation_layer(kind, config)]

    def refused(self, found: str, needed: str) -> ModelError:
        return refused(self.name, self.kind, found, needed)

    def need_flat(self) -> None:
        if self.kind in ("Dense", "BatchNormalization", "Normalization", "Softmax") and len(self.shape) != 1:
            raise self.refused(f"rows of shape {self.shape}", "put a Flatten before it")

    def flat(self, number: Any) -> Any:
        found = np.asarray(number, np.float64)
        if found.ndim and len(self.shape) != 1:
            raise self.refused("several numbers for rows of several axes", "put a Flatten before it")
        return found

    def need(self, arrays: Sequence[NDArray[Any]], count: int) -> None:
        if len(arrays) != count:
            raise self.refused(f"{len(arrays)} arrays of weights", f"give a file in which it has {count}")

    def dense(self, config: Config, arrays: Sequence[NDArray[Any]]) -> list[Operation]:
        self.need(arrays, 2 if config.get("use_bias", True) else 1)
        if config.get("quantization_config") or config.get("lora_rank"):
            raise self.refused("quantized or low-rank weights", "save it with plain weights")
        self.shape = [arrays[0].shape[-1]]
        return [Dense(arrays[0], arrays[1] if len(arrays) > 1 else 0.0), self.activation(config.get("activation"))]

    def batch_normalization(self, config: Config, arrays: Sequence[NDArray[Any]]) -> Scaling:
        self.need(arrays, 2 + config.get("scale", True) + config.get("center", True))
        rest = list(arrays)
        gamma = rest.pop(0) if config.get("scale", True) else 1.0
        beta = rest.pop(0) if config.get("center", True) else 0.0
        mean, variance = rest
        return Scaling(mean, gamma / np.sqrt(variance + config["epsilon"]), beta)

    def normalization(self, config: Config, arrays: Sequence[NDArray[Any]]) -> Scaling:
        if config.get("mean") is not None:
            mean, variance = (np.asarray(config[key], np.float64) for key in ("mean", "variance"))
        else:
            self.need(arrays, 3)
            mean, variance = arrays[0], arrays[1]
        # Keras keeps the deviation from being less than its epsilon.
        deviation = np.maximum(np.sqrt(variance), 1e-7)
        if config.get("invert"):
            return Scaling(0, deviation.reshape(-1), mean.reshape(-1))
        return Scaling(mean.reshape(-1), (1 / deviation).reshape(-1))

    def activation_layer(self, kind: str, config: Config) -> Activation:
        """An activation that is a layer, or a layer's serialised activation."""
        if kind == "Activation":
            return self.activation(config["activation"])
        if kind == "ReLU":
            return self.relu(config)
        if kind == "ThresholdedReLU":
            return Activation("threshold", {"theta": float(config["theta"]), "value": 0})
        if kind == "LeakyReLU":
            key = "negative_slope" if "negative_slope" in config else "alpha"
            return Activation("leaky_relu", {"negative_slope": float(config[key])})
        if kind == "ELU":
            return Activation("elu", {"alpha": float(config["alpha"])})
        if kind == "Softmax":
            axis = config.get("axis", -1)
            if axis in (-1, 1, [-1], [1]):
                return Activation("softmax")
            raise self.refused(f"axis {axis}", "use the last one")
        raise self.refused("a layer that a model file cannot express", f"use {KNOWN}")

    def relu(self, config: Config) -> Activation:
        slope, threshold = (float(config.get(key) or 0) for key in ("negative_slope", "threshold"))
        top = config.get("max_value")
        if threshold or top is not None:
            most = MOST if top is None else float(top)
            return Activation("clipped_relu", {"negative_slope": slope, "threshold": threshold, "max_value": most})
        return Activation("leaky_relu", {"negative_slope": slope}) if slope else Activation("relu")

    def activation(self, given: Any) -> Activation:
        """An activation by its name, or as a dictionary of a function or a layer."""
        if isinstance(given, dict):
            inner = given.get("config")
            if isinstance(inner, dict):
                return self.activation_layer(given["class_name"], inner)
            given = inner if given.get("class_name") == "function" else given.get("class_name")
        name = "linear" if given is None else str(given)
        if name == "hard_sigmoid" and not self.version.startswith("3"):
            return Activation("hard_sigmoid", {"alpha": 0.2, "beta": 0.5})
        if name not in ACTIVATIONS:
            raise self.refused(f"the activation {name!r}", f"use {', '.join(ACTIVATIONS)}")
        return Activation(*ACTIVATIONS[name])
