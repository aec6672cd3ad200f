"""Live objects that are more than their layers say, and what converting leaves behind: needs the frameworks."""

import copy
import functools
import json
import os
import pathlib
import pickle
import random
import sys
import tempfile
import unittest
import warnings

os.environ.setdefault("KERAS_BACKEND", "torch")
sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import keras
import mlpmodel
import numpy as np
import sklearn.preprocessing
import torch
from keras import layers as L
from mlpmodel import ModelError
from mlpmodel.from_keras import ACTIVATIONS
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler
from torch import nn
from torch.nn.utils import parametrize, prune

warnings.simplefilter("ignore")
RANDOM = np.random.default_rng(1)


class Case(unittest.TestCase):
    def refused(self, source, *words, **options):
        with self.assertRaises(ModelError) as caught:
            mlpmodel.convert(source, **options)
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertNotIn("tolerance", str(caught.exception))


class OwnTorch(Case):
    def test_classes_of_the_users_own(self):
        class Linear(nn.Linear):
            def forward(self, x):
                return super().forward(x) * 2

        class ReLU(nn.Module):
            def forward(self, x):
                return x

        class Sequential(nn.Sequential):
            def forward(self, x):
                return super().forward(x) + 1

        for place, net in [
            ("1", nn.Sequential(nn.Linear(2, 2), Linear(2, 2))), ("1", nn.Sequential(nn.Linear(2, 2), ReLU())),
            ("model", Sequential(nn.Linear(2, 2))), ("1", nn.Sequential(nn.Linear(2, 2), Sequential(nn.ReLU()))),
        ]:
            self.refused(net, f"layer '{place}' (", "of module '__main__', expected torch.nn's own" if __name__ == "__main__" else "torch.nn's own")

    def test_modules_that_something_changes(self):
        def net():
            return nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))

        hooked = net()
        hooked[1].register_forward_hook(lambda module, inputs, output: output + 1)
        self.refused(hooked, "layer '1' (ReLU): found the hook")
        hooked = net()
        hooked.register_forward_pre_hook(lambda module, inputs: (inputs[0] + 1,))
        self.refused(hooked, "layer 'model' (Sequential): found the hook")
        pruned = net()
        prune.l1_unstructured(pruned[0], "weight", 0.5)
        self.refused(pruned, "layer '0' (Linear): found the hook L1Unstructured")
        prune.remove(pruned[0], "weight")
        mlpmodel.convert(pruned)
        self.refused(nn.Sequential(torch.nn.utils.weight_norm(nn.Linear(2, 2))), "layer '0' (Linear): found the hook WeightNorm")
        whitened = net()
        parametrize.register_parametrization(whitened[0], "weight", nn.Tanh())
        self.refused(whitened, "layer '0' (ParametrizedLinear): found weights that a parametrization")
        patched = net()
        patched[2].forward = lambda x: x
        self.refused(patched, "layer '2' (Linear): found a forward of its own")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            quantized = torch.ao.quantization.quantize_dynamic(net(), {nn.Linear})
        self.refused(quantized, "layer '0' (Linear): found a quantized module")
        self.refused(torch.jit.script(net()), "found a module with a forward of its own")
        self.refused(torch.compile(net()), "found a module with a forward of its own")

    def test_settings(self):
        def within(module):
            return nn.Sequential(nn.Linear(3, 3), module, nn.Linear(3, 1))

        for module, said in [
            (nn.Softplus(threshold=1), "layer '1' (Softplus): found threshold=1"), (nn.Softmax(0), "layer '1' (Softmax): found dim=0"),
            (nn.Flatten(0), "layer '1' (Flatten): found start_dim=0"), (nn.Flatten(1, 2), "end_dim=2"),
            (nn.BatchNorm1d(3, track_running_stats=False), "layer '1' (BatchNorm1d): found no running statistics"),
            (nn.BatchNorm1d(2), "layer '1' (BatchNorm1d): found offsets of shape [2], expected [3]"),
            (nn.Linear(4, 3), "layer '1' (Linear): found weights of shape [4, 3], expected [3, outputs]"),
            (nn.Linear(3, 3, dtype=torch.complex64), "layer '1' (Linear): found torch.complex64"),
            (nn.Linear(3, 3, device="meta"), "layer '1' (Linear): found a tensor on the device 'meta'"),
        ]:
            self.refused(within(module), said)
        slopes = nn.PReLU(3)
        mlpmodel.convert(within(slopes))
        slopes.weight.data[1] = 0.5
        self.refused(within(slopes), "layer '1' (PReLU): found 3 slopes")
        broken = within(nn.ReLU())
        broken[2].weight.data[0, 1] = float("nan")
        self.refused(broken, "layer '2' (Linear): found nan among its weights")
        again = nn.Sequential(nn.Linear(2, 2))
        again.append(again)
        self.refused(again, "Sequential that is inside itself")

    def test_one_module_in_two_places(self):
        clip, line = nn.Hardtanh(-10, 10), nn.Linear(2, 2)
        for net in (
            nn.Sequential(nn.Linear(2, 2), clip, line, clip, line, nn.Sequential(clip, line)),
            nn.Sequential(nn.Linear(2, 2), nn.Sequential(clip, line), nn.Sequential(clip, line)),
        ):
            rows = torch.tensor(RANDOM.normal(0, 100, (50, 2)), dtype=torch.float32)
            expected = net(rows).detach().numpy()
            np.testing.assert_allclose(mlpmodel.predict(mlpmodel.convert(net), rows.numpy()), expected, rtol=1e-5, atol=1e-4)


class EveryKindOfValue(Case):
    """A framework's own objects with attributes of another kind: a result or a ModelError."""

    VALUES = [None, True, False, -1, 0, 2.5, float("nan"), float("inf"), "x", [], {}, (), object(), np.zeros(3), torch.zeros(2, 2), lambda x: x]

    def everywhere(self, make, parts):
        warnings.simplefilter("ignore")
        tried = converted = 0
        cases = [(place, name, value) for place, part in enumerate(parts(make())) for name in vars(part) for value in self.VALUES]
        for place, name, value in random.Random(5).sample(cases, 150):
            whole = make()
            try:
                setattr(parts(whole)[place], name, value)
            except Exception:
                continue  # the framework does not let it happen
            tried += 1
            try:
                mlpmodel.convert(whole)
                converted += 1
            except ModelError as error:
                self.assertNotIn("\n", str(error))
        self.assertGreater(tried, 50)
        self.assertGreater(converted, 10)

    def test_torch(self):
        net = nn.Sequential(
            nn.Linear(2, 2), nn.BatchNorm1d(2), nn.Hardtanh(-2, 2), nn.Softplus(), nn.GELU(), nn.PReLU(), nn.Flatten(), nn.Softmax(-1), nn.LeakyReLU()
        )
        self.everywhere(lambda: copy.deepcopy(net), lambda whole: [whole, *whole])

    def test_sklearn(self):
        x = RANDOM.normal(size=(60, 2))
        pipeline = Pipeline([
            ("a", StandardScaler()), ("b", MinMaxScaler()), ("c", RobustScaler()), ("d", MaxAbsScaler()), ("e", MLPClassifier((3,), max_iter=3)),
        ]).fit(x, x[:, 0] > 0)
        self.everywhere(lambda: copy.deepcopy(pipeline), lambda whole: [whole, *(step for _, step in whole.steps)])

    def test_keras(self):
        def make():
            keras.utils.clear_session()
            return keras.Sequential([
                keras.Input((2,)), L.Dense(2, "relu"), L.BatchNormalization(), L.Normalization(mean=[1.0, 2], variance=[1.0, 2]),
                L.ReLU(3.0), L.LeakyReLU(), L.Rescaling(2.0), L.Softmax(), L.Activation("gelu"), L.Dropout(0.1),
            ])

        read = {"units", "activation", "use_bias", "kernel", "bias", "gamma", "beta", "moving_mean", "epsilon", "axis", "scale", "offset", "center"}
        read |= {"max_value", "negative_slope", "threshold", "mean", "variance", "invert", "name", "input_mean", "quantization_config", "built"}

        class Part:
            """A layer, of whose attributes those count that configuration and weights are made of."""

            def __init__(self, layer):
                self.__dict__.update({name: None for name in read if hasattr(layer, name)})
                object.__setattr__(self, "layer", layer)

            def __setattr__(self, name, value):
                setattr(self.layer, name, value)

        self.everywhere(make, lambda whole: [Part(layer) for layer in whole.layers])

    def test_logarithms_at_the_end(self):
        for net in (
            nn.Sequential(nn.Linear(2, 3), nn.LogSoftmax(-1)), keras.Sequential([keras.Input((2,)), L.Dense(3, "log_softmax")]),
            keras.Sequential([keras.Input((2,)), L.Dense(3), L.Activation("log_softmax")]),
        ):
            model = mlpmodel.convert(net)
            self.assertEqual([model.output.task, model.layers[-1].activation], ["classification", "softmax"])

    def test_logits_without_a_task_are_said(self):
        for net in (nn.Sequential(nn.Linear(2, 3)), keras.Sequential([keras.Input((2,)), L.Dense(3)])):
            with tempfile.TemporaryDirectory() as folder:
                with self.assertWarnsRegex(UserWarning, "task: found none and linear .* give task='classification'") as caught:
                    mlpmodel.save(net, f"{folder}/model.h5")
                self.assertEqual(caught.filename, __file__)


class LeftAsItWas(Case):
    def state(self, net):
        return (
            [(name, module.training) for name, module in net.named_modules(remove_duplicate=False)],
            [(name, tensor.detach().clone().numpy().tobytes(), tensor.requires_grad, tensor.dtype) for name, tensor in net.state_dict(keep_vars=True).items()],
            [None if p.grad is None else p.grad.clone().numpy().tobytes() for p in net.parameters()],
            torch.is_grad_enabled(), torch.get_default_dtype(), torch.get_float32_matmul_precision(), torch.is_autocast_enabled("cpu"),
            torch.get_rng_state().numpy().tobytes(), np.random.get_state()[1].tobytes(), torch.is_inference_mode_enabled(),
        )

    def test_torch(self):
        shared = nn.BatchNorm1d(2)
        net = nn.Sequential(nn.Linear(2, 2), shared, nn.ReLU(inplace=True), nn.Sequential(nn.Dropout(), shared), nn.Linear(2, 1)).train()
        net[1].eval()
        net[3][0].eval()
        net(torch.ones(3, 2)).sum().backward()
        before = self.state(net)
        mlpmodel.convert(net)
        self.assertEqual(self.state(net), before)
        with torch.no_grad(), torch.autocast("cpu"):
            torch.set_float32_matmul_precision("medium")
            try:
                before = self.state(net)
                mlpmodel.convert(net)
                self.assertEqual(self.state(net), before)
            finally:
                torch.set_float32_matmul_precision("highest")
        # The second place that BatchNorm1d has in a width of another layer: the run itself fails.
        before = self.state(net)
        original = nn.functional.batch_norm

        def fails(*arguments, **named):
            raise RuntimeError("in the middle")

        nn.functional.batch_norm = fails
        try:
            self.refused(net, "RuntimeError: in the middle")
        finally:
            nn.functional.batch_norm = original
        self.assertEqual(self.state(net), before)

    def test_rows_of_the_caller(self):
        rows = RANDOM.normal(size=(6, 2)).astype(np.float32)
        before = rows.copy()
        model = mlpmodel.convert(nn.Sequential(nn.ReLU(inplace=True), nn.Linear(2, 1)), rows=rows)
        np.testing.assert_array_equal(rows, before)
        np.testing.assert_array_equal(model.verification.inputs, before)

    def test_sklearn(self):
        x = RANDOM.normal(size=(60, 2))
        pipeline = make_pipeline(StandardScaler().set_output(transform="pandas"), MLPClassifier((3,), max_iter=5)).fit(x, x[:, 0] > 0)
        before, filters = pickle.dumps(pipeline), list(warnings.filters)
        errors, seeds = np.geterr(), np.random.get_state()[1].tobytes()
        mlpmodel.convert(pipeline)
        self.assertEqual(pickle.dumps(pipeline), before)
        self.assertEqual([warnings.filters, np.geterr(), np.random.get_state()[1].tobytes()], [filters, errors, seeds])

    def test_keras(self):
        net = keras.Sequential([keras.Input((2,)), L.Normalization(), L.Dense(3), L.BatchNormalization(), L.Dropout(0.5), L.Dense(1)])
        net.layers[2].trainable = False
        net.compile("sgd", "mse")

        def state():
            return (
                net.to_json(), [array.tobytes() for array in net.get_weights()], [layer.trainable for layer in net.layers],
                [layer.training for layer in net.layers], torch.get_rng_state().numpy().tobytes(), keras.config.floatx(),
                keras.config.image_data_format(), keras.config.dtype_policy().name, net.optimizer.iterations.numpy().item(),
                {layer.name: sorted(vars(layer)) for layer in net.layers}, keras.src.backend.common.global_state.get_global_attribute("training"),
                torch.is_grad_enabled(),
            )

        net.predict(np.ones((2, 2), "f4"), verbose=0)
        before = state()
        mlpmodel.convert(net)
        self.assertEqual(state(), before)


class OwnKeras(Case):
    def both(self, net, *words):
        """Refused as an object, and as the file that Keras writes of it."""
        self.refused(net, *words)
        with tempfile.TemporaryDirectory() as folder:
            net.save(f"{folder}/net.keras")
            self.refused(f"{folder}/net.keras", *words)

    def net(self, *layers):
        return keras.Sequential([keras.Input((2,)), L.Dense(2), *layers, L.Dense(1)])

    def test_layers_of_the_users_own(self):
        class Dropout(L.Layer):
            def call(self, x):
                return x * 0.5

        @keras.saving.register_keras_serializable("mine")
        class Rescaling(L.Layer):
            def call(self, x):
                return x * 0.5

        class Dense(L.Dense):
            def call(self, x):
                return super().call(x) * 0.5

        for layer in (Dropout(), Rescaling(), Dense(2)):
            kind = type(layer).__name__
            self.both(self.net(layer), f"layer '{layer.name}' ({kind}): found {kind} of")

    def test_models_of_the_users_own(self):
        class Net(keras.Model):
            def __init__(self):
                super().__init__()
                self.one = L.Dense(1)

            def call(self, x):
                return self.one(x)

        class Sequential(keras.Sequential):
            def call(self, x, training=None, mask=None):
                return super().call(x, training=training) * 2

        net = Net()
        net(np.ones((1, 2), "f4"))
        self.refused(net, "(Net): found a model with a call of its own")
        self.refused(Net(), "(Net): found a model with a call of its own")
        self.refused(Sequential([keras.Input((2,)), L.Dense(1)]), "(Sequential): found Sequential of module")

    def test_activations_of_the_users_own(self):
        def relu(x):
            return x * 0.5

        for own in (relu, lambda x: x * x, functools.partial(keras.activations.elu, alpha=0.3)):
            self.refused(self.net(L.Dense(2, activation=own, name="it")), "layer 'it' (Dense): found")
        with tempfile.TemporaryDirectory() as folder:
            self.net(L.Dense(2, activation=lambda x: x * x, name="it")).save(f"{folder}/net.keras")
            self.refused(f"{folder}/net.keras", "layer 'it' (Dense): found an activation without a name")
        mlpmodel.convert(self.net(L.Dense(2, activation=L.LeakyReLU(0.3)), L.Activation(keras.activations.gelu)))

    def test_calls_and_objects_that_something_changes(self):
        image = keras.Input((2,))
        noisy = keras.Model(image, L.Dense(1)(L.Dropout(0.5, name="it")(image, training=True)))
        self.both(noisy, "layer 'it' (Dropout): found a call with 'training' = True")
        net = self.net(L.ReLU(name="it"))
        net.layers[1].call = lambda x: x
        self.refused(net, "layer 'it' (ReLU): found a call of its own")
        whole = keras.Sequential([keras.Input((2,), dtype="int32"), L.Dense(1)])
        self.both(whole, "(InputLayer): found the dtype 'int32'")
        self.refused(L.Dense(2), "(Dense): found an object of Keras that is no model")
        self.refused(keras.Sequential([L.Dense(2)]), "")

    def test_limits_and_scalings(self):
        for layer in (L.ReLU(max_value=50, threshold=3, negative_slope=0.1), L.ELU(0.3), L.LeakyReLU(0.2), L.Activation("hard_tanh")):
            mlpmodel.convert(self.net(layer))

    def test_every_activation_at_every_magnitude(self):
        """Rounding of the framework's own is told from another function, also where layers of float64 get float32."""
        for name in ACTIVATIONS:
            for width in ("float32", "float64", "mixed_bfloat16"):
                # Exponentials of exponentials are not finite for all weights.
                keras.utils.set_random_seed(1)
                net = keras.Sequential([keras.Input((3,)), L.Dense(4, name, dtype=width), L.Dense(4, name, dtype=width), L.Dense(2, dtype=width)])
                mlpmodel.convert(net, task="regression", tolerance=1 if width == "mixed_bfloat16" else 1e-4)

    def test_float64_far_from_0(self):
        for seed in range(10):
            random = np.random.default_rng(seed)
            norm = L.Normalization(dtype="float64")
            norm.adapt(random.normal(48.1, 0.05, (400, 3)))
            net = keras.Sequential([keras.Input((3,), dtype="float64"), norm, L.Dense(8, "tanh", dtype="float64"), L.Dense(1, dtype="float64")])
            model = mlpmodel.convert(net)
            rows = random.normal(48.1, 0.05, (200, 3)).astype("f4")
            expected = net(rows.astype("f8")).detach().numpy()
            self.assertLess(abs(mlpmodel.predict(model, rows) - expected).max(), 1e-6)


class OwnScikitLearn(Case):
    def setUp(self):
        self.x = RANDOM.normal(size=(60, 2))
        self.y = self.x[:, 0] > 0

    def test_estimators_of_the_users_own(self):
        class StandardScaler(sklearn.preprocessing.StandardScaler):
            def transform(self, X, copy=None):
                return super().transform(X) * 2

        class Own(MLPClassifier):
            pass

        Own.__name__ = "MLPClassifier"
        class Whole(Pipeline):
            pass

        Whole.__name__ = "Pipeline"
        net = MLPClassifier((3,), max_iter=5)
        self.refused(make_pipeline(StandardScaler(), net).fit(self.x, self.y), "layer 'standardscaler' (StandardScaler): found StandardScaler of module")
        self.refused(Own((3,), max_iter=5).fit(self.x, self.y), "(MLPClassifier): found MLPClassifier of module")
        self.refused(Whole([("m", net)]).fit(self.x, self.y), "(Pipeline): found Pipeline of module")
        patched = MLPClassifier((3,), max_iter=5).fit(self.x, self.y)
        patched.predict_proba = lambda x: x
        self.refused(patched, "found a predict_proba of its own")

    def test_steps_that_pass_on(self):
        for steps in (["passthrough"], [None], ["passthrough", StandardScaler(), None]):
            named = [(f"s{i}", step) for i, step in enumerate(steps)]
            pipeline = Pipeline([*named, ("m", MLPClassifier((3,), max_iter=5))]).fit(self.x, self.y)
            found = mlpmodel.predict(mlpmodel.convert(pipeline), self.x)
            np.testing.assert_allclose(found[:, 0], pipeline.predict_proba(self.x)[:, 1], atol=1e-6)
        self.refused(Pipeline([("s", StandardScaler()), ("m", "passthrough")]).fit(self.x), "step 's' (StandardScaler)")
        self.refused(Pipeline([("m", "passthrough")]).fit(self.x), "found no step but 'passthrough'")

    def test_what_is_not_fitted_or_changed(self):
        self.refused(make_pipeline(StandardScaler(), MLPClassifier()), "found no mean_, expected a fitted model")
        self.refused(MLPRegressor(), "found no weights, expected a fitted model")
        net = MLPRegressor(hidden_layer_sizes=(3,), max_iter=5).fit(self.x, self.x[:, 0])
        for change, said in [
            (lambda n: setattr(n, "activation", "cube"), "found the activation 'cube'"),
            (lambda n: setattr(n, "activation", None), "found the activation None"),
            (lambda n: n.coefs_.pop(), "coefs_ and intercepts_ that do not belong together"),
            (lambda n: n.coefs_.__setitem__(1, n.coefs_[1][1:]), "step 'model' (MLPRegressor), layer 1: found weights of shape [2, 1]"),
            (lambda n: n.coefs_[0].__setitem__((0, 0), np.nan), "step 'model' (MLPRegressor), layer 0: found nan"),
            (lambda n: setattr(n, "coefs_", 3), "coefs_ and intercepts_ that do not belong together"),
        ]:
            changed = copy.deepcopy(net)
            change(changed)
            self.refused(changed, said)

    def test_columns_far_from_0(self):
        kinds = {"latitude": (48.1, 0.05), "year": (2004, 6), "postcode": (80_331, 900), "time": (1.7e9, 3e6), "northing": (5.33e6, 4e3)}
        for name, (middle, spread) in kinds.items():
            for scaler in (StandardScaler(), MinMaxScaler((-1, 1)), RobustScaler(), MaxAbsScaler()):
                x = RANDOM.normal(middle, spread, (400, 2)).astype("f4").astype("f8")
                y = (x[:, 0] - middle) / spread
                pipeline = make_pipeline(scaler, MLPRegressor(hidden_layer_sizes=(16,), max_iter=20, random_state=0)).fit(x, y)
                model = mlpmodel.convert(pipeline)
                off = abs(mlpmodel.predict(model, x)[:, 0] - pipeline.predict(x)).max()
                self.assertLess(off, 2e-6 if not isinstance(scaler, MaxAbsScaler) else 1e-5, (name, scaler))

    def test_columns_that_float32_cannot_tell_apart(self):
        """Rows of float64: the file and its readers get origins, and give what scikit-learn gives."""
        for middle, spread in ((1.7645796e9, 1000), (52.5, 0.0005), (5.33e6, 1)):
            for scaler in (StandardScaler(), MinMaxScaler((-1, 1)), RobustScaler()):
                x = np.column_stack([RANDOM.normal(middle, spread, 400), RANDOM.normal(size=400)])
                y = (x[:, 0] - middle) / spread + x[:, 1]
                pipeline = make_pipeline(scaler, MLPRegressor(hidden_layer_sizes=(16,), max_iter=20, random_state=0)).fit(x, y)
                with tempfile.TemporaryDirectory() as folder:
                    path = os.path.join(folder, "model.h5")
                    mlpmodel.save(pipeline, path, minimum=x.min(axis=0), maximum=x.max(axis=0))
                    model = mlpmodel.load(path)
                self.assertEqual((model.input.origin != 0).tolist(), [True, False])
                self.assertLess(abs(model.input.minimum[0]), 8 * spread)
                off = abs(mlpmodel.predict(model, x)[:, 0] - pipeline.predict(x)).max()
                self.assertLess(off, 3e-6, (middle, scaler))


if __name__ == "__main__":
    unittest.main()
