"""What each release of Keras saves, and where in its files the weights of a layer are."""

import io
import json
import pathlib
import shutil
import sys
import tempfile
import unittest
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import h5py
import mlpmodel
import numpy as np
from imported import FOLDER, architecture, convert, differences, release_notes
from mlpmodel import ModelError


def inside(path, edit):
    """Edits the weights of an archive, or of a file of HDF5."""
    if not zipfile.is_zipfile(path):
        with h5py.File(path, "r+") as file:
            edit(file)
        return
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO(parts["model.weights.h5"])
    with h5py.File(buffer, "r+") as file:
        edit(file)
    parts["model.weights.h5"] = buffer.getvalue()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def as_on_windows(file):
    """Joins the names of groups of layers and of what is in them with a backslash."""
    for name in ("layers", "_layer_checkpoint_dependencies"):
        if name in file:
            for inner in list(file[name]):
                file.move(f"{name}/{inner}", f"{name}\\{inner}")
            del file[name]


class Releases(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.found = list(release_notes(cls.folder))

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def path(self, release, file):
        """A copy of a file, beside its description."""
        to = self.folder / "copies"
        to.mkdir(exist_ok=True)
        for name in {file, pathlib.Path(architecture(self.folder / file) or file).name}:
            shutil.copy(self.folder / release / name, to / name)
        return to / file

    def refusal(self, release, file, edit=None, description=None):
        path = self.path(release, file)
        if edit is not None:
            inside(path, edit)
        if description is not None:
            place = architecture(path)
            changed = json.loads(place.read_text())
            description(changed)
            place.write_text(json.dumps(changed))
        with self.assertRaises(ModelError) as caught:
            convert(path, {})
        return str(caught.exception)

    def test_every_release_is_read(self):
        self.assertEqual(len({path.parent for path, _ in self.found}), 45)
        for path, facts in self.found:
            with self.subTest(str(path.relative_to(self.folder))):
                if "refused" in facts or path.stem == "shared":
                    refused = facts.get("refused", {"layer": "dense_[0-9]+", "class": "Dense"})
                    layer, kind = refused["layer"], refused["class"]
                    with self.assertRaisesRegex(ModelError, f"layer '{layer}' \\({kind}\\): found .*expected .*;"):
                        convert(path, facts)
                    continue
                off, changed = differences(convert(path, facts), facts, np.float64)
                self.assertLessEqual(off, 2e-6)
                self.assertEqual(changed, 0)

    def test_files_of_windows(self):
        releases, count = ["tensorflow-2.12", "tensorflow-2.13", "tensorflow-2.14", "tensorflow-2.15", "keras-3.0"], 0
        for path, facts in self.found:
            if "refused" in facts or path.stem == "shared" or path.parent.name not in releases:
                continue
            if not (zipfile.is_zipfile(path) or path.name.endswith(".weights.h5")):
                continue
            with self.subTest(str(path.relative_to(self.folder))):
                copy = self.path(path.parent.name, path.name)
                inside(copy, as_on_windows)
                self.assertEqual(mlpmodel.identity(convert(copy, facts)), mlpmodel.identity(convert(path, facts)))
                count += 1
        self.assertEqual(count, 3 * len(releases))

    def test_the_file_that_windows_wrote(self):
        found = [mlpmodel.convert(FOLDER / "keras-saved" / name) for name in ("windows-backslash.keras", "keras2.12-plain-is-hdf5.keras")]
        plain = mlpmodel.convert(FOLDER / "keras-saved/keras2.13-plain.keras")
        self.assertEqual({mlpmodel.identity(model) for model in found}, {mlpmodel.identity(plain)})

    def test_a_description_of_another_session(self):
        """Weights go by order where names are those of another session, whose numbers start elsewhere."""
        for file in ("late-weights.h5", "late.weights.h5"):
            path = self.path("tensorflow-2.15", file)
            right = mlpmodel.identity(convert(path, {}))
            place = architecture(path)
            text = place.read_text()
            for number in range(30, -1, -1):
                text = text.replace(f'"dense_{number}"', f'"dense_{number + 1}"')
            self.assertNotEqual(text, place.read_text())
            place.write_text(text)
            self.assertEqual(mlpmodel.identity(convert(path, {})), right)

    def test_the_release_is_that_of_the_description(self):
        """It says what hard_sigmoid means, whichever release saved the weights beside it."""
        for version, alpha in [({"keras_version": "2.13.1"}, 0.2), ({"module": "keras"}, 1 / 6), ({}, 0.2)]:
            path = self.path("tensorflow-2.15", "late-weights.h5")
            place = architecture(path)
            found = json.loads(place.read_text().replace('"tanh"', '"hard_sigmoid"'))
            for key in ("keras_version", "module"):
                found.pop(key, None)
            place.write_text(json.dumps({**found, **version}))
            self.assertEqual(convert(path, {}).layers[1].parameters, {"alpha": alpha, "beta": 0.5})

    def test_layers_in_another_order(self):
        """The names are the same, so the description is of another model: one of the two would be wrong."""

        def turned(description):
            layers = description["config"]["layers"]
            first, second = (k for k, layer in enumerate(layers) if layer["class_name"] == "BatchNormalization")
            layers[first], layers[second] = layers[second], layers[first]

        self.assertRegex(self.refusal("tensorflow-2.15", "late-weights.h5", description=turned), "found the weights of .* in ")
        self.assertRegex(self.refusal("keras-3.15", "late.weights.h5", description=turned), "found the weights of .* in layers/")

    def test_arrays_in_another_order(self):
        def turned(file):
            layer = next(group for name, group in file["model_weights"].items() if name.startswith("batch"))
            names = list(layer.attrs["weight_names"])
            layer.attrs["weight_names"] = [names[1], names[0], *names[2:]]

        self.assertIn("found the weights beta in the place of gamma", self.refusal("tensorflow-2.6", "sequential.h5", turned))

    def test_weights_of_other_layers(self):
        def fewer(file):
            del file["_layer_checkpoint_dependencies/dense_2"]

        def more(file):
            file.copy("_layer_checkpoint_dependencies/dense_2", "_layer_checkpoint_dependencies/dense_20")

        def other(file):
            file.copy("_layer_checkpoint_dependencies/dense_2", "_layer_checkpoint_dependencies/embedding")

        def twice(file):
            file.copy("_layer_checkpoint_dependencies/dense_2", "_layer_checkpoint_dependencies\\dense_2")

        def both(file):
            file.copy("_layer_checkpoint_dependencies/dense_2", "layers/dense_2")

        def padded(file):
            file.move("_layer_checkpoint_dependencies/dense_2", "_layer_checkpoint_dependencies/dense_02")

        for edit, says in [
            (fewer, "found no weights, but those of 3 other layers of the class, expected kernel, bias"),
            (more, "_layer_checkpoint_dependencies/dense_20: found weights of a layer that the description does not have"),
            (other, "_layer_checkpoint_dependencies/embedding: found weights of a layer that"),
            (twice, "_layer_checkpoint_dependencies/dense_2: found twice, once with a backslash"),
            (both, "found weights of layers in layers and in _layer_checkpoint_dependencies, expected one"),
            (padded, "_layer_checkpoint_dependencies/dense_02: found weights of a layer that"),
        ]:
            self.assertIn(says, self.refusal("tensorflow-2.13", "sequential.keras", edit))

    def test_numbers_are_no_text(self):
        """dense_10 is behind dense_2."""

        def shifted(file):
            group = file["_layer_checkpoint_dependencies"]
            group.move("dense_6", "dense_10")

        path = self.path("tensorflow-2.13", "sequential.keras")
        right = mlpmodel.identity(convert(path, {}))
        inside(path, shifted)
        self.assertEqual(mlpmodel.identity(convert(path, {})), right)

    def test_names_with_slashes(self):
        """TensorFlow lets a layer's name have some, and groups are in groups then."""

        def renamed(file):
            text = file.attrs["model_config"]
            text = text.decode() if isinstance(text, bytes) else text
            file.attrs["model_config"] = text.replace('"name": "dense_1"', '"name": "block/dense_1"')
            group = file["model_weights"]
            names = [name.decode() if isinstance(name, bytes) else name for name in group.attrs["layer_names"]]
            group.move("dense_1", "block/dense_1")
            group.attrs["layer_names"] = [name.replace("dense_1", "block/dense_1") for name in names]

        path = self.path("tensorflow-2.6", "sequential.h5")
        right = mlpmodel.identity(convert(path, {}))
        inside(path, renamed)
        self.assertEqual(mlpmodel.identity(convert(path, {})), right)

    def test_a_variance_that_is_none(self):
        says = self.refusal_of_saved("tf1.13-batchnormalizationv1.h5")
        self.assertIn("layer 'batch_normalization_v1' (BatchNormalizationV1): found -0.2", says)

    def refusal_of_saved(self, name):
        with self.assertRaises(ModelError) as caught:
            mlpmodel.convert(FOLDER / "keras-saved" / name)
        return str(caught.exception)

    def test_a_link_in_place_of_a_layer(self):
        def edit(file):
            del file["layers/dense"]
            file["layers/dense"] = h5py.ExternalLink("other.h5", "/")

        self.assertIn("found a link to somewhere else", self.refusal("keras-3.15", "sequential.keras", edit))


if __name__ == "__main__":
    unittest.main()
