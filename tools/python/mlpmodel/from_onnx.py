"""ONNX graphs that are a chain: dense layers as Gemm or MatMul and Add, activations, scalings of single numbers."""

import math
import os
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .chain import Activation, Dense, Operation, Scaling, Source, described, named, narrowest, refused
from .errors import ModelError
from .from_keras import MOST
from .model import Array
from .rules import WIDTH
from .settings import Settings

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
# Operators besides those, with the attributes that are read here; any other attribute is refused.
OPERATORS: dict[str, set[str]] = {
    "Gemm": {"alpha", "beta", "transA", "transB"},
    "MatMul": set(),
    "Add": set(),
    "Sub": set(),
    "Mul": set(),
    "Div": set(),
    "BatchNormalization": {"epsilon", "momentum", "spatial", "training_mode"},
    "Flatten": {"axis"},
    "Reshape": {"allowzero"},
    "Identity": set(),
    "Dropout": {"ratio", "seed"},
    "Cast": {"to", "saturate", "round_mode"},
    **{kind: {name for name, _ in parameters.values() if name} for kind, (_, parameters) in ACTIVATIONS.items()},
    "Clip": {"min", "max"},
    "Gelu": {"approximate"},
    "PRelu": set(),
    "Softmax": {"axis"},
    "LogSoftmax": {"axis"},
}
KNOWN = ", ".join(OPERATORS)
# Of these a graph's constants may be made.
CONSTANTS = ("Constant", "Cast", "Identity")
# Where the row's values may stand second among a node's inputs.
EITHER = ("Add", "Sub", "Mul", "Div", "MatMul", "Gemm")
STANDARD = ("", "ai.onnx")
# Before this one operators had attributes and broadcasting of another kind.
OLDEST = 7
WIDTHS = {"FLOAT": "float32", "DOUBLE": "float64", "FLOAT16": "float16", "BFLOAT16": "bfloat16"}


def source(given: Any) -> Source:
    """An onnx.ModelProto or the path of its file.

    onnxruntime gives the graph's own outputs, or where that is not installed or refuses the graph, onnx's reference.
    """
    import onnx

    if isinstance(given, (str, os.PathLike)):
        try:
            model = onnx.load(os.fspath(given))
            onnx.checker.check_model(model)
        except Exception as error:  # protobuf's and the checker's errors have no common class
            detail = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ModelError(f"{os.fspath(given)}: found no sound ONNX model ({detail}); export it anew") from None
    elif isinstance(given, onnx.ModelProto):
        model = given
    else:
        raise ModelError(f"found onnx's {type(given).__name__}, expected an onnx.ModelProto or the path of a .onnx file")
    graph = Graph(model)
    operations = graph.operations()
    producer = f"{model.producer_name} {model.producer_version}".strip() or "ONNX"
    return Source(operations, graph.inputs, producer, run=runner(model, graph), width=graph.width)


def runner(model: Any, graph: "Graph") -> Any:
    session = evaluator(model)

    def run(rows: Array) -> NDArray[Any]:
        shaped = rows.reshape(-1, *graph.row_shape).astype(graph.dtype)
        # A graph of a fixed number of rows takes them in turn.
        size = graph.rows or len(shaped)
        parts = [shaped[at : at + size] for at in range(0, len(shaped), size)]
        if graph.rows and len(parts[-1]) < size:
            missing = size - len(parts[-1])
            parts[-1] = np.concatenate([parts[-1], np.repeat(parts[-1][-1:], missing, axis=0)])
        with np.errstate(all="ignore"):
            found = [session.run([graph.output], {graph.input: part})[0] for part in parts]
        return np.concatenate(found)[: len(shaped)].reshape(len(shaped), -1).astype(np.float64)

    return run


def evaluator(model: Any) -> Any:
    """What runs the graph: onnxruntime, or onnx's own reference."""
    try:
        import onnxruntime

        return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    except Exception:  # not installed, or older than the graph
        from onnx.reference import ReferenceEvaluator

        return ReferenceEvaluator(model)


class Graph:
    """The nodes from the one input to the one output, each with one value that is no constant."""

    def __init__(self, model: Any) -> None:
        from onnx import TensorProto, helper, numpy_helper

        self.opset = max((o.version for o in model.opset_import if o.domain in STANDARD), default=0)
        if self.opset < OLDEST:
            needed = "convert it with onnx.version_converter.convert_version(model, 17)"
            raise ModelError(f"ONNX model: found operator set {self.opset}, expected {OLDEST} or newer; {needed}")
        for function in model.functions:
            if function.domain in STANDARD:
                what = "a function of the model's own in place of an operator of ONNX"
                raise refused(function.name, function.name, what, "export it without model-local functions")
        graph = model.graph
        self.model, self.nodes = model, list(graph.node)
        self.constants = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
        inputs = [v for v in graph.input if v.name not in self.constants]
        if len(inputs) != 1 or len(graph.output) != 1:
            found = f"{len(inputs)} inputs and {len(graph.output)} outputs"
            raise ModelError(f"ONNX graph {graph.name!r}: found {found}, expected one of each; cut the others off")
        self.input, self.output = inputs[0].name, graph.output[0].name
        tensor = inputs[0].type.tensor_type
        kind = TensorProto.DataType.Name(tensor.elem_type)
        if kind not in WIDTHS:
            needed = f"expected one of {', '.join(WIDTHS)}; export it with floating-point rows"
            raise ModelError(f"ONNX input {self.input!r}: found numbers of the type {kind}, {needed}")
        dims = [d.dim_value for d in tensor.shape.dim]
        if len(dims) < 2 or not all(extent > 0 for extent in dims[1:]) or math.prod(dims[1:]) > WIDTH:
            raise ModelError(f"ONNX input {self.input!r}: found shape {dims}, expected [rows, features]; export it with fixed features")
        self.rows, self.row_shape, self.shape = dims[0], dims[1:], dims[1:]
        self.inputs = math.prod(dims[1:])
        self.dtype = helper.tensor_dtype_to_np_dtype(tensor.elem_type)
        self.width = WIDTHS[kind]

    def operations(self) -> list[Operation]:
        found: list[Operation] = []
        for node in self.chain():
            of = Settings(self.attributes(node), described(self.name(node), node.op_type))
            found += named(self.operation(node, of), self.name(node), node.op_type)
        return found

    def chain(self) -> list[Any]:
        """The nodes between input and output in order; what is made of constants alone becomes one."""
        makers, failed = {}, {}
        for node in self.nodes:
            makers.update({name: node for name in node.output if name})
            if node.op_type in CONSTANTS and node.domain in STANDARD and all(name in self.constants for name in node.input):
                try:
                    self.constants[node.output[0]] = self.constant(node)
                except ModelError as error:
                    failed[node.output[0]] = error  # one that is not used is no fault
        found: list[Any] = []
        name = self.output
        while name != self.input:
            node = makers.get(name)
            if node is None or name in self.constants or len(found) > len(self.nodes):
                what = "a constant" if name in self.constants else "no node that makes it from the input"
                raise ModelError(f"ONNX value {name!r}: found {what}, expected a node that makes it; export it anew")
            if node.domain not in STANDARD:
                what = f"an operator of the domain {node.domain!r}, not ONNX's own of that name"
                raise refused(self.name(node), node.op_type, what, "export it with ONNX's operators")
            if node.op_type not in OPERATORS:
                raise refused(self.name(node), node.op_type, "an operator that a model file cannot express", f"use {KNOWN}")
            if name != node.output[0]:
                raise refused(self.name(node), node.op_type, f"its further output {name!r} in use", "use the first one alone")
            variable = [one for one in node.input if one and one not in self.constants]
            for one in variable:
                if one in failed:
                    raise failed[one]
            if len(variable) != 1:
                what = f"{len(variable)} inputs that are no constants" + (f" ({', '.join(variable)})" if variable else "")
                raise refused(self.name(node), node.op_type, what, "give a graph in which each node takes one such value")
            found.append(node)
            name = variable[0]
        return found[::-1]

    def name(self, node: Any) -> str:
        return node.name or node.output[0]

    def attributes(self, node: Any) -> dict[str, Any]:
        from onnx import helper

        return {a.name: helper.get_attribute_value(a) for a in node.attribute}

    def constant(self, node: Any) -> NDArray[Any]:
        """The value of a node that has constants alone, as onnx's reference computes it."""
        from onnx.reference import ReferenceEvaluator

        given = {name: self.constants[name] for name in node.input}
        try:
            found = ReferenceEvaluator(node).run(None, given)[0]
        except Exception as error:  # of any class, by the operator
            detail = f"{type(error).__name__}: {error}".splitlines()[0][:100]
            raise refused(self.name(node), node.op_type, f"a constant that cannot be computed ({detail})", "export it anew") from None
        if not isinstance(found, np.ndarray) or found.dtype.kind not in "fiub":
            raise refused(self.name(node), node.op_type, "a constant that is no array of numbers", "export it anew")
        return found

    def operation(self, node: Any, attributes: Settings) -> list[Operation]:
        kind = node.op_type
        # Where the value stands among the inputs, and the constants by their places.
        place = next(i for i, name in enumerate(node.input) if name and name not in self.constants)
        constants = {i: self.constants[name] for i, name in enumerate(node.input) if name in self.constants}
        attributes.only(OPERATORS[kind])
        if place != 0 and kind not in EITHER:
            raise refused(self.name(node), kind, f"the row's values as input {place}", "give them as the first input")
        if kind in ("Identity", "Dropout", "Cast"):
            self.nothing(node, attributes, constants)
            return []
        if kind in ("Flatten", "Reshape"):
            self.flatten(node, attributes, constants)
            return []
        if kind == "Gemm":
            return [self.gemm(node, attributes, place, constants)]
        if kind == "MatMul":
            if place != 0:
                raise refused(self.name(node), kind, "the weights in front", "give x @ weights, with weights [in, out]")
            self.need_flat(node)
            return [self.dense(node, constants[1])]
        if kind in ("Add", "Sub", "Mul", "Div"):
            return [self.arithmetic(node, place, constants[1 - place])]
        if kind == "BatchNormalization":
            return [self.batch_normalization(node, attributes, constants)]
        return [self.activation(node, attributes, constants)]

    def nothing(self, node: Any, attributes: Settings, constants: Mapping[int, NDArray[Any]]) -> None:
        """What changes no value in inference: refused where it does."""
        kind = node.op_type
        if kind == "Dropout" and 2 in constants and constants[2].any():
            raise refused(self.name(node), kind, "training_mode = true, which drops values in inference too", "export it for inference")
        if kind == "Cast":
            from onnx import TensorProto

            to = attributes.number("to")
            name = TensorProto.DataType.Name(int(to)) if int(to) in TensorProto.DataType.values() else str(to)
            if name not in WIDTHS:
                needed = f"give a graph that casts a row's values to {', '.join(WIDTHS)} alone"
                raise refused(self.name(node), kind, f"a cast to {name}, which changes values", needed)
            self.width = narrowest(self.width, WIDTHS[name])

    def need_flat(self, node: Any) -> None:
        if len(self.shape) != 1:
            raise refused(self.name(node), node.op_type, f"rows of shape {self.shape}", "put a Flatten before it")

    def dense(self, node: Any, weights: NDArray[Any], bias: NDArray[Any] | float = 0.0) -> Dense:
        if weights.ndim != 2 or weights.shape[0] != self.shape[0]:
            of = described(self.name(node), node.op_type)
            raise ModelError(f"{of}: found weights of shape {list(weights.shape)}, expected [{self.shape[0]}, outputs]")
        self.shape = [weights.shape[1]]
        return Dense(weights, bias)

    def flatten(self, node: Any, attributes: Settings, constants: Mapping[int, NDArray[Any]]) -> None:
        size = math.prod(self.shape)
        if node.op_type == "Flatten":
            right = attributes.number("axis", 1) == 1
        else:
            target = [int(extent) for extent in np.ravel(constants.get(1, np.array([])))]
            # 0 stands for the rows there are, unless it is said to be 0 rows.
            rows = [-1, *[self.rows] * (self.rows > 0), *[0] * (not attributes.number("allowzero", 0))]
            right = len(target) == 2 and target[0] in rows and target[1] in (-1, size) and target != [-1, -1]
        if not right:
            raise refused(self.name(node), node.op_type, f"another shape than [rows, {size}]", "flatten all but the rows")
        self.shape = [size]

    def gemm(self, node: Any, attributes: Settings, place: int, constants: Mapping[int, NDArray[Any]]) -> Dense:
        self.need_flat(node)
        if place != 0 or attributes.number("transA", 0):
            raise refused(self.name(node), "Gemm", "the weights in front, or transA", "give x @ weights + bias")
        weights = constants[1].astype(np.float64) * attributes.number("alpha", 1.0)
        dense = self.dense(node, weights.T if attributes.number("transB", 0) else weights)
        bias = constants.get(2, np.zeros(1)).astype(np.float64) * attributes.number("beta", 1.0)
        dense.bias = self.one_row(node, bias)
        return dense

    def one_row(self, node: Any, array: NDArray[Any]) -> NDArray[np.float64]:
        """A constant that is the same for every row: a number, or one for each of a row's."""
        found = np.asarray(array, np.float64)
        # One of more axes than the rows would add axes to them.
        if found.ndim <= 1 + len(self.shape):
            if found.size == 1:
                return found.reshape(())
            if found.size == found.shape[-1] and [found.size] == self.shape:
                return found.reshape(-1)
        needed = f"give a constant of shape {self.shape}"
        raise refused(self.name(node), node.op_type, f"a constant of shape {list(found.shape)}", needed)

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
        with np.errstate(all="ignore"):  # the chain says what is not finite
            return Scaling(scale=1 / value)

    def batch_normalization(self, node: Any, attributes: Settings, constants: Mapping[int, NDArray[Any]]) -> Scaling:
        self.need_flat(node)
        if attributes.number("training_mode", 0):
            raise refused(self.name(node), node.op_type, "training_mode = 1, which normalizes by the batch", "export it for inference")
        if self.opset < 14 and sum(bool(name) for name in node.output) > 1:
            raise refused(self.name(node), node.op_type, "outputs that it has in training", "export it for inference")
        if len(constants) != 4 or any(constants[i].shape != tuple(self.shape) for i in (1, 2, 3, 4)):
            found = ", ".join(str(list(array.shape)) for array in constants.values())
            of = described(self.name(node), node.op_type)
            raise ModelError(f"{of}: found constants of shapes {found}, expected four of {self.shape}")
        gamma, beta, mean, variance = (constants[i].astype(np.float64) for i in (1, 2, 3, 4))
        with np.errstate(all="ignore"):
            return Scaling(mean, gamma / np.sqrt(variance + attributes.number("epsilon", 1e-5)), beta)

    def activation(self, node: Any, attributes: Settings, constants: Mapping[int, NDArray[Any]]) -> Activation:
        kind = node.op_type
        if kind in ACTIVATIONS:
            tag, parameters = ACTIVATIONS[kind]
            return Activation(tag, {key: attributes.number(name, value) if name else value for key, (name, value) in parameters.items()})
        if kind == "Gelu":
            approximate = attributes.values.get("approximate", b"none")
            if approximate not in (b"none", b"tanh"):
                raise attributes.wrong("approximate", "none or tanh")
            return Activation("gelu_tanh" if approximate == b"tanh" else "gelu")
        if kind == "PRelu":
            slope = self.one_row(node, constants[1])
            if slope.ndim and (slope != slope[0]).any():
                raise refused(self.name(node), kind, "a slope of each output's own", "use one slope")
            return Activation("leaky_relu", {"negative_slope": float(slope.ravel()[0])})
        if kind == "Clip":
            low = self.limit(node, attributes, constants, 1, "min", -MOST)
            high = self.limit(node, attributes, constants, 2, "max", MOST)
            if low == 0 and high in (6, MOST):
                return Activation("relu" if high == MOST else "relu6")
            return Activation("hard_tanh", {"min_value": low, "max_value": high})
        self.need_flat(node)
        axis = attributes.number("axis", -1 if self.opset >= 13 else 1)
        if axis not in (-1, 1):
            raise refused(self.name(node), kind, f"axis {axis:g}", "use the last one")
        return Activation("softmax" if kind == "Softmax" else "log_softmax")

    def limit(self, node: Any, attributes: Settings, constants: Mapping[int, NDArray[Any]], place: int, name: str, default: float) -> float:
        """A limit of Clip: an attribute of old, an input since; none is the largest float32."""
        if place in constants:
            if constants[place].size != 1:
                raise refused(self.name(node), node.op_type, f"{constants[place].size} numbers as its {name}", "give one")
            value = float(constants[place].reshape(-1)[0])
        else:
            value = attributes.number(name, default)
        return min(max(value, -MOST), MOST)
