"""Configurations of Keras models, with and without what can be wrong in them: read without Keras."""

import copy
import pathlib
import random
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import mlpmodel
import numpy as np
from mlpmodel import ModelError
from mlpmodel.chain import folded
from mlpmodel.from_keras import SETTINGS, source

RANDOM = np.random.default_rng(1)


def layer(kind, module="keras.layers", **config):
    """A layer as Keras 3 writes it, or without a module as .h5 files have it."""
    found = {"class_name": kind, "config": {"name": kind.lower(), "dtype": "float32", **config}}
    return found if module == "absent" else {"module": module, "registered_name": None, **found}


def model(*layers, version="3.15.1", kind="Sequential", module="keras"):
    first = layer("InputLayer", batch_shape=[None, 2])
    config = {"class_name": kind, "config": {"name": "net", "layers": [first, *layers]}, "keras_version": version}
    return config if module == "absent" else {"module": module, "registered_name": None, **config}


def dense(name="dense", activation="linear", **config):
    return layer("Dense", **{"name": name, "units": 2, "activation": activation, "use_bias": True, **config})


WEIGHTS = {
    "dense": [np.array([[1.0, 0.5], [-1, 2]]), np.array([0.25, -1])],
    "last": [np.array([[1.0, 0.5], [-1, 2]]), np.array([0.25, -1])],
    "batchnormalization": [np.array([2.0, 1]), np.array([0.0, 1]), np.array([1.0, -1]), np.array([4.0, 1])],
    "normalization": [np.array([1.0, 2]), np.array([4.0, 9]), np.array(0)],
}


def outputs(config, rows):
    """What a configuration computes with the weights above."""
    found = source(config, WEIGHTS)
    _, offset, scale, layers = folded(found.operations, found.inputs)
    a = (np.asarray(rows, np.float64) - offset) * scale
    for one in layers:
        a = mlpmodel.activations.apply(one.activation, one.parameters, a @ one.weights.astype(float) + one.bias)
    return a


class Refusals(unittest.TestCase):
    def refused(self, config, *words):
        with self.assertRaises(ModelError) as caught:
            outputs(config, [[1, 2]])
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertNotIn("tolerance", str(caught.exception))


class Modules(Refusals):
    OWN = (None, "__main__", "my.layers", "kerasx.layers", "Keras.layers", "", 5, "keras_layers")

    def test_a_layer_that_is_not_of_keras(self):
        for module in self.OWN:
            for kind, config in (("Dropout", {"rate": 0.5}), ("Rescaling", {"scale": 1, "offset": 0}), ("Identity", {})):
                self.refused(model(dense(), layer(kind, module, **config)), f"layer '{kind.lower()}' ({kind}): found {kind} of")
            self.refused(model(layer("Dense", module, units=2, name="dense")), "layer 'dense' (Dense): found Dense of")

    def test_a_model_that_is_not_of_keras(self):
        for kind in ("Sequential", "Functional", "Model"):
            self.refused(model(dense(), kind=kind, module="mine"), f"layer 'net' ({kind}): found {kind} of module 'mine'")

    def test_a_function_that_keras_2_does_not_have(self):
        for name in ("celu", "log_sigmoid", "hard_tanh", "hard_silu", "hard_swish", "squareplus"):
            self.assertEqual(outputs(model(dense(activation=name)), [[1, 2]]).shape, (1, 2))
            self.refused(model(dense(activation=name), version="2.15.0"), f"layer 'dense' (Dense): found the activation '{name}'")

    def test_a_registered_name_decides_nothing(self):
        for module, registered, right in [("keras.layers", "Custom>Dense", True), ("mine", None, False)]:
            config = model({**dense(), "module": module, "registered_name": registered})
            if right:
                self.assertEqual(outputs(config, [[1, 2]]).shape, (1, 2))
            else:
                self.refused(config, "of module 'mine'")

    def test_an_activation_that_is_not_of_keras(self):
        for module in self.OWN:
            function = {"module": module, "class_name": "function", "config": "relu", "registered_name": "relu"}
            slope = layer("LeakyReLU", module, negative_slope=0.1)
            for given in (function, slope):
                self.refused(model(dense(activation=given)), "layer 'dense' (Dense): found the activation")
                self.refused(model(dense(), layer("Activation", activation=given)), "layer 'activation' (Activation)")

    def test_a_policy_that_is_not_of_keras(self):
        policy = {"module": "mine", "class_name": "DTypePolicy", "config": {"name": "float32"}}
        self.refused(model(dense(dtype=policy)), "found the dtype policy 'DTypePolicy' of module 'mine'")

    def test_objects_that_inference_does_not_see(self):
        mine = {"module": "mine", "class_name": "Zeros", "config": {}, "registered_name": "mine>Zeros"}
        config = model(dense(kernel_initializer=mine, kernel_constraint=mine, bias_regularizer=mine))
        self.assertEqual(outputs(config, [[1, 2]]).tolist(), outputs(model(dense()), [[1, 2]]).tolist())

    def test_files_that_keep_no_module(self):
        one = {key: value for key, value in dense().items() if key not in ("module", "registered_name")}
        self.assertEqual(outputs(model(one, module="absent", version="2.10.0"), [[1, 2]]).tolist(), [[-0.75, 3.5]])


class Values(Refusals):
    def test_an_activation_of_another_shape(self):
        for given in [
            {"value": ["4wEA", None, None]}, {"class_name": "__lambda__", "config": {"value": ["4wEA"]}}, [], ["relu"], 3, True,
            {}, {"class_name": "function", "config": None}, {"class_name": "relu", "config": {}}, "Relu", "",
            {"class_name": "Dropout", "config": {"rate": 0.5}},
        ]:
            self.refused(model(dense(activation=given)), "layer 'dense' (Dense): found")

    def test_another_way_to_normalize(self):
        for kind, name in (("BatchNormalization", "renorm"), ("InputLayer", "ragged")):
            for value in (True, None, 1):
                config = model({**layer(kind, **{name: value}), "name": "it"})
                config["config"]["layers"][-1]["config"]["name"] = "it"
                self.refused(config, f"layer 'it' ({kind}): found")

    def test_a_call_that_holds_in_inference(self):
        for nodes in [
            [{"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": ["dense", 0, 0]}}], "kwargs": {"training": True}}],
            [[["dense", 0, 0, {"training": True}]]],
        ]:
            config = model(
                {**dense(), "name": "dense", "inbound_nodes": [[["inputlayer", 0, 0, {}]]]},
                {**layer("Dropout", rate=0.5), "name": "dropout", "inbound_nodes": nodes}, kind="Functional",
            )
            config["config"]["layers"][0]["name"] = "inputlayer"
            config["config"] |= {"input_layers": [["inputlayer", 0, 0]], "output_layers": [["dropout", 0, 0]]}
            self.refused(config, "layer 'dropout' (Dropout): found a call with 'training' = True")
            named = nodes[0].get("kwargs") if isinstance(nodes[0], dict) else nodes[0][0][3]
            named |= {"training": None, "mask": None}
            self.assertEqual(outputs(config, [[1, 2]]).tolist(), [[-0.75, 3.5]])

    def test_a_chain_that_ends_before_its_input(self):
        def functional(nodes):
            config = model({**dense(), "name": "dense", "inbound_nodes": nodes}, kind="Functional")
            config["config"]["layers"][0] |= {"name": "inputlayer", "inbound_nodes": []}
            config["config"]["layers"][1]["config"]["batch_shape"] = [None, 2]
            config["config"] |= {"input_layers": [["inputlayer", 0, 0]], "output_layers": [["dense", 0, 0]]}
            return config

        self.assertEqual(outputs(functional([[["inputlayer", 0, 0, {}]]]), [[1, 2]]).tolist(), [[-0.75, 3.5]])
        for nodes in ([], [{"args": [{"history": "inputlayer"}], "kwargs": {}}], [[]], None, {}, "inputlayer"):
            self.refused(functional(nodes), "layer 'dense' (Dense): found 0 inputs")

    def test_settings_that_change_what_is_computed(self):
        last = {"name": "batchnormalization", "epsilon": 0.001}
        for config, words in [
            (dense(lora_rank=4), "low-rank"),
            (dense(dtype={"module": "keras", "class_name": "QuantizedDTypePolicy", "config": {"name": "int8"}}), "the dtype"),
            (dense(dtype="int8"), "the dtype 'int8'"),
            (dense(scaling=2), "found the setting 'scaling', whose meaning is unknown"),
            (dense(use_bias="no"), "found 'no' for the setting use_bias"),
            (dense(units=3), "expected [2, 3]"),
            (layer("BatchNormalization", axis=0, **last), "the axis 0"),
            (layer("BatchNormalization", axis=[1, 2], **last), "the axis '[1, 2]'"),
            (layer("BatchNormalization", axis=-1, name="batchnormalization"), "nothing for the setting epsilon"),
            (layer("BatchNormalization", axis=-1, **last, center="yes"), "'yes' for the setting center"),
            (layer("Normalization", axis=0), "the axis 0"),
            (layer("Normalization", axis=-1, mean=1.0), "setting variance"),
            (layer("Softmax", axis=0), "the axis 0"),
            (layer("Flatten", data_format="channels"), "setting data_format"),
            (layer("ReLU", max_value="6"), "'6' for the setting max_value"),
            (layer("ReLU", max_value=[1, 2]), "for the setting max_value"),
            (layer("ReLU", threshold=float("nan")), "nan for the setting threshold"),
            (layer("LeakyReLU"), "nothing for the setting alpha"),
            (layer("ELU", alpha={"value": "1"}), "for the setting alpha"),
            (layer("Rescaling", scale=2), "nothing for the setting offset"),
        ]:
            with self.subTest(words):
                self.refused(model(dense(), config), words) if config["class_name"] != "Dense" else self.refused(model(config), words)

    def test_inputs_that_are_cut_to_whole_numbers(self):
        config = model(dense())
        config["config"]["layers"][0]["config"]["dtype"] = "int32"
        self.refused(config, "layer 'inputlayer' (InputLayer): found the dtype 'int32'")

    def test_a_softmax_over_a_part_of_a_row(self):
        config = model(layer("Activation", activation="softmax"), layer("Flatten"))
        config["config"]["layers"][0]["config"]["batch_shape"] = [None, 2, 2]
        self.refused(config, "layer 'activation' (Activation): found rows of shape [2, 2]")

    def test_numbers_as_arrays_of_numpy(self):
        for value in (3, 3.0, [3.0], {"type": "ndarray", "value": 3.0}, {"class_name": "__numpy__", "config": {"value": [3.0], "dtype": "float32"}}):
            self.assertEqual(outputs(model(dense(), layer("ReLU", max_value=value)), [[1, 2], [5, -9]]).tolist(), [[0, 3], [3, 0]])

    def test_what_is_right(self):
        config = model(
            layer("Normalization", axis=[-1]), dense(activation="relu"), layer("BatchNormalization", axis=-1, epsilon=0.0),
            layer("LeakyReLU", negative_slope=0.5), layer("Dropout", rate=0.5, seed=None, noise_shape=None),
        )
        z = np.maximum(0, ((np.array([[3.0, 8]]) - [1, 2]) / [2, 3]) @ WEIGHTS["dense"][0] + WEIGHTS["dense"][1])
        z = (z - [1, -1]) / [2, 1] * [2, 1] + [0, 1]
        np.testing.assert_allclose(outputs(config, [[3, 8]]), np.where(z > 0, z, z / 2), rtol=1e-6)

    def test_weights_that_are_no_numbers(self):
        broken = {**WEIGHTS, "dense": [np.array([[1, np.nan], [2, 3]]), np.zeros(2)]}
        found = source(model(layer("ReLU"), dense()), broken)
        with self.assertRaisesRegex(ModelError, r"layer 'dense' \(Dense\): found nan among its weights"):
            folded(found.operations, found.inputs)


class Wrong(unittest.TestCase):
    VALUES = [None, True, False, 0, -1, 2.5, 1e400, "", "relu", "x" * 100, [], [1], [[]], {}, {"class_name": "Dense"}, {"value": 1}, 10**30]

    def everything(self):
        layers = [
            dense(), layer("BatchNormalization", axis=-1, epsilon=0.1, center=True, scale=True, name="batchnormalization"),
            layer("Normalization", axis=[-1], invert=False, mean=None, variance=None), layer("Rescaling", scale=2, offset=1),
            layer("ReLU", max_value=6.0, negative_slope=0.1, threshold=1.0), layer("ELU", alpha=1.0), layer("Softmax", axis=-1),
            layer("Flatten", data_format=None), layer("Activation", activation="tanh"), layer("LeakyReLU", negative_slope=0.1),
            layer("ThresholdedReLU", theta=1.0), dense("last", layer("ReLU", max_value=1.0)),
        ]
        return model(*layers)

    def test_every_place_of_a_configuration_with_every_kind_of_value(self):
        """What is read is right or refused by a ModelError, whatever stands in a place."""
        outputs(self.everything(), [[1, 2]])
        taken = 0
        for path in self.paths(self.everything()):
            for value in self.VALUES:
                config = self.everything()
                at = config
                for key in path[:-1]:
                    at = at[key]
                at[path[-1]] = copy.deepcopy(value)
                try:
                    outputs(config, [[1, 2]])
                    taken += 1
                except ModelError:
                    pass
        self.assertGreater(taken, 100)

    def paths(self, found, before=()):
        for key in found if isinstance(found, dict) else range(len(found)):
            yield (*before, key)
            if isinstance(found[key], (dict, list)):
                yield from self.paths(found[key], (*before, key))

    def test_many_wrong_places_at_once(self):
        chosen = random.Random(3)
        for _ in range(2000):
            config = self.everything()
            paths = list(self.paths(config))
            for path in chosen.sample(paths, chosen.randint(1, 4)):
                at = config
                try:
                    for key in path[:-1]:
                        at = at[key]
                    at[path[-1]] = copy.deepcopy(chosen.choice(self.VALUES))
                except (KeyError, IndexError, TypeError):
                    pass
            try:
                outputs(config, [[1, 2]])
            except ModelError:
                pass

    def test_every_layer_is_tried(self):
        tried = {one["class_name"] for one in self.everything()["config"]["layers"]}
        self.assertLessEqual({"Dense", "ReLU", "Softmax", "Normalization"}, tried & set(SETTINGS))


if __name__ == "__main__":
    unittest.main()
