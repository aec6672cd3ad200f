"""Model files as estimators of scikit-learn: trained already, so `fit` learns nothing. Needs scikit-learn."""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_array, check_consistent_length, column_or_1d

from . import files
from .errors import ModelError, too_narrow
from .model import Array
from .runtime import Model
from .tables import selected


class _Estimator(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """What both kinds share. `model` is a path, a file's bytes or a `Model`; it is loaded when first needed."""

    tasks: tuple[str, ...] = ()

    def __init__(self, model: Any) -> None:
        self.model = model

    def fit(self, X: Any, y: Any = None) -> Self:
        """Checks that the model takes such rows, and that there is one target for each; there is nothing to learn."""
        rows = self._validated(X)
        if y is not None:
            check_consistent_length(rows, self._targets(y))
        return self

    def _targets(self, y: Any) -> Any:
        many = len(self._loaded().labels) > 1 and np.ndim(y) == 2
        return check_array(y, ensure_2d=False) if many else column_or_1d(y, warn=True)

    @property
    def n_features_in_(self) -> int:
        return len(self._loaded().features)

    @property
    def feature_names_in_(self) -> NDArray[np.object_]:
        return np.array(self._loaded().features, dtype=object)

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.target_tags.required = False
        return tags

    def _loaded(self) -> Model:
        given, model = getattr(self, "_cache", (None, None))
        if model is None or given is not self.model:
            model = self.model if isinstance(self.model, Model) else Model(self.model)
            if model.task not in self.tasks:
                raise ModelError(f"model: found one for the task {model.task!r}, expected {' or '.join(map(repr, self.tasks))}")
            self._cache = self.model, model
        return model

    def _validated(self, X: Any) -> NDArray[Any]:
        """Rows as float32, or float64 where features have origins, finite, of the model's features; a table is matched by its columns' names."""
        model = self._loaded()
        X = selected("X", X, model.features, model.origins)
        try:
            # Raw values of features with origins are no float32, and are not to be made of it.
            if model.origins is not None and (given := np.asarray(X).dtype) in (np.float32, np.float16):
                raise too_narrow("X", given)
            rows: NDArray[Any] = check_array(X, dtype=np.float32 if model.origins is None else np.float64, order="C")
        except ValueError as error:
            gap = model.imputes and "contains NaN" in str(error)
            filled = "; the model imputes missing values only in mlp-infer, so fill them first, as a SimpleImputer does"
            raise ModelError(str(error) + (filled if gap else "")) from None
        if rows.shape[1] != len(model.features):
            name, expected = type(self).__name__, len(model.features)
            raise ModelError(f"X has {rows.shape[1]} features, but {name} is expecting {expected} features as input")
        return rows


class MLPModelClassifier(ClassifierMixin, _Estimator):  # type: ignore[misc]
    """A model file for classes, or for labels that do not exclude each other, whose predictions are 0 and 1 for each.

    `classes_` are the model's labels in the order of its outputs, as whole numbers where all of them are and fit
    into int64 or uint64, which NumPy would round otherwise.
    """

    tasks = ("classification", "multi_label")

    @property
    def classes_(self) -> NDArray[Any]:
        labels = self._loaded().labels
        whole = all(label.lstrip("-").isdecimal() and str(int(label)) == label for label in labels)
        numbers = [int(label) for label in labels] if whole else []
        for kind in (np.int64, np.uint64):
            if whole and np.iinfo(kind).min <= min(numbers) and max(numbers) <= np.iinfo(kind).max:
                return np.array(numbers, kind)
        return np.array(labels)

    def predict(self, X: Any) -> NDArray[Any]:
        """The class of each row [rows], or 0 and 1 for each label [rows, labels]."""
        rows, model = self._validated(X), self._loaded()
        if model.task == "multi_label":
            network = files.from_bytes(model.source) if isinstance(model.source, bytes) else files.load(model.source)
            return (model.predict(rows) > np.float32(network.output.threshold)).astype(int)
        found = model.predict_classes(rows)
        if (found < 0).any():
            raise ModelError(f"row {int(np.argmax(found < 0))}: its probabilities are NaN, so it has no class")
        return self.classes_[found]

    def predict_proba(self, X: Any) -> Array:
        """The probability of each class or label [rows, labels], float32."""
        rows, model = self._validated(X), self._loaded()
        found = model.predict(rows)
        # One output is the probability of the second of two classes.
        if found.shape[1] < len(model.labels):
            return np.hstack([1 - found, found])
        return found

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.poor_score = True  # on targets that the model was not made for
        return tags

    def _targets(self, y: Any) -> Any:
        check_classification_targets(y)
        return super()._targets(y) if self._loaded().task == "multi_label" else column_or_1d(y, warn=True)


class MLPModelRegressor(RegressorMixin, _Estimator):  # type: ignore[misc]
    """A model file for numbers."""

    tasks = ("regression",)

    def predict(self, X: Any) -> Array:
        """float32 [rows], or [rows, outputs] where there are several."""
        rows = self._validated(X)
        found = self._loaded().predict(rows)
        return found[:, 0] if found.shape[1] == 1 else found

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.regressor_tags.poor_score = True
        return tags
