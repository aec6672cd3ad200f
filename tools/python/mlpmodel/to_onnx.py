"""A model file as an ONNX graph: scaling, then Gemm and an activation for each layer; opset 20."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from .files import Pathlike, load, replace
from .model import Layer, MultilayerPerceptron

OPSET, IR_VERSION = 20, 9


def to_onnx(model: MultilayerPerceptron | Pathlike, path: Pathlike | None = None) -> Any:
    """The onnx.ModelProto of a model or of its file, written to `path` where one is given.

    Its input is called `input` and its output `output`, both [rows, …] of float32; where features are relative to origins
    the input is float64, raw values, and the graph subtracts the origins. Names of features, labels and
    task are in its metadata, each list with a line for a name.
    """
    from onnx import TensorProto, checker, helper

    if isinstance(model, (str, os.PathLike)):
        model = load(model)
    graph = Builder(model)
    shapes = {"input": len(model.input.names), "output": len(model.layers[-1].bias)}
    kinds = {"input": TensorProto.DOUBLE if model.input.has_origins else TensorProto.FLOAT, "output": TensorProto.FLOAT}
    values = [helper.make_tensor_value_info(name, kinds[name], ["rows", n]) for name, n in shapes.items()]
    built = helper.make_graph(graph.nodes, "mlp", values[:1], values[1:], graph.constants)
    found = helper.make_model(
        built, producer_name="mlpmodel", ir_version=IR_VERSION, opset_imports=[helper.make_opsetid("", OPSET)]
    )
    facts = {"features": "\n".join(model.input.names), "labels": "\n".join(model.output.labels), "task": model.output.task}
    helper.set_model_props(found, facts)
    checker.check_model(found)
    if path is not None:
        replace(Path(path), found.SerializeToString(deterministic=True))
    return found


class Builder:
    """The nodes of a model one after the other; `last` is the value that the next takes."""

    def __init__(self, model: MultilayerPerceptron) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.last = "input"
        if model.input.has_origins:
            self.add("Cast", self.add("Sub", self.last, self.constant(model.input.origin, np.float64)), to=1)
        if model.input.offset.any():
            self.add("Sub", self.last, self.constant(model.input.offset))
        if (model.input.scale != 1).any():
            self.add("Mul", self.last, self.constant(model.input.scale))
        for k, layer in enumerate(model.layers):
            plain = {"alpha": 1.0, "beta": 1.0, "transA": 0, "transB": 0}
            self.add("Gemm", self.last, self.constant(layer.weights), self.constant(layer.bias), **plain)
            if k == len(model.layers) - 1 and model.output.temperature != 1:
                self.add("Div", self.last, self.constant(model.output.temperature))
            self.activation(layer)
        self.add("Identity", self.last)
        self.nodes[-1].output[0] = "output"

    def constant(self, value: Any, dtype: Any = np.float32) -> str:
        from onnx import numpy_helper

        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Another node; returns its output, which becomes the last."""
        from onnx import helper

        name = f"value_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=f"node_{len(self.nodes)}", **attributes))
        self.last = name
        return name

    def activation(self, layer: Layer) -> None:
        z, p = self.last, {key: float(value) for key, value in layer.parameters.items()}
        one: dict[str, tuple[str, dict[str, Any]]] = {
            "relu": ("Relu", {}),
            "leaky_relu": ("LeakyRelu", {"alpha": p.get("negative_slope")}),
            "hard_sigmoid": ("HardSigmoid", p),
            "hard_silu": ("HardSwish", {}),
            "elu": ("Elu", p),
            "celu": ("Celu", p),
            "selu": ("Selu", {"alpha": p.get("alpha"), "gamma": p.get("scale")}),
            "exponential": ("Exp", {}),
            "sigmoid": ("Sigmoid", {}),
            "softsign": ("Softsign", {}),
            "tanh": ("Tanh", {}),
            "mish": ("Mish", {}),
            "gelu": ("Gelu", {"approximate": "none"}),
            "gelu_tanh": ("Gelu", {"approximate": "tanh"}),
            "softmax": ("Softmax", {"axis": 1}),
            "log_softmax": ("LogSoftmax", {"axis": 1}),
        }
        several: dict[str, Callable[[], object]] = {
            "linear": lambda: None,
            "relu6": lambda: self.clip(z, 0, 6),
            "hard_tanh": lambda: self.clip(z, p["min_value"], p["max_value"]),
            "clipped_relu": lambda: self.clipped_relu(z, p),
            "threshold": lambda: self.where_above(z, p["theta"], z, self.constant(p["value"])),
            "softplus": lambda: self.scaled_softplus(z, p["beta"]),
            "log_sigmoid": lambda: self.add("Neg", self.add("Softplus", self.add("Neg", z))),
            "squareplus": lambda: self.squareplus(z, p["b"]),
            "silu": lambda: self.add("Mul", z, self.add("Sigmoid", self.scaled(z, p["alpha"]))),
        }
        if layer.activation in one:
            kind, attributes = one[layer.activation]
            self.add(kind, z, **attributes)
        else:
            several[layer.activation]()

    def scaled(self, value: str, factor: float) -> str:
        return value if factor == 1 else self.add("Mul", value, self.constant(factor))

    def clip(self, value: str, low: float, high: float) -> str:
        return self.add("Clip", value, self.constant(low), self.constant(high))

    def where_above(self, z: str, bound: float, then: str, other: str) -> str:
        return self.add("Where", self.add("Greater", z, self.constant(bound)), then, other)

    def clipped_relu(self, z: str, p: dict[str, float]) -> str:
        below = self.add("Mul", self.add("Sub", z, self.constant(p["threshold"])), self.constant(p["negative_slope"]))
        return self.add("Min", self.where_above(z, p["threshold"], z, below), self.constant(p["max_value"]))

    def scaled_softplus(self, z: str, beta: float) -> str:
        found = self.add("Softplus", self.scaled(z, beta))
        return found if beta == 1 else self.add("Div", found, self.constant(beta))

    def squareplus(self, z: str, b: float) -> str:
        root = self.add("Sqrt", self.add("Add", self.add("Mul", z, z), self.constant(b)))
        return self.add("Mul", self.add("Add", z, root), self.constant(0.5))
