"""mlpmodel.estimators under scikit-learn's own checks and in its tools; mlpmodel.Model on tables of pandas."""

import pathlib
import pickle
import sys
import unittest
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "runtime_tests"))
from package import IRIS, MODELS, ROOT
import mlpmodel
import numpy as np
import pandas as pd
from mlpmodel import ModelError
from mlpmodel.estimators import MLPModelClassifier, MLPModelRegressor
from sklearn.base import clone
from sklearn.impute import SimpleImputer
from sklearn.metrics import accuracy_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator

# Each check makes rows of a width of its own, and a model takes rows of one width.
WIDTHS = (1, 2, 3, 4, 5, 10)
# What a model that is trained already cannot do, all else passes on a model of the check's width.
NOT_APPLICABLE = {
    "check_n_features_in": "wants n_features_in_ to be unknown before fit, but the model knows",
    "check_classifiers_train": "wants one estimator to learn three classes, then two",
    "check_classifiers_classes": "wants the names of the classes to be learned",
    "check_array_api_input": "runs where SCIPY_ARRAY_API is set",
}
IMPORTED = ROOT / "fixtures/imported/sklearn"


def made(inputs, outputs, task, labels=None):
    """A model file's bytes, with weights from a fixed seed."""
    random = np.random.default_rng(inputs)

    def layer(n, m, activation):
        return mlpmodel.Layer(*(random.normal(0, 0.5, s).astype(np.float32) for s in ((n, m), m)), activation)

    last = "softmax" if task == "classification" else "linear"
    scaling = np.zeros(inputs, np.float32), np.ones(inputs, np.float32)
    return mlpmodel.to_bytes(mlpmodel.MultilayerPerceptron(
        mlpmodel.Input([f"x{i}" for i in range(inputs)], *scaling),
        [layer(inputs, 8, "relu"), layer(8, outputs, last)],
        mlpmodel.Output(task, labels or [str(i) for i in range(outputs)]),
    ))


class Checks(unittest.TestCase):
    def not_passed(self, kind, task, outputs):
        """(checks that passed for a width, checks that passed for none with what they said)."""
        passed, messages = set(), {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for inputs in WIDTHS:
                for count in outputs:
                    for result in check_estimator(kind(made(inputs, count, task)), on_fail=None, on_skip=None):
                        if result["status"] == "passed":
                            passed.add(result["check_name"])
                        else:
                            messages.setdefault(result["check_name"], []).append(str(result["exception"]))
        return passed, {name: said for name, said in messages.items() if name not in passed}

    def test_a_classifier_passes_all_that_apply(self):
        passed, failed = self.not_passed(MLPModelClassifier, "classification", (2, 3))
        self.assertEqual(set(failed), set(NOT_APPLICABLE), failed)
        self.assertGreater(len(passed), 40)

    def test_a_regressor_passes_all_that_apply(self):
        passed, failed = self.not_passed(MLPModelRegressor, "regression", (1,))
        self.assertEqual(set(failed), {"check_n_features_in", "check_array_api_input"}, failed)
        self.assertGreater(len(passed), 40)


class Use(unittest.TestCase):
    def setUp(self):
        self.table = pd.read_csv(ROOT / "fixtures/data/iris.csv")
        self.names = list(mlpmodel.Model(IRIS).features)
        self.rows = self.table[self.names].to_numpy(np.float32)
        self.outputs = mlpmodel.Model(IRIS).predict(self.rows)

    def test_what_it_says_and_predicts(self):
        estimator = MLPModelClassifier(IRIS)
        np.testing.assert_array_equal(estimator.classes_, ["setosa", "versicolor", "virginica"])
        self.assertEqual(list(estimator.feature_names_in_), self.names)
        self.assertEqual(estimator.n_features_in_, 4)
        np.testing.assert_array_equal(estimator.predict_proba(self.rows), self.outputs)
        np.testing.assert_array_equal(estimator.predict(self.rows), estimator.classes_[self.outputs.argmax(1)])
        right = accuracy_score(self.table["species"], estimator.predict(self.rows))
        self.assertEqual(estimator.score(self.rows, self.table["species"]), right)

    def test_tables_are_matched_by_name(self):
        shuffled = self.table[["species", *reversed(self.names)]]
        np.testing.assert_array_equal(MLPModelClassifier(IRIS).predict_proba(shuffled), self.outputs)
        np.testing.assert_array_equal(mlpmodel.Model(IRIS).predict(shuffled), self.outputs)
        renamed = self.table.rename(columns={"petal_width_cm": "width"})
        for call in (MLPModelClassifier(IRIS).predict, mlpmodel.Model(IRIS).predict):
            with self.assertRaisesRegex(ModelError, r"\['petal_width_cm'\] are missing, .* no \['width', 'species'\]"):
                call(renamed)
        unnamed = pd.DataFrame(self.rows)
        np.testing.assert_array_equal(mlpmodel.Model(IRIS).predict(unnamed), self.outputs)
        text = self.table[self.names].astype({"petal_width_cm": str})
        with self.assertRaisesRegex(ModelError, "expected numbers"):
            mlpmodel.Model(IRIS).predict(text)

    def test_in_a_pipeline_and_under_cross_validation(self):
        holes = self.table[self.names].mask(np.random.default_rng(1).random(self.rows.shape) < 0.1)
        pipeline = make_pipeline(SimpleImputer().set_output(transform="pandas"), MLPModelClassifier(IRIS))
        pipeline.fit(holes, self.table["species"])
        filled = holes.fillna(holes.mean())
        expected = mlpmodel.Model(IRIS).predict(filled)
        np.testing.assert_array_equal(pipeline.predict_proba(holes), expected)
        for method, single in (("predict_proba", self.outputs), ("predict", MLPModelClassifier(IRIS).predict(self.rows))):
            found = cross_val_predict(MLPModelClassifier(IRIS), self.rows, self.table["species"], cv=3, method=method, n_jobs=2)
            np.testing.assert_array_equal(found, single)

    def test_clones_and_pickles(self):
        for source in (IRIS, IRIS.read_bytes(), mlpmodel.Model(IRIS)):
            estimator = clone(MLPModelClassifier(source).fit(self.rows))
            for copy in (estimator, pickle.loads(pickle.dumps(estimator.fit(self.rows)))):
                np.testing.assert_array_equal(copy.predict_proba(self.rows), self.outputs)

    def test_another_model_is_loaded(self):
        estimator = MLPModelClassifier(IMPORTED / "digits.h5")
        self.assertEqual(estimator.n_features_in_, 64)
        self.assertEqual(estimator.set_params(model=IRIS).n_features_in_, 4)

    def test_whole_numbers_are_numbers(self):
        table = pd.read_csv(ROOT / "fixtures/data/digits-test.csv")
        estimator = MLPModelClassifier(IMPORTED / "digits.h5")
        np.testing.assert_array_equal(estimator.classes_, np.arange(10))
        rows = table.drop(columns=table.columns[-1]).to_numpy()
        self.assertGreater(estimator.score(rows, table[table.columns[-1]]), 0.8)

    def test_whole_numbers_that_an_array_would_round_stay_what_they_are(self):
        large = 2**53 + 1
        for labels, kind in (
            ([0, large], "i"), ([0, 2**64 - 1], "u"), ([-1, 2**64 - 1], "U"), ([large, 2**64], "U"),
        ):
            estimator = MLPModelClassifier(made(1, 2, "classification", [str(label) for label in labels]))
            self.assertEqual(estimator.classes_.dtype.kind, kind)
            self.assertEqual([int(label) for label in estimator.classes_], labels)

    def test_one_output_is_two_classes(self):
        estimator = MLPModelClassifier(IMPORTED / "binary.h5")
        rows = np.random.default_rng(1).normal(3, 2, (200, estimator.n_features_in_))
        probabilities = estimator.predict_proba(rows)
        self.assertEqual(probabilities.shape, (200, 2))
        np.testing.assert_array_equal(probabilities[:, :1], 1 - probabilities[:, 1:])
        np.testing.assert_array_equal(estimator.predict(rows) == estimator.classes_[1], probabilities[:, 1] > 0.5)

    def test_labels_that_do_not_exclude_each_other(self):
        estimator = MLPModelClassifier(IMPORTED / "multi-label.h5")
        rows = np.random.default_rng(1).normal(3, 2, (200, estimator.n_features_in_))
        np.testing.assert_array_equal(estimator.predict(rows), estimator.predict_proba(rows) > 0.5)

    def test_features_with_origins(self):
        values = mlpmodel.load(MODELS / "v1/origin.h5")
        rows = values.verification.inputs.astype(float) + values.input.origin
        kind = MLPModelRegressor if values.output.task == "regression" else MLPModelClassifier
        call = kind(MODELS / "v1/origin.h5")
        found = call.predict(rows) if kind is MLPModelRegressor else call.predict_proba(rows)
        expected = mlpmodel.Model(MODELS / "v1/origin.h5").predict(rows)
        np.testing.assert_array_equal(found.reshape(len(rows), -1)[:, -1], expected[:, -1])
        narrow = rows.astype(np.float32)
        for table in (narrow, pd.DataFrame(narrow, columns=values.input.names)):
            with self.assertRaisesRegex(ModelError, "X: found float32, expected float64: .* relative to origins"):
                call.predict(table)

    def test_models_and_rows_that_do_not_fit(self):
        for kind, model in ((MLPModelRegressor, IRIS), (MLPModelClassifier, MODELS / "v1/example.h5")):
            with self.assertRaisesRegex(ModelError, "model: found one for the task"):
                kind(model).predict(self.rows)
        with self.assertRaisesRegex(ModelError, "X has 3 features, but MLPModelClassifier is expecting 4"):
            MLPModelClassifier(IRIS).fit(self.rows[:, :3])
        with self.assertRaisesRegex(ModelError, "NaN"):
            MLPModelClassifier(IRIS).predict(np.where(self.rows > 5, np.nan, self.rows))
        gap = np.zeros((2, 8))
        gap[1, 1] = np.nan
        for table in (gap, pd.DataFrame(gap, columns=mlpmodel.Model(MODELS / "v1/optional.h5").features)):
            with self.assertRaisesRegex(ModelError, "contains NaN.*the model imputes missing values only in mlp-infer"):
                MLPModelClassifier(MODELS / "v1/optional.h5").predict_proba(table)
            with self.assertRaisesRegex(ModelError, "x: row 1, feature 'feature 1': found NaN"):
                mlpmodel.Model(MODELS / "v1/optional.h5").predict(table)


if __name__ == "__main__":
    unittest.main()
