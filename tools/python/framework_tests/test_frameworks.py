"""Models of scikit-learn, PyTorch, Keras and ONNX as objects, and the way out to ONNX: needs the frameworks."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

os.environ.setdefault("KERAS_BACKEND", "torch")
TOOLS = pathlib.Path(__file__).parents[2]
sys.path[:0] = [str(TOOLS / part) for part in ("python", "python/tests", "imported")]
import keras
import mlpmodel
import numpy as np
import onnx
import onnxruntime
import safetensors.torch
import sklearn_models
import torch
import torch_models
from imported import FOLDER, convert, differences, notes
from mlpmodel import ModelError
from mlpmodel.activations import PARAMETERS
from onnx import TensorProto, helper, numpy_helper
from sklearn.decomposition import PCA
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from torch import nn


class Case(unittest.TestCase):
    def hold(self, model, facts, name):
        for dtype in (np.float64, np.float32):
            off, changed = differences(model, facts, dtype)
            self.assertLessEqual(off, 2e-6, name)
            self.assertEqual(changed, 0, name)
        with tempfile.TemporaryDirectory() as folder:
            mlpmodel.write(model, f"{folder}/model.h5")
            self.assertEqual(mlpmodel.identity(mlpmodel.load(f"{folder}/model.h5")), mlpmodel.identity(model))
        print(f"{name}: largest relative difference of a logit {off:.1e}, {changed} changed classes")


class ScikitLearn(Case):
    def test_estimators(self):
        for name, estimator, rows, names in sklearn_models.fitted():
            model = mlpmodel.convert(estimator, names=names)
            facts = {
                "inputs": rows, "logits": sklearn_models.logits_of(estimator, rows),
                "outputs": sklearn_models.outputs_of(estimator, rows),
            }
            self.hold(model, facts, f"sklearn/{name}")

    def test_what_cannot_be_expressed(self):
        x, y = np.random.default_rng(1).random((20, 3)), [0, 1] * 10
        net = MLPClassifier((2,), max_iter=1)
        for scaler, said in [(PCA(2), r"'pca' \(PCA\)"), (MinMaxScaler(clip=True), r"'minmaxscaler' .* clip=True")]:
            with self.assertRaisesRegex(ModelError, said):
                mlpmodel.convert(make_pipeline(scaler, net).fit(x, y))
        with self.assertRaisesRegex(ModelError, "found no weights, expected a fitted model"):
            mlpmodel.convert(MLPClassifier())
        with self.assertRaisesRegex(ModelError, r"'model' \(StandardScaler\)"):
            mlpmodel.convert(StandardScaler().fit(x))


class Torch(Case):
    def test_sequentials(self):
        for path, facts in notes("torch"):
            state = safetensors.torch.load_file(path)
            net = torch_models.NETS[path.stem if path.stem in torch_models.NETS else "iris"]()
            net = net.to(torch.float64 if path.stem == "float64" else torch.float32)
            net.load_state_dict(state)
            model = mlpmodel.convert(net, task="classification", names=facts["names"], labels=facts["labels"])
            self.hold(model, facts, f"torch/{path.stem}")

    def test_every_activation(self):
        torch.manual_seed(1)
        modules = [
            nn.ReLU(), nn.ReLU6(), nn.LeakyReLU(0.3), nn.Threshold(0.1, -0.2), nn.Hardsigmoid(), nn.Hardtanh(-0.5, 0.7),
            nn.Hardswish(), nn.ELU(0.7), nn.CELU(0.7), nn.SELU(), nn.Sigmoid(), nn.LogSigmoid(), nn.Softplus(2), nn.Softsign(),
            nn.Tanh(), nn.SiLU(), nn.Mish(), nn.GELU(), nn.GELU("tanh"), nn.PReLU(), nn.Softmax(-1), nn.LogSoftmax(1),
        ]
        for module in modules:
            norm = nn.BatchNorm1d(6)
            norm.running_mean.uniform_(-1, 1), norm.running_var.uniform_(0.5, 2)
            net = nn.Sequential(nn.Linear(5, 6), norm, nn.Sequential(module, nn.Dropout()), nn.Linear(6, 2))
            model = mlpmodel.convert(net)
            self.assertEqual(model.output.task, "regression")
            x = torch.randn(50, 5)
            with torch.no_grad():
                expected = net.eval()(x).numpy()
            np.testing.assert_allclose(mlpmodel.predict(model, x.numpy()), expected, rtol=2e-6, atol=2e-6, err_msg=str(module))

    def test_what_cannot_be_expressed(self):
        for module, said in [(nn.Conv1d(1, 1, 1), r"layer '1' \(Conv1d\)"), (nn.LayerNorm(3), r"layer '1' \(LayerNorm\)")]:
            with self.assertRaisesRegex(ModelError, said):
                mlpmodel.convert(nn.Sequential(nn.Linear(2, 3), module))

        class Own(nn.Module):
            pass

        with self.assertRaisesRegex(ModelError, r"layer 'model' \(Own\): found a module with a forward of its own"):
            mlpmodel.convert(Own())


class Keras(Case):
    def test_objects(self):
        for path, facts in notes("keras3"):
            if "refused" in facts or path.stem in ("float16", "bfloat16"):
                continue
            live = keras.saving.load_model(path, compile=False)
            names = {key: facts[key] for key in ("names", "labels") if key in facts}
            model = mlpmodel.convert(live, **names)
            self.hold(model, facts, f"keras3/{path.name}")
            self.assertEqual(mlpmodel.identity(model), mlpmodel.identity(convert(path, facts)), path.name)

    def test_a_layer_that_cannot_be_expressed(self):
        net = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), keras.layers.PReLU(name="slopes")])
        with self.assertRaisesRegex(ModelError, r"layer 'slopes' \(PReLU\)"):
            mlpmodel.convert(net)


class FromONNX(Case):
    def test_graphs(self):
        for path, facts in notes("onnx"):
            self.hold(mlpmodel.convert(path), facts, f"onnx/{path.name}")

    def test_what_cannot_be_expressed(self):
        def graph(nodes, **arrays):
            return helper.make_model(helper.make_graph(
                [helper.make_node(*node, name="it") for node in nodes], "g",
                [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", 2])],
                [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
                [numpy_helper.from_array(np.asarray(a, "f4"), name) for name, a in arrays.items()],
            ), opset_imports=[helper.make_opsetid("", 20)], ir_version=9)

        for model, said in [
            (graph([("Add", ["x", "x"], ["y"])]), r"layer 'it' \(Add\): found 2 inputs"),
            (graph([("Sin", ["x"], ["y"])]), r"layer 'it' \(Sin\): found an operator"),
            (graph([("Add", ["x", "c"], ["y"])], c=np.ones((3, 2))), r"layer 'it' \(Add\): found a constant of shape \[3, 2\]"),
            (graph([("MatMul", ["c", "x"], ["y"])], c=np.ones((2, 2))), "the weights in front"),
        ]:
            with self.assertRaisesRegex(ModelError, said):
                mlpmodel.convert(model)

    def test_node_cases_of_the_onnx_backend(self):
        """Each case of one node that a chain can be, on rows of its own."""
        onnxruntime.set_default_logger_severity(3)  # constants that are inputs too are warned of
        from onnx.backend.test.case.node import collect_testcases

        wanted = {"Gemm", "MatMul", "Add", "Sub", "Mul", "Softmax", "LogSoftmax", *mlpmodel_operators()}
        taken, skipped = 0, 0
        for case in collect_testcases(None):
            nodes = case.model.graph.node if case.model else []
            if len(nodes) != 1 or nodes[0].op_type not in wanted or "expanded" in case.name:
                continue
            (inputs, outputs), = case.data_sets[:1] or [((), ())]
            model = onnx.ModelProto()
            model.CopyFrom(case.model)
            # All inputs but the first are constants of the graph, as an exporter would have written them.
            for value, array in list(zip(model.graph.input, inputs))[1:]:
                model.graph.initializer.append(numpy_helper.from_array(np.asarray(array), value.name))
            x = np.asarray(inputs[0])
            if x.ndim < 2 or x.dtype != np.float32:
                skipped += 1
                continue
            try:
                found = mlpmodel.convert(model, task="regression", rows=x.reshape(len(x), -1))
            except ModelError as error:
                self.assertRegex(str(error), "expected a chain of dense layers|expected \\[rows, features\\]", case.name)
                skipped += 1
                continue
            y = mlpmodel.predict(found, x.reshape(len(x), -1))
            np.testing.assert_allclose(y, outputs[0].reshape(y.shape), rtol=1e-5, atol=1e-6, err_msg=case.name)
            taken += 1
        print(f"onnx backend node cases: {taken} imported and match, {skipped} are no chain of rows of numbers")
        self.assertGreater(taken, 5)


def mlpmodel_operators():
    from mlpmodel.from_onnx import ACTIVATIONS

    return set(ACTIVATIONS) | {"Clip", "Gelu", "PRelu"}


class ToONNX(Case):
    def test_every_golden_file(self):
        for path in sorted((TOOLS.parent / "fixtures/models/v1").glob("*.h5")):
            model = mlpmodel.load(path)
            self.same(model, path.name)

    def test_every_activation(self):
        random = np.random.default_rng(2)
        values = {"alpha": 0.6, "beta": 0.4, "scale": 1.1, "theta": 0.2, "value": -0.3, "b": 3.0, "negative_slope": 0.2}
        values |= {"threshold": 0.3, "max_value": 1.4, "min_value": -0.8}
        for tag, names in PARAMETERS.items():
            arrays = [random.normal(0, 1, shape).astype("f4") for shape in [(3, 4), 4, (4, 2), 2]]
            given = mlpmodel.Input(["a", "b", "c"], np.full(3, 0.5, "f4"), np.full(3, 2, "f4"))
            layers = [mlpmodel.Layer(*arrays[:2], tag, {n: values[n] for n in names}), mlpmodel.Layer(*arrays[2:])]
            self.same(mlpmodel.MultilayerPerceptron(given, layers, mlpmodel.Output("regression", ["y", "z"])), tag)

    def same(self, model, name):
        with tempfile.TemporaryDirectory() as folder:
            mlpmodel.to_onnx(model, f"{folder}/model.onnx")
            onnx.checker.check_model(f"{folder}/model.onnx", full_check=True)
            session = onnxruntime.InferenceSession(f"{folder}/model.onnx", providers=["CPUExecutionProvider"])
        self.run_beside(model, session, name)

    def test_files_of_mlp_export(self):
        """What the command writes is the graph that the Python package makes, and runs."""
        export = pathlib.Path(os.environ.get("MLP_EXPORT", TOOLS.parent / ".build/release/mlp-export"))
        if not export.exists():
            self.skipTest("mlp-export is not built")
        paths = sorted((TOOLS.parent / "fixtures/models/v1").glob("*.h5"))
        paths += sorted((TOOLS.parent / "fixtures/imported").glob("keras*/*.keras"))
        taken = 0
        for path in paths:
            with tempfile.TemporaryDirectory() as folder:
                done = [
                    subprocess.run([export, source, *options], capture_output=True, text=True)
                    for source, options in [
                        (path, ["-o", f"{folder}/model.h5"]), (path, ["--to", "onnx", "-o", f"{folder}/model.onnx"]),
                    ]
                ]
                if "refused" in path.stem:
                    continue
                self.assertEqual([end.returncode for end in done], [0, 0], done)
                model, found = mlpmodel.load(f"{folder}/model.h5"), onnx.load(f"{folder}/model.onnx")
                onnx.checker.check_model(f"{folder}/model.onnx", full_check=True)
                session = onnxruntime.InferenceSession(f"{folder}/model.onnx", providers=["CPUExecutionProvider"])
            self.assertEqual(found.graph, mlpmodel.to_onnx(model).graph, path.name)
            self.run_beside(model, session, path.name)
            taken += 1
        print(f"ONNX files of mlp-export: {taken} pass onnx's checker, are the Python package's graph and run in onnxruntime")

    def run_beside(self, model, session, name):
        n = len(model.input.names)
        rows = np.random.default_rng(3).normal(0, 1, (40, n)).astype("f4") / model.input.scale + model.input.offset
        if model.input.origin is not None:
            rows = rows.astype("f8") + model.input.origin
        found = session.run(None, {"input": rows})[0]
        np.testing.assert_allclose(found, mlpmodel.predict(model, rows), rtol=1e-5, atol=1e-5, err_msg=name)


if __name__ == "__main__":
    unittest.main()
