"""What convert says of a source that is, or is not, what its layers say: sources of functions, without a framework."""

import pathlib
import sys
import unittest
import unittest.mock
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import mlpmodel
import numpy as np
from mlpmodel import ModelError
from mlpmodel.activations import PARAMETERS, apply
from mlpmodel.chain import Activation, Dense, Scaling, Source
from mlpmodel.comparison import BREAKS, probes

VALUES = {
    "alpha": 0.6, "beta": 0.4, "scale": 1.1, "theta": 0.2, "value": -0.3, "b": 3.0, "negative_slope": 0.2, "threshold": 0.3,
    "max_value": 9.0, "min_value": -8.0,
}


def activation(tag, **changed):
    return Activation(tag, {name: {**VALUES, **changed}[name] for name in PARAMETERS[tag]})


def converted(operations, run, width="float32", **options):
    inputs = np.shape(operations[0].weights)[0] if isinstance(operations[0], Dense) else 3
    source = Source(operations, inputs, "test", run=run, width=width)
    with unittest.mock.patch("mlpmodel.convert.read", return_value=source), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return mlpmodel.convert(None, **options)


def runs(operations, dtype=np.float32):
    """A framework that computes the operations in numbers of a type."""
    def run(rows):
        a = rows.astype(dtype)
        with np.errstate(all="ignore"):
            for one in operations:
                if isinstance(one, Dense):
                    a = a @ np.asarray(one.weights, dtype) + np.asarray(one.bias, dtype)
                elif isinstance(one, Scaling):
                    a = (a - np.asarray(one.offset, dtype)) * np.asarray(one.scale, dtype) + np.asarray(one.shift, dtype)
                else:
                    a = apply(one.tag, dict(one.parameters), a.astype(max(dtype, np.float32, key=lambda t: np.dtype(t).itemsize))).astype(dtype)
        return a
    return run


def net(middle, seed=1, size=1.0):
    random = np.random.default_rng(seed)
    weights = [(random.normal(0, size, shape)).astype(np.float32) for shape in ((3, 5), 5, (5, 5), 5, (5, 2), 2)]
    return [Dense(*weights[:2]), *middle, Dense(*weights[2:4]), *middle, Dense(*weights[4:])]


class Alike(unittest.TestCase):
    def test_every_activation_in_every_width(self):
        for tag in PARAMETERS:
            for seed in range(4):
                for width, dtype, tolerance in (("float64", np.float64, 1e-5), ("float32", np.float32, 1e-4), ("float16", np.float16, 1)):
                    with self.subTest(tag, seed=seed, width=width):
                        operations = net([activation(tag)], seed, 0.2 if tag == "exponential" else 1)
                        converted(operations, runs(operations, dtype), width, tolerance=tolerance)

    def test_scalings_far_from_0(self):
        random = np.random.default_rng(5)
        for seed in range(5):
            for offset in (48.1, 2004, 1.7e9):
                scaling = Scaling(offset + random.random(3), 1 / (offset * 1e-3 * (1 + random.random(3))))
                operations = [scaling, *net([activation("relu")], seed)]
                converted(operations, runs(operations, np.float64), "float64")

    def test_what_is_run_may_write_into_its_rows(self):
        operations = net([activation("tanh")])

        def run(rows):
            found = runs(operations)(rows)
            rows[:] = 7
            return found

        rows = np.random.default_rng(1).normal(size=(5, 3)).astype(np.float32)
        model = converted(operations, run, rows=rows)
        self.assertEqual(model.verification.inputs.tolist(), rows.tolist())
        self.assertFalse((rows == 7).any())


class Different(unittest.TestCase):
    def refused(self, operations, run, *words, **options):
        with self.assertRaises(ModelError) as caught:
            converted(operations, run, **options)
        for word in words or ("the source computes something else than its layers say",):
            self.assertIn(word, str(caught.exception))
        self.assertNotIn("tolerance", str(caught.exception) if not words else "")

    def test_a_limit_that_only_large_numbers_reach(self):
        for tag, key, value in [
            ("hard_tanh", "max_value", 9.5), ("hard_tanh", "min_value", -9), ("clipped_relu", "max_value", 1e4),
            ("clipped_relu", "threshold", 0.31), ("threshold", "theta", 0.25), ("threshold", "value", -0.31),
            ("leaky_relu", "negative_slope", 0.201), ("hard_sigmoid", "beta", 0.41), ("elu", "alpha", 0.61), ("softplus", "beta", 0.41),
        ]:
            for seed in range(3):
                with self.subTest(tag, key=key, seed=seed):
                    self.refused(net([activation(tag)], seed), runs(net([activation(tag, **{key: value})], seed)))

    def test_a_second_place_that_is_left_out(self):
        ones = lambda n, m: Dense(np.ones((n, m)), np.ones(m))
        clip = Activation("hard_tanh", {"min_value": -10, "max_value": 10})
        whole = [ones(1, 2), clip, ones(2, 2), clip, ones(2, 1)]
        self.assertEqual(runs(whole)(np.full((1, 1), 100, np.float32)).tolist(), [[21.0]])
        self.refused([ones(1, 2), clip, ones(2, 2), ones(2, 1)], runs(whole))

    def test_activations_that_are_like_others(self):
        for tag, other in [
            ("relu", "relu6"), ("gelu", "gelu_tanh"), ("softplus", "squareplus"), ("linear", "hard_tanh"), ("sigmoid", "hard_sigmoid"),
            ("silu", "hard_silu"), ("elu", "celu"), ("tanh", "softsign"), ("relu", "leaky_relu"), ("linear", "threshold"),
        ]:
            with self.subTest(tag):
                self.refused(net([activation(tag)]), runs(net([activation(other)])))

    def test_rounding_to_whole_numbers(self):
        self.refused(net([]), lambda rows: runs(net([]))(np.trunc(rows)))

    def test_a_difference_of_a_thousandth(self):
        self.refused([Dense(np.eye(2))], lambda rows: rows * 1.001)
        for width in ("float64", "float32"):
            self.refused(net([activation("relu")]), lambda rows: runs(net([activation("relu")]))(rows) + 1e-3, width=width)

    def test_results_that_are_no_numbers(self):
        self.refused([Dense(np.eye(2))], lambda rows: np.where(abs(rows) > 1e5, np.nan, rows))
        self.refused([Dense(np.eye(2))], lambda rows: rows * np.nan, "outputs of the source that are not finite")
        self.refused([Dense(np.eye(2))], lambda rows: rows[:, :1], "outputs: found shape [16, 2], expected the source's [16, 1]")

    def test_rounding_is_told_from_another_network(self):
        """A tolerance is only spoken of where it is rounding, and the one that is said is enough."""
        scaling = Scaling(np.full(3, 4801.0), np.full(3, 20.0))
        operations = [scaling, *net([activation("tanh")])]

        def run(rows):
            # x * scale - offset * scale, as PyTorch normalises.
            return runs(operations[1:])(rows * np.float32(20) - np.float32(4801 * 20))

        def half(rows):
            return runs(operations, np.float16)(rows)

        with self.assertRaisesRegex(ModelError, r"the source computes in float32, whose rounding explains it: give tolerance=\S+$") as caught:
            noisy = lambda rows: run(rows + np.float32(4801) - np.float32(4801)) * (1 + 3e-5 * np.sign(rows[:, :1] - 4801))
            converted(operations, lambda rows: noisy(rows))
        tolerance = float(str(caught.exception).rpartition("=")[2])
        converted(operations, noisy, tolerance=tolerance)

    def test_an_error_of_the_source(self):
        def broken(rows):
            raise RuntimeError("out of\nluck")

        self.refused([Dense(np.eye(2))], broken, "found what cannot be read or run (RuntimeError: out of luck), expected a sound model")


class Rows(unittest.TestCase):
    def test_rows_reach_both_sides_of_every_break(self):
        for tag in BREAKS:
            operations = net([activation(tag)], 2)
            model = converted(operations, runs(operations, np.float64), "float64")
            source = Source(operations, 3, "test", width="float64")
            rows = probes(source, model, 2.0**-53).astype(np.float64)
            for magnitude in (1e-6, 1e-3, 1, 1e3, 1e6):
                largest = abs(rows).max(axis=1)
                self.assertTrue(((largest > magnitude / 5) & (largest < magnitude * 5)).any(), magnitude)
            for z in (rows @ operations[0].weights + operations[0].bias,):
                for value in BREAKS[tag](*(operations[1].parameters[name] for name in PARAMETERS[tag])):
                    apart = (z - value) / max(1, abs(value))
                    for side in (apart[apart >= 0], -apart[apart <= 0]):
                        self.assertLess(side.min(), 1e-6, (tag, value))


class Arguments(unittest.TestCase):
    def test_arguments_that_do_not_fit(self):
        operations = net([activation("relu")])
        for options, words in [
            ({"names": ["a"]}, "names: found 1, expected 3"), ({"names": "abc"}, "names: found 'abc', expected a list"),
            ({"labels": ["a"] * 3}, "labels: found 3, expected 2"), ({"labels": 5}, "labels: found 5"),
            ({"task": "classify"}, "task: found 'classify'"), ({"task": 3}, "task: found 3"),
            ({"tolerance": -1}, "tolerance: found -1"), ({"tolerance": "a"}, "tolerance: found 'a'"),
            ({"tolerance": float("nan")}, "tolerance: found nan"),
            ({"minimum": [0, 0, 0]}, "minimum, maximum: found one of them"),
            ({"minimum": [0, 0], "maximum": [1, 1]}, "minimum: found shape [2], expected [3]"),
            ({"minimum": ["a"] * 3, "maximum": [1] * 3}, "minimum: found list, expected numbers"),
            ({"rows": [[1, 2]]}, "rows: found shape [1, 2], expected ['rows', 3]"), ({"rows": [[1, 2, "x"]]}, "rows: found list"),
            ({"rows": [[1, 2, 3], [1]]}, "rows: found list"), ({"rows": [[1, 2, np.nan]]}, "rows: found nan"),
            ({"provenance": {"a": [1]}}, "/provenance@a: found list"), ({"provenance": {3: 1}}, "/provenance"),
            ({"provenance": 3}, "provenance: found 3"),
        ]:
            with self.subTest(words):
                with self.assertRaises(ModelError) as caught:
                    converted(operations, runs(operations), **options)
                self.assertIn(words, str(caught.exception))

    def test_a_task_that_the_last_activation_is_not_for(self):
        for tag, task in [("relu", "classification"), ("softmax", "multi_label"), ("sigmoid", "classification"), ("tanh", "multi_label")]:
            operations = [*net([activation("relu")]), activation(tag)]
            with self.assertRaisesRegex(ModelError, f"task: found '{task}' for 2 outputs behind {tag}, expected linear or"):
                converted(operations, runs(operations), task=task)
            converted(operations, runs(operations), task="regression")

    def test_a_regression_that_is_a_guess_is_said(self):
        for last, options, said in [
            (activation("linear"), {}, True), (activation("relu"), {}, True), (activation("linear"), {"task": "regression"}, False),
            (activation("linear"), {"task": "classification"}, False), (activation("softmax"), {}, False),
            (activation("log_softmax"), {}, False), (activation("sigmoid"), {}, False),
        ]:
            operations = [*net([activation("relu")]), last]
            found = Source(operations, 3, "test", run=runs(operations))
            with unittest.mock.patch("mlpmodel.convert.read", return_value=found), warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                mlpmodel.convert(None, **options)
            self.assertEqual(["give task='classification'" in str(one.message) for one in caught], [True] * said, (last, options))
            self.assertTrue(all(one.filename == __file__ for one in caught))

    def test_logarithms_of_probabilities_make_a_classifier(self):
        operations = [*net([activation("relu")]), activation("log_softmax")]
        model = converted(operations, runs(operations))
        self.assertEqual([model.output.task, model.layers[-1].activation], ["classification", "softmax"])
        rows = np.random.default_rng(1).normal(size=(20, 3)).astype(np.float32)
        np.testing.assert_allclose(mlpmodel.predict(model, rows), np.exp(runs(operations, np.float64)(rows)), rtol=1e-5, atol=1e-7)


if __name__ == "__main__":
    unittest.main()
