"""mlpmodel.Model: libmlp in this process."""

import array
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import unittest

import numpy as np

from package import IRIS, MODELS, ROOT
import mlpmodel
from mlpmodel import Model, ModelError

ROWS = np.random.default_rng(1).normal(3, 2, (3000, 4)).astype(np.float32)


class ModelTest(unittest.TestCase):
    def setUp(self):
        self.model = Model(IRIS)

    def same(self, found, expected):
        self.assertEqual((found.dtype, found.shape), (expected.dtype, expected.shape))
        self.assertEqual(found.tobytes(), expected.tobytes())

    def refused(self, words, call, *arguments, **named):
        with self.assertRaises(ModelError) as caught:
            call(*arguments, **named)
        self.assertIn(words, str(caught.exception))
        self.assertTrue(str(caught.exception).isprintable())


class Files(ModelTest):
    def test_what_a_model_says_of_itself(self):
        values = mlpmodel.load(IRIS)
        self.assertEqual(self.model.features, tuple(values.input.names))
        self.assertEqual(self.model.labels, ("setosa", "versicolor", "virginica"))
        self.assertEqual(self.model.task, "classification")
        self.assertEqual(self.model.identity, mlpmodel.identity(values))
        self.assertEqual(self.model.verified_rows, 16)
        self.assertEqual(self.model.threads, 1)
        self.assertIn("4 features, 3 labels", repr(self.model))

    def test_every_golden_model_gives_its_verification_rows_to_the_bit(self):
        compared = 0
        for path in sorted(MODELS.glob("v1/*.h5")):
            model = mlpmodel.load(path)
            rows, origin = model.verification, model.input.origin
            if rows is not None and rows.tolerance == 0 and origin is None:
                with self.subTest(path.name):
                    self.same(Model(path).predict(rows.inputs), rows.outputs.astype(np.float32))
                    compared += 1
        self.assertGreater(compared, 2)

    def test_raw_values_are_taken_relative_to_origins(self):
        path = MODELS / "v1/origin.h5"
        values, model = mlpmodel.load(path), Model(path)
        rows, origin = values.verification, values.input.origin
        self.assertEqual(model.origins, tuple(origin))
        self.assertIsNone(self.model.origins)
        raw = rows.inputs.astype(np.float64) + origin
        # Where the sum is exact, the outputs are to the bit.
        exact = ((raw - origin).astype(np.float32) == rows.inputs).all(axis=1)
        self.assertGreater(exact.sum(), 3)
        expected = rows.outputs.astype(np.float32)[exact]
        self.same(model.predict(raw[exact]), expected)
        self.same(model.predict(np.asfortranarray(raw[exact])), expected)
        self.same(model.predict(raw[exact].tolist()), expected)
        self.same(model.predict(raw[exact][0]), expected[0])
        self.same(mlpmodel.forward.features(values, raw[exact]), rows.inputs[exact])
        for dtype in (np.float32, np.float16):
            with np.errstate(over="ignore"):
                self.refused("expected float64", model.predict, raw.astype(dtype))
        self.refused("x: found the shape", model.predict, raw[:, :2])

    def test_bytes_are_as_good_as_a_path(self):
        content = IRIS.read_bytes()
        for source in (content, bytearray(content), memoryview(content), str(IRIS)):
            self.same(Model(source).predict(ROWS), self.model.predict(ROWS))

    def test_an_identity_is_pinned(self):
        Model(IRIS, identity=self.model.identity)
        self.refused("identity: found", Model, IRIS, identity="0" * 64)
        self.refused("identity", Model, IRIS, identity="abc")

    def test_every_hostile_file_is_an_error(self):
        files = sorted((MODELS / "invalid").glob("*.h5"))
        self.assertGreater(len(files), 50)
        for path in files:
            with self.subTest(path.name):
                self.refused(f"{path.resolve()}: ", Model, path.resolve())
                self.refused("model in memory: ", Model, path.read_bytes())

    def test_what_is_no_file(self):
        self.refused("/nowhere/m.h5: ", Model, "/nowhere/m.h5")
        self.refused("/: ", Model, "/")
        self.refused("without a zero", Model, "a\0b")
        self.refused("/\\xFF.h5: ", Model, os.fsdecode(b"/\xff.h5"))
        self.refused("source: found int", Model, 7)
        self.refused("threads: found 1025", Model, IRIS, threads=1025)
        self.refused("threads: found -1", Model, IRIS, threads=-1)

    def test_a_closed_model_refuses(self):
        with self.model as model:
            self.assertFalse(model.closed)
        self.assertTrue(self.model.closed)
        self.model.close()
        for call in (self.model.predict, self.model.predict_logits, self.model.predict_classes):
            self.refused("closed", call, ROWS)
        self.assertEqual(self.model.features[0], "sepal_length_cm")

    def test_a_model_that_its_rows_close_refuses(self):
        class Rows:
            def __array__(rows, dtype=None, copy=None):
                self.model.close()
                return ROWS.astype(float)

        self.refused("closed meanwhile", self.model.predict, Rows())


class Rows(ModelTest):
    def test_a_row_is_the_same_alone_and_in_any_batch(self):
        together = self.model.predict(ROWS)
        self.same(Model(IRIS, threads=2).predict(np.tile(ROWS, (40, 1)))[-3000:], together)
        for i in range(0, 3000, 300):
            self.same(self.model.predict(ROWS[i]), together[i])
            self.same(self.model.predict(ROWS[i : i + 7]), together[i : i + 7])

    def test_every_kind_of_number_and_layout(self):
        rows = np.round(ROWS[:50])
        expected = self.model.predict(rows)
        spread = np.zeros((100, 8), np.float32)
        spread[::2, ::2] = rows
        odd = np.frombuffer(b"\0" + rows.tobytes(), np.float32, offset=1).reshape(rows.shape)
        frozen = rows.copy()
        frozen.flags.writeable = False
        given = {
            "float64": rows.astype(float), "int64": rows.astype(int), "int8": rows.astype(np.int8), "lists": rows.tolist(),
            "big-endian": rows.astype(">f4"), "Fortran": np.asfortranarray(rows), "strides": spread[::2, ::2],
            "misaligned": odd, "read-only": frozen, "bytes": memoryview(rows.tobytes()).cast("f", rows.shape),
        }
        for name, x in given.items():
            with self.subTest(name):
                self.same(self.model.predict(x), expected)
        self.same(self.model.predict(array.array("f", rows[3])), expected[3])

    def test_float64_is_rounded_once(self):
        rows = np.random.default_rng(2).normal(3, 2, (500, 4))
        self.same(self.model.predict(rows), self.model.predict(rows.astype(np.float32)))

    def test_no_rows(self):
        self.assertEqual(self.model.predict(ROWS[:0]).shape, (0, 3))
        self.assertEqual(self.model.predict_classes(ROWS[:0]).shape, (0,))

    def test_rows_that_do_not_fit(self):
        fit = "expected (rows, 4), or (4,) for one row"
        for x in (ROWS[:, :3], ROWS[0, :3], ROWS[None], np.float32(1), 5, [], np.zeros((2, 2, 4))):
            self.refused(fit, self.model.predict, x)
        for x in ("text", None, b"1234", [["a"] * 4], ROWS.astype(complex), ROWS.astype("M8[s]"), [object()] * 4):
            self.refused("expected numbers", self.model.predict, x)
        self.refused("expected rows of 4 numbers", self.model.predict, [[1, 2], [3]])

    def test_arguments_that_no_call_should_have(self):
        for arguments, named in (((), {}), ((ROWS, None, 1), {}), ((ROWS,), {"x": ROWS}), ((ROWS,), {"batch": 1})):
            with self.assertRaises(TypeError):
                self.model.predict(*arguments, **named)
        self.same(self.model.predict(out=None, x=ROWS), self.model.predict(ROWS))

    def test_classes_and_logits_agree_with_probabilities(self):
        rows = ROWS.copy()
        rows[5, 2] = np.nan
        outputs, classes = self.model.predict(rows), self.model.predict_classes(rows)
        self.assertTrue(np.isnan(outputs[5]).all())
        self.assertEqual((classes.dtype, classes[5]), (np.int32, -1))
        kept = np.delete(np.arange(3000), 5)
        np.testing.assert_array_equal(classes[kept], outputs[kept].argmax(1))
        np.testing.assert_array_equal(classes[kept], self.model.predict_logits(rows)[kept].argmax(1))
        self.assertEqual(self.model.predict_classes(ROWS[0]), classes[0])

    def test_classes_of_a_regression_are_refused(self):
        for path in sorted(MODELS.glob("v1/*.h5")):
            model = Model(path)
            if model.task == "regression":
                self.refused("classes", model.predict_classes, np.zeros((1, len(model.features)), np.float32))
                return
        self.fail("no model is a regression")


class Gaps(ModelTest):
    """Rows with NaN for a model that imputes missing values, and for one that does not."""

    def setUp(self):
        self.path = MODELS / "v1/optional.h5"
        self.model = Model(self.path)
        self.values = mlpmodel.load(self.path)
        self.rows = np.random.default_rng(4).normal(size=(50, 8)).astype(np.float32)

    def test_a_model_says_whether_it_imputes(self):
        self.assertIs(self.model.imputes, True)
        self.assertIs(Model(IRIS).imputes, False)

    def test_rows_with_a_gap_are_refused_where_the_model_imputes(self):
        for at in ((0, 0), (7, 3), (49, 7)):
            rows = self.rows.copy()
            rows[at] = np.nan
            for x in (rows, rows.astype(float), rows.tolist(), rows[:, ::-1][:, ::-1], -rows):
                for call in (self.model.predict, self.model.predict_logits, self.model.predict_classes):
                    self.refused(f"x: row {at[0]}, feature 'feature {at[1]}': found NaN", call, x)
            self.refused("x: row 0", self.model.predict, rows[at[0]])
            self.refused("x: row", self.model.predict, rows, np.zeros((50, 1), np.float32))
        self.same(self.model.predict(self.rows), Model(self.path.read_bytes()).predict(self.rows))

    def test_the_advice_works(self):
        x = self.rows.copy()
        x[x > 1] = np.nan
        with self.assertRaises(ModelError) as caught:
            self.model.predict(x)
        advice = str(caught.exception).rpartition("fill them first: ")[2]
        filled = eval(advice, {"numpy": np, "mlpmodel": mlpmodel, "x": x})
        self.assertFalse(np.isnan(self.model.predict(filled)).any())
        np.testing.assert_array_equal(filled[np.isnan(x)], np.broadcast_to(self.values.input.imputed, x.shape)[np.isnan(x)])
        with self.assertRaisesRegex(ModelError, r"mlpmodel.from_bytes\(data\).input.imputed"):
            Model(self.path.read_bytes()).predict(x)

    def test_the_advice_works_where_features_have_origins(self):
        values = mlpmodel.load(MODELS / "v1/origin.h5")
        values.input.imputed = np.arange(len(values.input.names), dtype=np.float32)
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/gaps.h5"
            mlpmodel.write(values, path)
            model = Model(path)
            x = values.verification.inputs.astype(np.float64) + values.input.origin
            x[1, 0] = np.nan
            with self.assertRaises(ModelError) as caught:
                model.predict(x)
            filled = eval(str(caught.exception).rpartition("fill them first: ")[2], {"numpy": np, "mlpmodel": mlpmodel, "x": x})
            self.assertEqual(filled[1, 0], values.input.origin[0] + values.input.imputed[0])
            np.testing.assert_allclose(model.predict(filled), mlpmodel.predict(values, filled), rtol=1e-5, atol=1e-6)

    def test_infinite_numbers_are_no_gaps(self):
        rows = self.rows.copy()
        rows[3, 1] = np.inf
        self.model.predict(rows)

    def test_a_model_without_imputed_values_gives_nan(self):
        rows = ROWS.copy()
        rows[5, 2] = np.nan
        self.assertTrue(np.isnan(Model(IRIS).predict(rows)[5]).all())


class Out(ModelTest):
    def test_results_go_where_they_should(self):
        for method, shape, kind in (("predict", (3000, 3), "f4"), ("predict_logits", (3000, 3), "f4"), ("predict_classes", 3000, "i4")):
            call, out = getattr(self.model, method), np.zeros(shape, kind)
            self.assertIs(call(ROWS, out), out)
            self.same(out, call(ROWS))
            row = np.zeros(out.shape[1:], kind)
            self.assertIs(call(ROWS[7], out=row), row)
            self.same(row, out[7])

    def test_a_part_of_an_array_is_filled(self):
        whole = np.zeros((3, 3000, 3), np.float32)
        self.model.predict(ROWS, whole[1])
        self.same(whole[1], self.model.predict(ROWS))
        self.assertFalse(whole[[0, 2]].any())

    def test_an_out_that_does_not_fit(self):
        frozen = np.zeros((3000, 3), np.float32)
        frozen.flags.writeable = False
        for out in (frozen, np.zeros((3000, 6), np.float32)[:, ::2], [0.0], "text", b"text"):
            self.refused("expected a writable C-contiguous array of float32", self.model.predict, ROWS, out)
        for out in (np.zeros((3000, 3)), np.zeros((3000, 3), np.int32), bytearray(36000)):
            self.refused("expected float32", self.model.predict, ROWS, out)
        for out in (np.zeros((3000, 4), np.float32), np.zeros(3000 * 3, np.float32), np.zeros((2999, 3), np.float32)):
            self.refused("out: found the shape", self.model.predict, ROWS, out)
        self.refused("expected int32", self.model.predict_classes, ROWS, np.zeros(3000, np.int64))
        memory = np.zeros(7 * 10, np.float32)
        self.refused("memory that x has", self.model.predict, memory[:40].reshape(10, 4), memory[30:60].reshape(10, 3))

    def test_calls_keep_nothing(self):
        out, bad = np.zeros((3000, 3), np.float32), np.zeros((3000, 5), np.float32)
        kept = [sys.getrefcount(item) for item in (ROWS, out, bad)]

        def calls(count):
            for _ in range(count):
                self.model.predict(ROWS[:1])
                self.model.predict(ROWS[:5].astype(float))
                for x, target in ((bad, None), (ROWS, bad), (ROWS, ROWS), ("text", None)):
                    with self.assertRaises(ModelError):
                        self.model.predict(x, target)
            Model(IRIS)

        calls(200)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for _ in range(10):
            calls(200)
        # 2,000 calls that kept only 3 KB each would show as twice that.
        self.assertLess(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, 3000)
        self.assertEqual([sys.getrefcount(item) for item in (ROWS, out, bad)], kept)


class Without(unittest.TestCase):
    def test_the_package_without_its_extension_does_all_but_run(self):
        script = (
            "import sys; sys.path.insert(0, sys.argv[1])\nimport mlpmodel\nprint(mlpmodel.load(sys.argv[2]).output.task)\n"
            "try: mlpmodel.Model(sys.argv[2])\nexcept ImportError as error: print(error)"
        )
        with tempfile.TemporaryDirectory() as folder:
            package = pathlib.Path(folder) / "mlpmodel"
            package.mkdir()
            for path in pathlib.Path(mlpmodel.__file__).parent.glob("*.py"):
                (package / path.name).write_bytes(path.read_bytes())
            found = subprocess.run([sys.executable, "-c", script, folder, IRIS], check=True, capture_output=True, text=True)
        task, message = found.stdout.splitlines()
        self.assertEqual(task, "classification")
        self.assertIn("mlpmodel.Model needs libmlp, which is not in this installation", message)


if __name__ == "__main__":
    unittest.main()
