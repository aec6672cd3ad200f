"""ONNX graphs, read as the operators say or refused by the node's name: with onnxruntime and with onnx's reference alone."""

import pathlib
import random
import sys
import unittest
import unittest.mock
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import mlpmodel
import numpy as np
import onnx
import onnxruntime
from mlpmodel import ModelError
from onnx import TensorProto as T, helper, numpy_helper

warnings.simplefilter("ignore")
onnxruntime.set_default_logger_severity(4)
WEIGHTS = np.array([[1.0, 0.5], [-1, 2]], "f4")


def node(kind, inputs, outputs, name="it", **more):
    return helper.make_node(kind, inputs, outputs, name=name, **more)


def graph(*nodes, opset=20, kind=T.FLOAT, shape=("rows", 2), functions=(), domains=(), **arrays):
    arrays = {"W": WEIGHTS, **arrays}
    return helper.make_model(
        helper.make_graph(
            list(nodes), "g", [helper.make_tensor_value_info("x", kind, shape)], [helper.make_tensor_value_info("y", T.FLOAT, None)],
            [numpy_helper.from_array(np.asarray(a), name) for name, a in arrays.items()],
        ),
        opset_imports=[helper.make_opsetid("", opset), *(helper.make_opsetid(domain, 1) for domain in domains)], ir_version=9,
        functions=list(functions),
    )


def last(*inputs):
    return node("MatMul", [*inputs, "W"], ["y"], "last")


class Case(unittest.TestCase):
    def refused(self, model, *words):
        for runtime in (onnxruntime, None):
            with unittest.mock.patch.dict(sys.modules, onnxruntime=runtime), self.assertRaises(ModelError) as caught:
                mlpmodel.convert(model)
            for word in words:
                self.assertIn(word, str(caught.exception))
            self.assertNotIn("tolerance", str(caught.exception))

    def right(self, model, rows=((1.9, -0.4), (3.0, 200.0))):
        rows = np.array(rows, "f4")
        expected = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": rows})[0]
        for runtime in (onnxruntime, None):
            with unittest.mock.patch.dict(sys.modules, onnxruntime=runtime):
                found = mlpmodel.convert(model)
            np.testing.assert_allclose(mlpmodel.predict(found, rows), expected, rtol=1e-5, atol=1e-5)


class Casts(Case):
    def test_a_row_that_is_cut_to_whole_numbers(self):
        for to in (T.INT64, T.INT32, T.INT8, T.UINT8, T.BOOL, T.STRING, T.FLOAT8E4M3FN):
            model = graph(node("Cast", ["x"], ["i"], to=to), node("Cast", ["i"], ["u"], "back", to=T.FLOAT), last("u"))
            self.refused(model, f"layer 'it' (Cast): found a cast to {T.DataType.Name(to)}, which changes values")

    def test_a_row_that_stays_floating_point(self):
        self.right(graph(node("Cast", ["x"], ["i"], to=T.DOUBLE), node("Cast", ["i"], ["u"], "back", to=T.FLOAT), last("u")))
        self.right(graph(node("Cast", ["x"], ["u"], to=T.FLOAT), last("u")))

    def test_constants_are_cast_first(self):
        for values, to in [([1.9, -2.7], T.INT64), ([0.5, 0.0], T.BOOL), ([300.7, -1.5], T.INT16)]:
            model = graph(
                node("Cast", ["c"], ["i"], to=to), node("Cast", ["i"], ["d"], "back", to=T.FLOAT), node("Identity", ["d"], ["e"], "same"),
                node("Add", ["x", "e"], ["u"], "add"), last("u"), c=np.array(values, "f4"),
            )
            self.right(model)
        value = numpy_helper.from_array(np.array([1, -2], np.int64))
        self.right(graph(node("Constant", [], ["c"], value=value), node("Cast", ["c"], ["d"], "cast", to=T.FLOAT), node("Add", ["x", "d"], ["u"], "add"), last("u")))
        self.right(graph(node("Constant", [], ["s"], value_string="unused"), last("x")))

    def test_rows_of_whole_numbers(self):
        for kind in (T.INT64, T.BOOL, T.STRING):
            self.refused(graph(node("Cast", ["x"], ["u"], to=T.FLOAT), last("u"), kind=kind), f"ONNX input 'x': found numbers of the type {T.DataType.Name(kind)}")


class Nothing(Case):
    def test_dropout_and_normalisation_in_training(self):
        self.refused(
            graph(node("Dropout", ["x", "ratio", "on"], ["u"]), last("u"), ratio=np.float32(0.5), on=np.array(True)),
            "layer 'it' (Dropout): found training_mode = true",
        )
        self.right(graph(node("Dropout", ["x", "ratio", "on"], ["u"]), last("u"), ratio=np.float32(0.5), on=np.array(False)))
        four = {name: np.ones(2, "f4") for name in "abcd"}
        for model in (
            graph(node("BatchNormalization", ["x", *"abcd"], ["u", "m", "v"], training_mode=1), last("u"), opset=15, **four),
        ):
            self.refused(model, "layer 'it' (BatchNormalization): found training_mode = 1")
        self.refused(
            graph(node("BatchNormalization", ["x", *"abcd"], ["u", "m", "v"]), last("u"), opset=9, **four),
            "layer 'it' (BatchNormalization): found outputs that it has in training",
        )
        self.refused(
            graph(node("BatchNormalization", ["x", *"abcd"], ["u"]), last("u"), **{**four, "a": np.ones(3, "f4")}), "(BatchNormalization): found constants of shapes [3]"
        )

    def test_shapes(self):
        for target, right in [([0, 2], True), ([-1, 2], True), ([0, -1], True), ([2, -1], False), ([-1, 1], False), ([0, 1, 2], False), ([4, 1], False)]:
            model = graph(node("Reshape", ["x", "t"], ["u"]), last("u"), t=np.array(target, np.int64))
            self.right(model) if right else self.refused(model, "layer 'it' (Reshape): found another shape")
        zeros = graph(node("Reshape", ["x", "t"], ["u"], allowzero=1), last("u"), t=np.array([0, 2], np.int64))
        self.refused(zeros, "layer 'it' (Reshape)")
        self.right(graph(node("Flatten", ["x"], ["u"]), last("u")))
        for axis in (0, 2, -1):
            self.refused(graph(node("Flatten", ["x"], ["u"], axis=axis), last("u")), "layer 'it' (Flatten): found another shape")
        self.refused(graph(node("Add", ["x", "c"], ["u"]), last("u"), c=np.ones((1, 1, 1), "f4")), "layer 'it' (Add): found a constant of shape [1, 1, 1]")


class Nodes(Case):
    def test_operators_that_only_share_a_name(self):
        for kind in ("Relu", "Cast", "Identity", "MatMul"):
            inputs = ["x", "W"] if kind == "MatMul" else ["x"]
            model = graph(node(kind, inputs, ["u"], domain="mine"), last("u"), domains=["mine"])
            self.refused(model, f"layer 'it' ({kind}): found an operator of the domain 'mine'")
        constant = graph(node("Constant", [], ["c"], domain="mine", value_floats=[1.0, 2.0]), node("Add", ["x", "c"], ["u"], "add"), last("u"), domains=["mine"])
        self.refused(constant, "layer 'add' (Add): found 2 inputs that are no constants (x, c)")
        function = helper.make_function("", "Relu", ["a"], ["b"], [helper.make_node("Neg", ["a"], ["b"])], [helper.make_opsetid("", 20)])
        self.refused(graph(node("Relu", ["x"], ["u"]), last("u"), functions=[function]), "layer 'Relu' (Relu): found a function of the model's own")

    def test_a_value_in_the_place_of_a_setting(self):
        self.refused(graph(node("Clip", ["c", "x"], ["u"]), last("u"), c=np.ones((3, 2), "f4")), "layer 'it' (Clip): found the row's values as input 1")
        self.refused(graph(node("PRelu", ["c", "x"], ["u"]), last("u"), c=np.ones(2, "f4")), "layer 'it' (PRelu): found the row's values as input 1")
        self.refused(graph(node("Clip", ["x", "x"], ["u"]), last("u")), "layer 'it' (Clip): found 2 inputs that are no constants")

    def test_unknown_attributes(self):
        for kind, more, said in [
            ("Relu", {"alpha": 0.5}, "the setting 'alpha'"), ("Gelu", {"approximate": "erf"}, "for the setting approximate"),
            ("LeakyRelu", {"alpha": "0.5"}, "for the setting alpha"), ("Softmax", {"axis": 0}, "found axis 0"), ("Elu", {"alpha": [1.0, 2.0]}, "for the setting alpha"),
        ]:
            self.refused(graph(node(kind, ["x"], ["u"], **more), last("u")), f"layer 'it' ({kind}): found", said)

    def test_the_node_at_fault_is_named(self):
        branch = graph(node("Relu", ["x"], ["a"], "one"), node("Add", ["a", "x"], ["u"], "sum"), last("u"))
        self.refused(branch, "layer 'sum' (Add): found 2 inputs that are no constants (a, x)")
        self.right(graph(node("Relu", ["x"], ["unused"], "one"), node("Tanh", ["x"], ["u"]), last("u")))
        self.refused(graph(node("Relu", ["x"], ["a"], "one"), node("MatMul", ["a", "V"], ["y"], "two"), V=np.ones((3, 2), "f4")), "layer 'two' (MatMul): found weights of shape [3, 2], expected [2, outputs]")
        self.refused(graph(node("MatMul", ["x", "V"], ["y"], "two"), V=np.full((2, 2), np.inf, "f4")), "layer 'two' (MatMul): found inf among its weights")
        self.refused(graph(node("Div", ["x", "V"], ["u"]), last("u"), V=np.zeros(2, "f4")), "layer 'it' (Div): found inf among its scales")
        self.refused(graph(node("Relu", ["z"], ["y"])), "ONNX value 'z': found no node")
        self.refused(graph(node("Relu", ["y"], ["y"])), "ONNX value 'y'")
        self.refused(graph(last("x"), opset=6), "found operator set 6, expected 7 or newer")

    def test_limits(self):
        for low, high in [(-0.5, 1.5), (0, 6), (0, None), (None, 2), (-np.inf, 3), (1, -1), (-1e30, np.inf)]:
            given = {name: np.float32(value) for name, value in (("low", low), ("high", high)) if value is not None}
            self.right(graph(node("Clip", ["x", "low" if low is not None else "", "high" if high is not None else ""], ["u"]), last("u"), **given))
        self.right(graph(node("Clip", ["x"], ["u"], min=-0.5, max=1.5), last("u"), opset=8))

    def test_the_end_says_the_task(self):
        for kind, task, activation in [("LogSoftmax", "classification", "softmax"), ("Softmax", "classification", "softmax"), ("Sigmoid", "multi_label", "sigmoid")]:
            model = mlpmodel.convert(graph(node("MatMul", ["x", "W"], ["u"]), node(kind, ["u"], ["y"], "end")))
            self.assertEqual([model.output.task, model.layers[-1].activation], [task, activation])


class Objects(Case):
    def test_things_of_onnx_that_are_no_models(self):
        for thing in (graph(last("x")).graph, node("Relu", ["x"], ["y"]), T()):
            self.refused(thing, "expected an onnx.ModelProto or the path of a .onnx file")

    def test_changed_bytes(self):
        """Whatever a file says, it is read or refused by a ModelError."""
        data = graph(node("Clip", ["x", "low"], ["u"]), node("Gemm", ["u", "W"], ["v"], transB=1), node("LeakyRelu", ["v"], ["y"], alpha=0.2), low=np.float32(0.5)).SerializeToString()
        chosen, read = random.Random(1), 0
        with unittest.mock.patch.dict(sys.modules, onnxruntime=None):
            for _ in range(400):
                changed = bytearray(data)
                for _ in range(chosen.randint(1, 3)):
                    changed[chosen.randrange(len(data))] = chosen.randrange(256)
                model = onnx.ModelProto()
                try:
                    model.ParseFromString(bytes(changed))
                except Exception:
                    continue
                read += 1
                try:
                    mlpmodel.convert(model)
                except ModelError:
                    pass
        self.assertGreater(read, 100)

    def test_the_model_is_left_as_it_was(self):
        model = graph(last("x"))
        before = model.SerializeToString()
        mlpmodel.convert(model)
        self.assertEqual(model.SerializeToString(), before)


if __name__ == "__main__":
    unittest.main()
