"""ONNX graphs that are a chain: dense layers as Gemm or MatMul and Add, activations, scalings of single numbers."""

import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .chain import Activation, Dense, Operation, Scaling, Source, refused
from .errors import ModelError
from .from_keras import MOST
from .model import Array

# Operator: the tag, and its parameters by attribute with ONNX's default.
ACTIVATIONS: dict[str, tuple[str, dict[str, tuple[str, float]]]] = {
    "Relu": ("relu", {}),
    "LeakyRelu": ("leaky_relu", {"negative_slope": ("alpha", 0.01)}),
    "ThresholdedRelu": ("threshold", {"theta": ("alpha", 1.0), "value": ("", 0.0)}),
    "HardSigmoid": ("hard_sigmoid", {"alpha": ("alpha", 0.2), "beta": ("beta", 0.5)}),
    "HardSwish": ("hard_silu", {}),
    "Elu": ("elu", {"alpha": ("alpha", 1.0)}),
    "Celu": ("celu", {"alpha": ("alpha", 1.0)}),
    "Selu": ("selu", {"alpha": ("alpha", 1.67326319217681884765625), "scale": ("gamma", 1.05070102214813232421875)}),
    "Exp": ("exponential", {}),
    "Sigmoid": ("sigmoid", {}),
    "Softplus": ("softplus", {"beta": ("", 1.0)}),
    "Softsign": ("softsign", {}),
    "Tanh": ("tanh", {}),
    "Swish": ("silu", {"alpha": ("alpha", 1.0)}),
    "Mish": ("mish", {}),
}
NOTHING = ("Identity", "Dropout", "Cast")
KNOWN = ", ".join(
    ["Gemm", "MatMul", "Add", "Sub", "Mul", "Div", "BatchNormalization", "Flatten", "Reshape", *NOTHING]
    + [*ACTIVATIONS, "Clip", "Gelu", "PRelu", "Softmax", "LogSoftmax"]
)


def source(given: Any) -> Source:
    """An onnx.ModelProto or the path of its file; onnxruntime, where it is installed, gives the graph's own outputs."""
    import onnx

    if isinstance(given, (str, os.PathLike)):
        try:
            model = onnx.load(os.fspath(given))
            onnx.checker.check_model(model)
        except Exception as error:  # protobuf's and the checker's errors have no common class
            detail = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelError(f"{os.fspath(given)}: found no sound ONNX model ({detail}); export it anew") from None
    else:
        model = given
    graph = Graph(model)
    operations = graph.operations()
    producer = f"{model.producer_name} {model.producer_version}".strip() or "ONNX"
    return Source(operations, graph.inputs, producer, run=runner(model, graph))


def runner(model: Any, graph: "Graph") -> Any:
    try:
        import onnxruntime
    except ImportError:
        return None
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])

    def run(rows: Array) -> NDArray[Any]:
        shaped = rows.reshape(-1, *graph.row_shape).astype(graph.dtype)
        # A graph of a fixed number of rows takes them in turn.
        size = graph.rows or len(shaped)
        parts = [shaped[at : at + size] for at in range(0, len(shaped), size)]
        if graph.rows and len(parts[-1]) < size:
            missing = size - len(parts[-1])
            parts[-1] = np.concatenate([parts[-1], np.repeat(parts[-1][-1:], missing, axis=0)])
        found = [session.run([graph.output], {graph.input: part})[0] for part in parts]
        return np.concatenate(found)[: len(shaped)].reshape(len(shaped), -1)

    return run


class Graph:
    """The nodes from the one input to the one output, each with one value that is no constant."""

    def __init__(self, model: Any) -> None:
        from onnx import helper, numpy_helper

        self.opset = max([o.version for o in model.opset_import if o.domain in ("", "ai.onnx")], default=1)
        self.constants = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
        inputs = [v for v in model.graph.input if v.name not in self.constants]
        if len(inputs) != 1 or len(model.graph.output) != 1:
            found = f"{len(inputs)} inputs and {len(model.graph.output)} outputs"
            raise ModelError(f"ONNX graph {model.graph.name!r}: found {found}, expected one of each; cut the others off")
        self.input, self.output = inputs[0].name, model.graph.output[0].name
        tensor = inputs[0].type.tensor_type
        dims = [d.dim_value for d in tensor.shape.dim]
        if len(dims) < 2 or not all(dims[1:]):
            raise ModelError(f"ONNX input {self.input!r}: found shape {dims}, expected [rows, features]; export it with fixed features")
        self.rows, self.row_shape, self.shape = dims[0], dims[1:], dims[1:]
        self.inputs = int(np.prod(dims[1:]))
        self.dtype = helper.tensor_dtype_to_np_dtype(tensor.elem_type)
        self.nodes = list(model.graph.node)

    def operations(self) -> list[Operation]:
        current, found = self.input, []
        for node in self.nodes:
            attributes = self.attributes(node)
            if node.op_type == "Constant":
                self.constants[node.output[0]] = self.constant(node, attributes)
                continue
            variable = [name for name in node.input if name and name not in self.constants]
            if variable != [current]:
                what = f"inputs {variable} that are no constants"
                raise refused(self.name(node), node.op_type, what, f"give a graph in which each node takes {current!r} alone")
            found += self.operation(node, attributes)
            current = node.output[0]
        if current != self.output:
            raise ModelError(f"ONNX output {self.output!r}: found {current!r} at the end of the nodes, expected it there")
        return found

    def name(self, node: Any) -> str:
        return node.name or node.output[0]

    def attributes(self, node: Any) -> dict[str, Any]:
        from onnx import helper

        return {a.name: helper.get_attribute_value(a) for a in node.attribute}

    def constant(self, node: Any, attributes: dict[str, Any]) -> NDArray[Any]:
        from onnx import numpy_helper

        for key, value in attributes.items():
            if key == "value":
                return numpy_helper.to_array(value)
            if key in ("value_float", "value_floats", "value_int", "value_ints"):
                return np.asarray(value)
        raise refused(self.name(node), "Constant", "a constant that is no array of numbers", "export it anew")

    def operation(self, node: Any, attributes: dict[str, Any]) -> list[Operation]:
        kind = node.op_type
        # Where the value stands among the inputs, and the constants by their places.
        place = next((i for i, name in enumerate(node.input) if name not in self.constants), 0)
        constants = {i: self.constants[name] for i, name in enumerate(node.input) if name in self.constants}
        if node.domain not in ("", "ai.onnx") or kind not in KNOWN.split(", "):
            raise refused(self.name(node), kind, "an operator that a model file cannot express", f"use {KNOWN}")
        if kind in NOTHING:
            return []
        if kind in ("Flatten", "Reshape"):
            return self.flatten(node, attributes, constants)
        if kind == "Gemm":
            return [self.gemm(node, attributes, place, constants)]
        if kind == "MatMul":
            if place != 0 or np.ndim(constants[1]) != 2:
                raise refused(self.name(node), kind, "the weights in front", "give x @ weights, with weights [in, out]")
            self.need_flat(node)
            self.shape = [constants[1].shape[1]]
            return [Dense(constants[1])]
        if kind in ("Add", "Sub", "Mul", "Div"):
            return [self.arithmetic(node, place, constants[1 - place])]
        if kind == "BatchNormalization":
            self.need_flat(node)
            gamma, beta, mean, variance = (constants[i].astype(np.float64) for i in (1, 2, 3, 4))
            return [Scaling(mean, gamma / np.sqrt(variance + attributes.get("epsilon", 1e-5)), beta)]
        return [self.activation(node, attributes, constants)]

    def need_flat(self, node: Any) -> None:
        if len(self.shape) != 1:
            raise refused(self.name(node), node.op_type, f"rows of shape {self.shape}", "put a Flatten before it")

    def flatten(self, node: Any, attributes: dict[str, Any], constants: dict[int, NDArray[Any]]) -> list[Operation]:
        size = int(np.prod(self.shape))
        target = [int(extent) for extent in constants.get(1, np.array([0, size]))]
        if attributes.get("axis", 1) != 1 or len(target) != 2 or target[1] not in (-1, size):
            raise refused(self.name(node), node.op_type, f"another shape than [rows, {size}]", "flatten all but the rows")
        self.shape = [size]
        return []

    def gemm(self, node: Any, attributes: dict[str, Any], place: int, constants: dict[int, NDArray[Any]]) -> Dense:
        self.need_flat(node)
        if place != 0 or attributes.get("transA", 0):
            raise refused(self.name(node), "Gemm", "the weights in front, or transA", "give x @ weights + bias")
        weights = constants[1].astype(np.float64) * attributes.get("alpha", 1.0)
        weights = weights.T if attributes.get("transB", 0) else weights
        bias = constants.get(2, np.zeros(1)).astype(np.float64) * attributes.get("beta", 1.0)
        self.shape = [weights.shape[1]]
        return Dense(weights, self.one_row(node, bias))

    def one_row(self, node: Any, array: NDArray[Any]) -> NDArray[np.float64]:
        """A constant that is the same for every row: a number, or one for each of a row's."""
        found = np.asarray(array, np.float64)
        if found.size == 1:
            return found.reshape(())
        if found.size != found.shape[-1] or [found.size] != self.shape:
            needed = f"give a constant of shape {self.shape}"
            raise refused(self.name(node), node.op_type, f"a constant of shape {list(found.shape)}", needed)
        return found.reshape(-1)

    def arithmetic(self, node: Any, place: int, constant: NDArray[Any]) -> Scaling:
        value, kind = self.one_row(node, constant), node.op_type
        if kind == "Add":
            return Scaling(shift=value)
        if kind == "Sub":
            return Scaling(offset=value) if place == 0 else Scaling(scale=-1.0, shift=value)
        if kind == "Mul":
            return Scaling(scale=value)
        if place == 1:
            raise refused(self.name(node), "Div", "a constant divided by the value", "give a graph without it")
        return Scaling(scale=1 / value)

    def activation(self, node: Any, attributes: dict[str, Any], constants: dict[int, NDArray[Any]]) -> Activation:
        kind = node.op_type
        if kind in ACTIVATIONS:
            tag, parameters = ACTIVATIONS[kind]
            return Activation(tag, {key: float(attributes.get(name, value)) for key, (name, value) in parameters.items()})
        if kind == "Gelu":
            return Activation("gelu_tanh" if attributes.get("approximate") == b"tanh" else "gelu")
        if kind == "PRelu":
            slope = self.one_row(node, constants[1])
            if slope.ndim and (slope != slope[0]).any():
                raise refused(self.name(node), kind, "a slope of each output's own", "use one slope")
            return Activation("leaky_relu", {"negative_slope": float(slope.ravel()[0])})
        if kind == "Clip":
            low, high = (
                float(constants[i].item()) if i in constants else attributes.get(name, default)
                for i, name, default in ((1, "min", -MOST), (2, "max", MOST))
            )
            if low == 0:
                return Activation("relu") if high >= MOST else Activation("relu6") if high == 6 else clipped(low, high)
            return clipped(low, high)
        self.need_flat(node)
        if attributes.get("axis", -1 if self.opset >= 13 else 1) not in (-1, 1):
            raise refused(self.name(node), kind, f"axis {attributes['axis']}", "use the last one")
        return Activation("softmax" if kind == "Softmax" else "log_softmax")


def clipped(low: float, high: float) -> Activation:
    return Activation("hard_tanh", {"min_value": low, "max_value": high})
