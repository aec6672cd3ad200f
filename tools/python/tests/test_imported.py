"""Models of other frameworks, from their files and without the frameworks."""

import pathlib
import sys
import tempfile
import unittest
import unittest.mock
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import h5py
import mlpmodel
import mlpmodel.activations
import numpy as np
from imported import FOLDER, convert, differences, notes
from mlpmodel import ModelError
from mlpmodel.chain import Activation, Dense, Scaling, Source, folded
from mlpmodel.convert import convert as convert_any


class Files(unittest.TestCase):
    def test_keras_files_give_what_keras_gives(self):
        for path, facts in notes("keras2", "keras3", "keras-saved"):
            with self.subTest(str(path.relative_to(FOLDER))):
                if "refused" in facts:
                    layer, kind = facts["refused"]["layer"], facts["refused"]["class"]
                    with self.assertRaisesRegex(ModelError, f"layer '{layer}' \\({kind}\\): found .*expected .*;"):
                        convert(path, facts)
                    continue
                model = convert(path, facts)
                for dtype in (np.float64, np.float32):
                    off, changed = differences(model, facts, dtype)
                    self.assertLessEqual(off, 2e-6)
                    self.assertEqual(changed, 0)
                # It is a model file: written and read back.
                self.assertEqual(mlpmodel.identity(mlpmodel.from_bytes(mlpmodel.to_bytes(model))), mlpmodel.identity(model))

    def test_files_of_one_model_make_one_model(self):
        found = {}
        for path, facts in notes("keras2", "keras3", "keras-saved"):
            if "refused" not in facts:
                found.setdefault(tuple([path.parent, *facts["files"]]), set()).add(mlpmodel.identity(convert(path, facts)))
        self.assertEqual({len(identities) for identities in found.values()}, {1})

    def test_scikit_learn_files_give_what_it_gives(self):
        for path, facts in notes("sklearn"):
            model = mlpmodel.load(path)
            mlpmodel.verify(model)
            self.assertEqual([list(model.input.names), list(model.output.labels)], [facts["names"], facts["labels"]])
            for dtype in (np.float64, np.float32):
                off, changed = differences(model, facts, dtype)
                self.assertLessEqual(off, 2e-6, path.name)
                self.assertEqual(changed, 0, path.name)


class HostileFiles(unittest.TestCase):
    def damaged(self, edit):
        """What is said of Keras 2's iris after an edit of the file."""
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "model.h5")
            path.write_bytes((FOLDER / "keras2/iris.h5").read_bytes())
            with h5py.File(path, "r+") as file:
                edit(file)
            with self.assertRaises(ModelError) as caught:
                mlpmodel.convert(path)
            return str(caught.exception)

    def test_a_link_out_of_the_file(self):
        def edit(file):
            del file["model_weights/hidden/hidden/kernel:0"]
            file["model_weights/hidden/hidden/kernel:0"] = h5py.ExternalLink("/etc/passwd", "/")

        self.assertIn("hidden/hidden/kernel:0: found a link to somewhere else", self.damaged(edit))

    def test_storage_out_of_the_file(self):
        def edit(file):
            group = file["model_weights/hidden/hidden"]
            del group["kernel:0"]
            group.create_dataset("kernel:0", (4, 16), "f4", external=[("/etc/passwd", 0, 256)])

        self.assertIn("found no plain array", self.damaged(edit))

    def test_a_shape_bomb(self):
        def edit(file):
            group = file["model_weights/hidden/hidden"]
            del group["kernel:0"]
            group.create_dataset("kernel:0", (1 << 20, 1 << 20), "f4", chunks=(1024, 1024))

        self.assertIn("found no plain array of at most", self.damaged(edit))

    def test_weights_of_another_shape(self):
        def edit(file):
            group = file["model_weights/hidden/hidden"]
            del group["kernel:0"]
            group["kernel:0"] = np.zeros((5, 16), "f4")

        self.assertIn("layer 'hidden' (Dense): found weights of shape [5, 16], expected [4, 16]", self.damaged(edit))

    def test_weights_that_are_no_numbers(self):
        def edit(file):
            file["model_weights/hidden/hidden/kernel:0"][0, 0] = np.nan

        self.assertIn("found nan", self.damaged(edit))

    def test_no_weights(self):
        self.assertIn("hidden: found no group, expected that of a layer", self.damaged(lambda file: file.pop("model_weights/hidden")))

    def test_weights_alone_without_their_architecture(self):
        with self.assertRaisesRegex(ModelError, "found weights alone, expected a whole model; give `architecture`"):
            mlpmodel.convert(FOLDER / "keras2/iris-weights.h5")

    def test_archives_that_are_none(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "model.keras")
            path.write_bytes(b"PK\3\4 no more")
            with self.assertRaisesRegex(ModelError, "found a structure that Keras does not write"):
                mlpmodel.convert(path)
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("config.json", "[" * 100_000)
                archive.writestr("metadata.json", "{}")
                archive.writestr("model.weights.h5", "")
            with self.assertRaisesRegex(ModelError, "found a structure that Keras does not write"):
                mlpmodel.convert(path)


class Chains(unittest.TestCase):
    def outputs(self, operations, x):
        origin, offset, scale, layers = folded(operations, x.shape[1])
        self.assertIsNone(origin)
        a = (x - offset) * scale
        for layer in layers:
            a = mlpmodel.activations.apply(layer.activation, layer.parameters, a @ layer.weights.astype(float) + layer.bias)
        return a, layers

    def test_scalings_go_into_the_layers_beside_them(self):
        random = np.random.default_rng(1)
        x, weights, bias = random.normal(size=(9, 3)), random.normal(size=(3, 4)), random.normal(size=4)
        offset, scale, shift = random.normal(size=(3, 3))
        o2, s2, t2 = random.normal(size=(3, 4))
        found, layers = self.outputs(
            [
                Scaling(offset, scale, shift), Scaling(0, 0.5, 1), Dense(weights, bias), Scaling(o2, s2, t2),
                Activation("tanh"), Scaling(o2, s2, t2), Dense(weights.T), Activation("relu"), Scaling(1, 2, 3),
            ],
            x,
        )
        y = ((x - offset) * scale + shift) * 0.5 + 1
        y = np.tanh(((y @ weights + bias) - o2) * s2 + t2)
        y = np.maximum(0, ((y - o2) * s2 + t2) @ weights.T)
        np.testing.assert_allclose(found, (y - 1) * 2 + 3, rtol=1e-5, atol=1e-5)
        self.assertEqual([layer.activation for layer in layers], ["tanh", "relu", "linear"])

    def test_what_float32_cannot_say_of_the_input_goes_into_the_first_layer(self):
        random = np.random.default_rng(2)
        for offset, spread in [(48.1, 0.05), (1.7e9, 4e5), (2004.5, 3.3), (5.5e6, 700.1), (0.1, 1e-9)]:
            x = (offset + spread * random.normal(size=(50, 2))).astype(np.float32)
            weights, bias = random.normal(size=(2, 3)), random.normal(size=3)
            for operations in (
                [Scaling(offset, 1 / spread), Dense(weights, bias)], [Scaling(shift=-offset), Scaling(scale=1 / spread), Dense(weights, bias)]
            ):
                found, _ = self.outputs(operations, x)
                expected = (x.astype(float) - offset) / spread @ weights + bias
                most = abs((x.astype(float) - offset) / spread).max() * 2
                np.testing.assert_allclose(found, expected, atol=3e-7 * max(1, most), err_msg=str(offset))

    def test_a_scale_beyond_float32_goes_into_the_weights(self):
        x = np.array([[3.0, -2.0]])
        found, layers = self.outputs([Scaling(scale=[1e-42, 1e42]), Dense(np.array([[1e42], [1e-42]]))], x)
        np.testing.assert_allclose(found, [[1.0]], rtol=1e-6)
        with self.assertRaisesRegex(ModelError, r"it: found weights up to 1e\+42"):
            self.outputs([Scaling(scale=[1e-42, 1e42]), Dense(np.ones((2, 1)), of="it")], x)

    def test_faults_name_the_layer_of_the_source(self):
        for operation, said in [
            (Dense(np.ones((3, 2)), of="one"), r"one: found weights of shape \[3, 2\], expected \[2, outputs\]"),
            (Dense(np.ones((2, 2)), np.ones(3), of="one"), r"one: found biases of shape \[3\]"),
            (Scaling(np.ones(3), of="one"), r"one: found offsets of shape \[3\], expected \[2\]"),
            (Scaling(scale=np.inf, of="one"), "one: found inf among its scales"),
            (Activation("elu", {"alpha": np.nan}, of="one"), "one: found nan for alpha"),
            (Activation("elu", {"alpha": 1e39}, of="one"), "one: found 1e\\+39 for alpha"),
        ]:
            with self.assertRaisesRegex(ModelError, said):
                folded([Dense(np.eye(2), of="zero"), operation], 2)
        with self.assertRaisesRegex(ModelError, "found no dense layer to compute it in for 5000 numbers"):
            folded([Activation("relu", of="one")], 5000)

    def test_an_activation_without_a_layer_gets_one(self):
        x = np.array([[-1.0, 2.0]])
        found, layers = self.outputs([Activation("relu"), Activation("sigmoid")], x)
        np.testing.assert_allclose(found, 1 / (1 + np.exp(-np.maximum(0, x))), rtol=1e-7)
        self.assertEqual(len(layers), 2)

    def test_logarithms_of_probabilities_become_probabilities(self):
        x = np.eye(2)

        def run(rows):
            return mlpmodel.activations.log_softmax(rows @ x)

        found = Source([Dense(x), Activation("log_softmax")], 2, "test", run=run)
        with unittest.mock.patch("mlpmodel.convert.read", return_value=found):
            model = convert_any(None)
        self.assertEqual([model.output.task, model.layers[0].activation], ["classification", "softmax"])

    def test_objects_that_are_no_models(self):
        with self.assertRaisesRegex(ModelError, "found a builtins.dict, expected a model of scikit-learn"):
            mlpmodel.convert({})
        with self.assertRaisesRegex(ModelError, r"'model.pt': found a file called \*.pt, expected .keras"):
            mlpmodel.convert("model.pt")


if __name__ == "__main__":
    unittest.main()
