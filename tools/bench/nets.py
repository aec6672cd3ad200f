"""The networks that are measured, and their files for each engine, from the same arrays."""

import dataclasses
import math
import pathlib
import sys

import numpy as np

sys.path.append(str(pathlib.Path(__file__).parents[1] / "python"))
import mlpmodel


@dataclasses.dataclass(frozen=True)
class Net:
    widths: tuple[int, ...]
    activation: str = "relu"  # of every layer but the last, which is a softmax
    largest_batch: int = 4096

    @property
    def name(self):
        inner = self.widths[1:-1]
        if len(set(self.widths[:-1])) == 1 and len(inner) > 3:
            widths = f"{inner[0]}x{len(inner)}-{self.widths[-1]}"
        else:
            widths = "-".join(map(str, self.widths))
        return widths if self.activation == "relu" else f"{widths} {self.activation}"

    @property
    def file_name(self):
        return self.name.replace(" ", "-")

    @property
    def weight_count(self):
        return sum(a * b for a, b in zip(self.widths, self.widths[1:]))

    @property
    def weight_bytes(self):
        return 4 * self.weight_count

    @property
    def layer_shapes(self):
        return list(zip(self.widths, self.widths[1:]))


NETS = [
    Net((4, 16, 16, 3)),
    Net((64, 128, 64, 10)),
    Net((784, 128, 10)),
    Net((784, 512, 512, 10)),
    Net((784, 512, 512, 10), "tanh"),
    Net((784, 512, 512, 10), "gelu"),
    Net((256,) * 17 + (10,)),
    Net((1024, 4096, 4096, 1000), largest_batch=1024),
]


def layers_of(net):
    """Weights [in, out] that keep the size of what passes through, and small biases; float32."""
    random = np.random.default_rng(1)
    layers = []
    for inputs, outputs in net.layer_shapes:
        limit = math.sqrt(6 / inputs)
        weights = random.uniform(-limit, limit, (inputs, outputs)).astype(np.float32)
        layers.append((weights, random.uniform(-0.1, 0.1, outputs).astype(np.float32)))
    return layers


def inputs_of(net, rows):
    """Rows from 0 to 1, float32, as `mlp-infer --bench` takes them."""
    return np.random.default_rng(2).random((rows, net.widths[0]), dtype=np.float32)


def activations_of(net, layers):
    return [net.activation] * (len(layers) - 1) + ["softmax"]


def forward(net, layers, x):
    """What every engine must find, in double precision."""
    erf = np.vectorize(math.erf, otypes=[float])
    functions = {
        "relu": lambda z: np.maximum(z, 0),
        "tanh": np.tanh,
        "gelu": lambda z: z * (1 + erf(z / math.sqrt(2))) / 2,
        "softmax": lambda z: (e := np.exp(z - z.max(axis=1, keepdims=True))) / e.sum(axis=1, keepdims=True),
    }
    x = x.astype(float)
    for (weights, bias), tag in zip(layers, activations_of(net, layers)):
        x = functions[tag](x @ weights.astype(float) + bias)
    return x


def model_bytes(net, layers):
    """This package's model file."""
    n = net.widths[0]
    return mlpmodel.to_bytes(mlpmodel.MultilayerPerceptron(
        mlpmodel.Input([f"x{i}" for i in range(n)], np.zeros(n, np.float32), np.ones(n, np.float32)),
        [mlpmodel.Layer(*arrays, tag) for arrays, tag in zip(layers, activations_of(net, layers))],
        mlpmodel.Output("classification", [f"y{j}" for j in range(net.widths[-1])]),
    ))


def onnx_bytes(net, layers):
    """An ONNX model: Gemm and an activation for each layer, with any number of rows."""
    from onnx import TensorProto, checker, helper, numpy_helper

    operators = {"relu": "Relu", "tanh": "Tanh", "gelu": "Gelu", "softmax": "Softmax"}
    nodes, arrays = [], []
    for k, ((weights, bias), tag) in enumerate(zip(layers, activations_of(net, layers))):
        last = k == len(layers) - 1
        arrays += [numpy_helper.from_array(weights, f"w{k}"), numpy_helper.from_array(bias, f"b{k}")]
        nodes.append(helper.make_node("Gemm", [f"a{k}", f"w{k}", f"b{k}"], [f"z{k}"]))
        output = "y" if last else f"a{k + 1}"
        nodes.append(helper.make_node(operators[tag], [f"z{k}"], [output]))
    float32 = TensorProto.FLOAT
    graph = helper.make_graph(
        nodes,
        "mlp",
        [helper.make_tensor_value_info("a0", float32, ["rows", net.widths[0]])],
        [helper.make_tensor_value_info("y", float32, ["rows", net.widths[-1]])],
        arrays,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    checker.check_model(model)
    return model.SerializeToString()
