"""Keras models, of Keras 2 and 3: Sequential ones, and functional ones that are a chain.

A model comes as its configuration (what its to_json() gives) and the weights of each layer by the layer's name.
"""

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .chain import Activation, Dense, Operation, Scaling, Source, described, named, narrowest, refused, refused_own
from .errors import ModelError, shown
from .model import Array
from .rules import WIDTH
from .settings import LARGEST, Settings, short

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
# What Keras 2 has no function for: there such a name can only be the user's own.
SINCE_KERAS_3 = {"celu", "log_sigmoid", "hard_tanh", "hard_silu", "hard_swish", "squareplus"}
NOTHING: dict[str, set[str]] = {
    "InputLayer": {"batch_shape", "batch_input_shape", "sparse", "ragged", "optional", "input_dtype"},
    "Dropout": {"rate", "seed", "noise_shape"},
    "GaussianDropout": {"rate", "seed"},
    "GaussianNoise": {"stddev", "seed"},
    "AlphaDropout": {"rate", "seed", "noise_shape"},
    "ActivityRegularization": {"l1", "l2"},
    "Identity": set(),
}
# The settings of each layer: those that are read here, and those that are for training alone. Any other is refused.
COMMON = {"name", "trainable", "dtype", "batch_input_shape", "batch_shape", "input_dim", "input_shape", "activity_regularizer"}
SETTINGS: dict[str, set[str]] = {
    **NOTHING,
    "Flatten": {"data_format"},
    "Rescaling": {"scale", "offset"},
    "Dense": {"units", "activation", "use_bias"}
    | {f"{part}_{of}" for part in ("kernel", "bias") for of in ("initializer", "regularizer", "constraint")},
    "BatchNormalization": {"axis", "momentum", "epsilon", "center", "scale", "synchronized", "moving_mean_initializer"}
    | {f"{part}_{of}" for part in ("beta", "gamma") for of in ("initializer", "regularizer", "constraint")}
    | {"moving_variance_initializer", "renorm", "renorm_clipping", "renorm_momentum", "fused", "virtual_batch_size"},
    "Normalization": {"axis", "invert", "mean", "variance"},
    "Activation": {"activation"},
    "ReLU": {"max_value", "negative_slope", "threshold"},
    "ThresholdedReLU": {"theta"},
    "LeakyReLU": {"alpha", "negative_slope"},
    "ELU": {"alpha"},
    "Softmax": {"axis"},
}
# The numbers among the settings, with their ranges: all are checked, also those that change nothing in inference.
NUMBERS: dict[str, tuple[float, float]] = {
    "rate": (0, 1), "stddev": (0, LARGEST), "l1": (0, LARGEST), "l2": (0, LARGEST), "epsilon": (0, LARGEST), "momentum": (0, 1),
    "renorm_momentum": (0, 1), "max_value": (0, LARGEST), "threshold": (0, LARGEST), "theta": (-LARGEST, LARGEST),
    "alpha": (-LARGEST, LARGEST), "negative_slope": (-LARGEST, LARGEST),
}
WHOLE = {"units": WIDTH, "input_dim": WIDTH}
SHAPES = ("batch_shape", "batch_input_shape")
# Classes that TensorFlow 1.13 and 1.14 call otherwise.
FORMER = {"BatchNormalizationV1": "BatchNormalization", "BatchNormalizationV2": "BatchNormalization"}
KNOWN = ", ".join(name for name in SETTINGS if name not in NOTHING) + ", Dropout"
# Whose classes are Keras's own: tf_keras is Keras 2 beside Keras 3.
PACKAGES = ("keras", "tf_keras")
FLOATS = ("float32", "float16", "bfloat16", "float64")
# Policies of numbers, by their names, and what a layer computes in.
POLICIES = {**{name: name for name in FLOATS}, "mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}


def live(model: Any) -> Source:
    """A Keras model object. It is called once, in inference, and left as it was."""
    kind, name = type(model).__name__, str(getattr(model, "name", "model"))
    if not (hasattr(model, "layers") and hasattr(model, "to_json")):
        raise refused(name, kind, "an object of Keras that is no model", "give a keras.Sequential or a keras.Model of it")
    if kind not in ("Sequential", "Functional", "Model"):
        raise refused(name, kind, "a model with a call of its own", CHAIN)
    own_code(model, name)
    for layer in model.layers:
        own_code(layer, layer.name)
        activation = getattr(layer, "activation", None)
        if activation is not None:
            own_code(activation, layer.name, type(layer).__name__)
    config = json.loads(model.to_json())
    # Keras 3 leaves its version out.
    config.setdefault("keras_version", getattr(sys.modules[type(model).__module__.split(".")[0]], "__version__", ""))
    found = source(config, {layer.name: layer.get_weights() for layer in model.layers})
    shape = model.input_shape

    def run(rows: Array) -> NDArray[Any]:
        outputs = model(rows.reshape(-1, *shape[1:]), training=False)
        # Layers of float64 compute in float32 where PyTorch gives them such rows.
        found.width = narrowest(found.width, str(outputs.dtype).rpartition(".")[2])
        # A tensor of PyTorch may carry gradients, and its bfloat16 is none of NumPy's.
        outputs = outputs.detach().cpu().double() if hasattr(outputs, "detach") else outputs
        return np.asarray(outputs).reshape(len(rows), -1)

    found.run = run
    return found


CHAIN = "build the same network as Sequential, or as a functional chain"


def own_code(thing: Any, name: str, layer: str | None = None) -> None:
    """Refuses a layer, model or activation whose code is not Keras's, whatever it is called.

    `layer` is the class of the layer that an activation is of.
    """
    # A function says itself where it is from, an object by its class.
    code = thing if hasattr(thing, "__qualname__") else type(thing)
    kind, module = getattr(code, "__name__", type(code).__name__), getattr(code, "__module__", None)
    # The Keras that was a part of TensorFlow, and TensorFlow's own functions, given as activations.
    tensorflow = isinstance(module, str) and module.startswith("tensorflow.python.")
    if not is_own(module) and not tensorflow:
        raise refused_own(name, layer or kind, f"the activation {kind}" if layer else kind, module, "Keras")
    if thing is code:
        return
    for hook in ("call", "__call__", "forward"):
        if hook in vars(thing):
            raise refused(name, kind, f"a {hook} of its own on this object", "build it without")
    for hooks in ("_forward_hooks", "_forward_pre_hooks"):
        if vars(thing).get(hooks):
            raise refused(name, kind, "a hook that runs with it and may change its results", "remove the hook first")


def is_own(module: Any) -> bool:
    """Whether a module is Keras's."""
    return isinstance(module, str) and module.split(".")[0] in PACKAGES


def source(config: Config, weights: Weights) -> Source:
    """A model of the configuration that to_json() gives; `keras_version` in it says what activations' names mean."""
    version = str(config.get("keras_version", "")) if isinstance(config, Mapping) else ""
    layers = chain(config)
    if version[:2] not in ("2.", "3."):
        raise ModelError(f"Keras model: found version {shown(version)}, expected 2 or 3; save it anew")
    shape = input_shape(layers)
    reader = Reader(version, shape)
    operations = [operation for layer in layers for operation in reader.operations(layer, weights)]
    return Source(operations, math.prod(shape), f"keras {version}", width=reader.width)


def chain(config: Config) -> list[Config]:
    """The configurations of the layers in order, each with a class of Keras's that is known here.

    Raises ModelError at a layer where the model branches, or which is another class.
    """
    kind, name = checked(config, "model", "Keras model", old=True)
    inner = config["config"]
    if kind not in ("Sequential", "Functional", "Model"):
        raise refused(name, kind, "a model with a call of its own", CHAIN)
    # Of a Sequential model of old releases it is the list alone.
    layers = inner.get("layers") if isinstance(inner, Mapping) else inner
    if not isinstance(layers, list):
        raise ModelError(f"{described(name, kind)}: found {short(layers)} for its layers, expected a list")
    found = list(layers) if kind == "Sequential" else functional(layers, inner, name, kind)
    names = set()
    for place, layer in enumerate(found):
        kind, name = checked(layer, f"{place}", f"layer {place}")
        if FORMER.get(kind, kind) not in SETTINGS:
            raise refused(name, kind, "a layer that a model file cannot express", f"use {KNOWN}")
        if name in names:
            raise refused(name, kind, "a second layer of this name", "give each layer a name of its own")
        names.add(name)
    return found


def checked(layer: Any, name: str, place: str, old: bool = False) -> tuple[str, str]:
    """Class and name of a layer's or model's configuration, whose class has to be Keras's own.

    The config of an `old` Sequential model is a list.
    """
    if not isinstance(layer, Mapping) or not isinstance(layer.get("class_name"), str):
        raise ModelError(f"{place}: found {short(layer)}, expected the configuration of a layer, with its class_name")
    kind, inner = layer["class_name"], layer.get("config")
    if isinstance(layer.get("name"), str):
        name = layer["name"]
    if isinstance(inner, Mapping) and isinstance(inner.get("name", name), str):
        name = inner.get("name", name)
    elif not (isinstance(inner, list) and (old or kind == "Sequential")):
        raise ModelError(f"{described(name, kind)}: found {short(inner)} for its config, expected a dictionary with its name")
    if "module" in layer and not is_own(layer["module"]):
        raise refused_own(name, kind, kind, layer["module"], "Keras")
    return kind, name


def functional(layers: Sequence[Any], inner: Any, name: str, kind: str) -> list[Config]:
    """The layers of a functional model from its one input to its one output."""
    if not isinstance(inner, Mapping):
        raise ModelError(f"{described(name, kind)}: found {short(inner)} for its config, expected a dictionary")
    by_name = {layer.get("name"): layer for layer in layers if isinstance(layer, Mapping) and isinstance(layer.get("name"), str)}
    ends, starts = sources(inner.get("output_layers")), sources(inner.get("input_layers"))
    if len(ends) != 1 or len(starts) != 1:
        raise refused(name, kind, f"{len(starts)} inputs and {len(ends)} outputs", "give a model of one input and one output")
    found: list[Config] = []
    at = ends[0]
    while True:
        layer = by_name.get(at)
        if layer is None:
            raise ModelError(f"{described(name, kind)}: found a use of the layer {shown(at)}, expected one that it has")
        found.append(layer)
        nodes = layer.get("inbound_nodes", [])
        before = sources(nodes)
        if nodes == [] and at == starts[0]:
            return found[::-1]
        if not isinstance(nodes, list) or len(nodes) != 1 or len(before) != 1 or len(found) > len(layers):
            needed = "give a model in which every layer has one input and is used once"
            raise refused(at, str(layer.get("class_name")), f"{len(before)} inputs", needed)
        for key, value in arguments(nodes):
            if value is not None and value is not False:
                found_call = f"a call with {shown(str(key))} = {short(value)}, which holds in inference too"
                raise refused(at, str(layer.get("class_name")), found_call, "build the model without")
        at = before[0]


def sources(nodes: Any) -> list[str]:
    """The names of the layers in inbound_nodes or output_layers, of either generation."""
    if isinstance(nodes, Mapping):
        if "keras_history" in nodes:
            history = nodes["keras_history"]
            return [history[0]] if isinstance(history, list) and history and isinstance(history[0], str) else []
        return [name for value in nodes.values() for name in sources(value)]
    if isinstance(nodes, list):
        if len(nodes) >= 3 and isinstance(nodes[0], str) and isinstance(nodes[1], int):
            return [nodes[0]]
        return [name for value in nodes for name in sources(value)]
    return []


def arguments(nodes: Any) -> Iterator[tuple[str, Any]]:
    """The arguments by name, such as training=True, that a layer was called with in a functional model."""
    if isinstance(nodes, Mapping):
        named = nodes.get("kwargs")
        yield from named.items() if isinstance(named, Mapping) else ()
    elif isinstance(nodes, list):
        if len(nodes) > 3 and isinstance(nodes[0], str) and isinstance(nodes[3], Mapping):
            yield from nodes[3].items()
        else:
            for value in nodes:
                yield from arguments(value)


def input_shape(layers: Sequence[Config]) -> list[int]:
    first = layers[0] if layers else {"class_name": "model", "config": {}}
    config = first["config"]
    settings = Settings(config, described(str(config.get("name", "?")), str(first["class_name"])))
    given = next((name for name in SHAPES if config.get(name) is not None), SHAPES[0])
    extents = settings.shape(given, WIDTH)[1:] if given in config else []
    if not extents or None in extents:
        found = shown(str(config.get(given)))
        raise ModelError(f"Keras model: found the input shape {found}, expected fixed sizes; build it with an Input")
    return [extent for extent in extents if extent is not None]


class Reader:
    """Layers to operations; `shape` is that of a row behind the layers so far."""

    def __init__(self, version: str, shape: list[int]) -> None:
        self.version, self.shape = version, shape
        # The narrowest numbers that a layer computes in.
        self.width = "float64"

    def operations(self, layer: Config, weights: Weights) -> list[Operation]:
        self.kind: str = layer["class_name"]
        self.name: str = layer["config"].get("name", "?")
        arrays = [np.asarray(array, np.float64) for array in weights.get(self.name, [])]
        return named(self.read(layer["config"], arrays), self.name, self.kind)

    def read(self, config: Config, arrays: Sequence[NDArray[Any]]) -> list[Operation]:
        kind = FORMER.get(self.kind, self.kind)
        settings = self.settings(kind, config)
        self.compute(config.get("dtype"))
        if kind in NOTHING:
            return []
        if kind == "Flatten":
            channels = settings.values.get("data_format") or "channels_last"
            if channels not in ("channels_last", "channels_first"):
                raise settings.wrong("data_format", "channels_last or channels_first")
            if channels == "channels_first" and len(self.shape) > 1:
                raise self.refused("channels in front of the other axes", "move them behind before the model")
            self.shape = [math.prod(self.shape)]
            return []
        if kind == "Rescaling":
            return [Scaling(0, self.flat(settings.numbers("scale")), self.flat(settings.numbers("offset")))]
        if kind in ("Dense", "BatchNormalization", "Normalization"):
            self.need_flat()
        if kind == "Dense":
            return self.dense(settings, arrays)
        if kind == "BatchNormalization":
            return [self.batch_normalization(settings, arrays)]
        if kind == "Normalization":
            return [self.normalization(settings, arrays)]
        return [self.activation_layer(kind, settings)]

    def settings(self, kind: str, config: Any) -> Settings:
        found = Settings(config, described(self.name, self.kind))
        if config.get("quantization_config") or config.get("lora_rank"):
            raise self.refused("quantized or low-rank weights", "save it with plain weights")
        found.only(COMMON | SETTINGS[kind])
        self.check_numbers(kind, found)
        for name in ("renorm", "ragged"):
            if name in SETTINGS[kind] and found.flag(name, False):
                raise found.wrong(name, "false")
        return found

    def check_numbers(self, kind: str, settings: Settings) -> None:
        """Refuses a number that is none, or out of its range, by the setting's name."""
        for name, value in settings.values.items():
            if value is None or value is False:
                continue
            if name in SHAPES:
                settings.shape(name, WIDTH)
            elif name in WHOLE:
                settings.integer(name, 1, WHOLE[name])
            elif name in NUMBERS:
                least, most = NUMBERS[name]
                settings.number(name, least=0 if kind == "ReLU" else least, most=most)

    def compute(self, policy: Any) -> None:
        """Notes the numbers that a layer computes in, which have to be floating-point ones."""
        name = policy
        if isinstance(policy, Mapping):
            if "module" in policy and not is_own(policy["module"]):
                raise refused_own(self.name, self.kind, f"the dtype policy {short(policy.get('class_name'))}", policy["module"], "Keras")
            plain = policy.get("class_name") in ("DTypePolicy", "FloatDTypePolicy", "Policy", "PolicyV1")
            inner = policy.get("config")
            name = inner.get("name") if plain and isinstance(inner, Mapping) else policy.get("class_name")
        if name is None:
            name = "float32"
        if not isinstance(name, str) or name not in POLICIES or (self.kind == "InputLayer" and name not in FLOATS):
            needed = f"use one of {', '.join(FLOATS)}, with plain weights"
            raise self.refused(f"the dtype {short(name)}", needed)
        if self.kind not in NOTHING:
            self.width = narrowest(self.width, POLICIES[name])

    def refused(self, found: str, needed: str) -> ModelError:
        return refused(self.name, self.kind, found, needed)

    def need_flat(self) -> None:
        if len(self.shape) != 1:
            raise self.refused(f"rows of shape {self.shape}", "put a Flatten before it")

    def need_last(self, settings: Settings, also: Sequence[Any] = ()) -> None:
        """That the axis is the last one of flat rows."""
        axis = settings.values.get("axis", -1)
        last = axis[0] if isinstance(axis, list) and len(axis) == 1 else axis
        if not (type(last) is int and last in (-1, 1)) and axis not in also:
            raise self.refused(f"the axis {shown(str(axis)) if isinstance(axis, list) else short(axis)}", "use the last one")

    def flat(self, found: NDArray[np.float64]) -> NDArray[np.float64]:
        if found.size > 1 and len(self.shape) != 1:
            raise self.refused("several numbers for rows of several axes", "put a Flatten before it")
        return found.reshape(-1)

    def need(self, arrays: Sequence[NDArray[Any]], *shapes: Sequence[int] | None) -> None:
        """That the weights are as many as the shapes, and of those; None is any."""
        if len(arrays) != len(shapes):
            raise self.refused(f"{len(arrays)} arrays of weights", f"give a file in which it has {len(shapes)}")
        for array, shape in zip(arrays, shapes):
            if shape is not None and list(array.shape) != list(shape):
                found = f"found weights of shape {list(array.shape)}, expected {list(shape)}"
                raise ModelError(f"{described(self.name, self.kind)}: {found}; give the file that belongs to this model")

    def dense(self, settings: Settings, arrays: Sequence[NDArray[Any]]) -> list[Operation]:
        units = settings.integer("units", 1, WIDTH)
        shapes: list[Sequence[int]] = [[self.shape[0], units]]
        if settings.flag("use_bias", True):
            shapes.append([units])
        self.need(arrays, *shapes)
        self.shape = [units]
        bias = arrays[1] if len(arrays) > 1 else 0.0
        return [Dense(arrays[0], bias), self.activation(settings.values.get("activation"))]

    def batch_normalization(self, settings: Settings, arrays: Sequence[NDArray[Any]]) -> Scaling:
        self.need_last(settings)
        scale, center = settings.flag("scale", True), settings.flag("center", True)
        self.need(arrays, *[self.shape] * (2 + scale + center))
        rest = list(arrays)
        gamma = rest.pop(0) if scale else 1.0
        beta = rest.pop(0) if center else 0.0
        mean, variance = rest
        spread = variance + settings.number("epsilon", least=0)
        if not (spread > 0).all():
            found = f"{variance[~(spread > 0)][0]:.6g} in moving_variance"
            raise self.refused(found, "give weights of which its square root can be taken, with epsilon")
        return Scaling(mean, gamma / np.sqrt(spread), beta)

    def normalization(self, settings: Settings, arrays: Sequence[NDArray[Any]]) -> Scaling:
        self.need_last(settings, also=(None, []))
        if (settings.values.get("mean") is None) != (settings.values.get("variance") is None):
            raise settings.wrong("variance", "one where there is a mean, and none where there is none")
        if settings.values.get("mean") is not None:
            mean, variance = settings.numbers("mean"), settings.numbers("variance")
            if (variance < 0).any():
                raise settings.wrong("variance", "numbers of 0 or more")
        else:
            self.need(arrays, None, None, None)
            mean, variance = arrays[0], arrays[1]
        # Keras keeps the deviation from being less than its epsilon.
        with np.errstate(all="ignore"):
            deviation = np.maximum(np.sqrt(variance), 1e-7)
        if settings.flag("invert", False):
            return Scaling(0, deviation.reshape(-1), mean.reshape(-1))
        return Scaling(mean.reshape(-1), (1 / deviation).reshape(-1))

    def activation_layer(self, kind: str, settings: Settings) -> Activation:
        """An activation that is a layer, or a layer's serialised activation."""
        if kind == "Activation":
            if "activation" not in settings.values:
                raise settings.wrong("activation", "the name of one")
            return self.activation(settings.values["activation"])
        if kind == "ReLU":
            return self.relu(settings)
        if kind == "ThresholdedReLU":
            return Activation("threshold", {"theta": settings.number("theta"), "value": 0})
        if kind == "LeakyReLU":
            key = "negative_slope" if "negative_slope" in settings.values else "alpha"
            return Activation("leaky_relu", {"negative_slope": settings.number(key)})
        if kind == "ELU":
            return Activation("elu", {"alpha": settings.number("alpha")})
        if kind == "Softmax":
            self.need_flat()
            self.need_last(settings)
            return Activation("softmax")
        raise self.refused(f"the activation {shown(kind)}", f"use {KNOWN}")

    def relu(self, settings: Settings) -> Activation:
        slope, threshold = (settings.number(key, 0) for key in ("negative_slope", "threshold"))
        limited = settings.values.get("max_value") is not None
        if threshold or limited:
            most = settings.number("max_value") if limited else MOST
            return Activation("clipped_relu", {"negative_slope": slope, "threshold": threshold, "max_value": most})
        return Activation("leaky_relu", {"negative_slope": slope}) if slope else Activation("relu")

    def activation(self, given: Any) -> Activation:
        """An activation by its name, or as a dictionary of a function or a layer."""
        name = "linear" if given is None else given
        if isinstance(given, Mapping):
            kind, inner = given.get("class_name"), given.get("config")
            if "module" in given and not is_own(given["module"]):
                what = f"the activation {short(inner if kind == 'function' else kind)}"
                raise refused_own(self.name, self.kind, what, given["module"], "Keras")
            if isinstance(kind, str) and kind in SETTINGS and isinstance(inner, Mapping):
                return self.activation_layer(kind, self.settings(kind, inner))
            # A function of old releases; nothing else, such as a lambda's code, has a name that says what it does.
            name = inner if kind == "function" else kind if isinstance(kind, str) and kind not in ACTIVATIONS else None
        if not isinstance(name, str):
            raise self.refused(f"an activation without a name ({short(given)})", f"use {', '.join(ACTIVATIONS)}")
        if name == "hard_sigmoid" and not self.version.startswith("3"):
            return Activation("hard_sigmoid", {"alpha": 0.2, "beta": 0.5})
        if name not in ACTIVATIONS or (name in SINCE_KERAS_3 and not self.version.startswith("3")):
            raise self.refused(f"the activation {shown(name)}", f"use {', '.join(ACTIVATIONS)}")
        if name in ("softmax", "log_softmax"):
            self.need_flat()
        return Activation(*ACTIVATIONS[name])
