#!/usr/bin/env python3
"""Makes fixtures/imported/onnx: graphs as PyTorch exports them and as converters from TensorFlow write them."""

import importlib.metadata
import io
import shutil

import numpy as np
import onnx
import onnxruntime
import safetensors.torch
import torch
from common import FOLDER, note, table
from onnx import TensorProto, helper, numpy_helper
from torch_models import NETS

TO = FOLDER / "onnx"
MADE_WITH = {name: importlib.metadata.version(name) for name in ("onnx", "onnxruntime", "torch")}


def exported(name):
    """The net of fixtures/imported/torch, by PyTorch's own exporter."""
    net = NETS[name]().eval()
    net.load_state_dict(safetensors.torch.load_file(FOLDER / f"torch/{name}.safetensors"))
    file = io.BytesIO()
    rows = torch.zeros(2, next(net.parameters()).shape[1])
    axes = {"input": {0: "rows"}, "output": {0: "rows"}}
    torch.onnx.export(
        net, (rows,), file, dynamo=False, opset_version=20, input_names=["input"], output_names=["output"], dynamic_axes=axes
    )
    return onnx.load_from_string(file.getvalue())


def written():
    """MatMul and Add, a scaling in front, BatchNormalization, and activations with attributes or their defaults."""
    random = np.random.default_rng(3)
    arrays = {
        "mean": [5.8, 3, 3.7, 1.2], "deviation": [0.8, 0.4, 1.7, 0.7],
        "w0": random.normal(0, 0.5, (4, 8)), "b0": random.normal(0, 0.3, 8),
        "gamma": random.uniform(0.5, 1.5, 8), "beta": random.normal(0, 0.3, 8),
        "running": random.normal(0, 0.3, 8), "variance": random.uniform(0.5, 2, 8),
        "w1": random.normal(0, 0.4, (6, 8)), "b1": random.normal(0, 0.3, (1, 6)),
        "w2": random.normal(0, 0.4, (6, 3)), "low": -0.5, "high": 1.5,
    }
    nodes = [
        ("Sub", ["input", "mean"], {}), ("Div", ["0", "deviation"], {}), ("MatMul", ["1", "w0"], {}),
        ("Add", ["b0", "2"], {}), ("HardSigmoid", ["3"], {}),
        ("BatchNormalization", ["4", "gamma", "beta", "running", "variance"], {"epsilon": 0.001}),
        ("Gemm", ["5", "w1", "b1"], {"transB": 1, "alpha": 0.5, "beta": 2.0}), ("LeakyRelu", ["6"], {}),
        ("Clip", ["7", "low", "high"], {}), ("Identity", ["8"], {}), ("MatMul", ["9", "w2"], {}), ("Softmax", ["10"], {}),
    ]
    graph = helper.make_graph(
        [helper.make_node(kind, inputs, [str(k)], name=f"node{k}", **more) for k, (kind, inputs, more) in enumerate(nodes)],
        "net",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["rows", 4])],
        [helper.make_tensor_value_info("11", TensorProto.FLOAT, ["rows", 3])],
        [numpy_helper.from_array(np.asarray(array, np.float32), name) for name, array in arrays.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def results(model, rows):
    """Logits, the value that the last node takes if it is a softmax or sigmoid, and outputs."""
    last = model.graph.node[-1]
    name = last.input[0] if last.op_type in ("Softmax", "Sigmoid") else last.output[0]
    wide = onnx.ModelProto()
    wide.CopyFrom(model)
    if name != last.output[0]:
        wide.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(wide.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run([name, last.output[0]], {"input": rows})


if __name__ == "__main__":
    shutil.rmtree(TO, ignore_errors=True)
    TO.mkdir(parents=True)
    iris, digits = table("iris-test.csv", "species")[1], table("digits-test.csv", "digit")[1][::12]
    for name, model, rows in [
        ("iris", exported("iris"), iris), ("binary", exported("binary"), iris), ("digits", exported("digits"), digits),
        ("written", written(), iris),
    ]:
        onnx.checker.check_model(model)
        (TO / f"{name}.onnx").write_bytes(model.SerializeToString(deterministic=True))
        note(TO / f"{name}.json", [f"{name}.onnx"], MADE_WITH, rows, *results(model, rows))
