#!/usr/bin/env python3
"""Writes fixtures/reference/metrics.json: scikit-learn's numbers for what mlp-infer --evaluate prints.

usage: metrics.py            writes the file
       metrics.py --check    compares it with what scikit-learn gives now

Needs the scikit-learn that tools/imported/frameworks.txt pins. Run by hand; the tests read the file.

The file:

  versions          of NumPy and scikit-learn
  classification    [{"name", "classes", "truth" [rows], "probabilities" [rows, classes] (float32), "accuracy",
                    "log_loss", "macro_f1", "precision", "recall", "f1" [classes] with null where there is nothing
                    to divide by, "support" [classes], "confusion" [classes, classes]}]
  labels            the same of labels that each apply or not: "truth" [rows, labels] of 0 and 1, "probabilities"
                    [rows, labels]; decided above 0.5; no confusion; "log_loss" is the mean over the labels
  regression        [{"name", "truth" and "predicted" [rows] (float32), "rmse", "mae", "r2"}]
"""

import json
import pathlib
import sys

import numpy as np
import sklearn
from sklearn import metrics

FILE = pathlib.Path(__file__).resolve().parents[2] / "fixtures/reference/metrics.json"


def numbers(values):
    """Nested lists of the values, NaN as None; a float32 in the fewest digits that give it back."""
    if isinstance(values, np.ndarray):
        return [numbers(value) for value in values]
    if np.isnan(values):
        return None
    return float(str(values)) if isinstance(values, np.float32) else float(values)


def scores(truth, decided, **settings):
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        truth, decided, zero_division=np.nan, **settings)
    return {"precision": numbers(precision), "recall": numbers(recall), "f1": numbers(f1),
            "support": support.tolist(), "macro_f1": float(np.nanmean(f1)),
            "accuracy": float(metrics.accuracy_score(truth, decided))}


def classification(name, generator, classes, rows, truth_classes, decided_classes):
    truth = generator.choice(truth_classes, rows)
    logits = generator.normal(size=(rows, classes)) + 1.5 * np.eye(classes)[truth]
    logits[:, [c for c in range(classes) if c not in decided_classes]] -= 50
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    labels = list(range(classes))
    decided = p.argmax(axis=1)
    return {"name": name, "classes": classes, "truth": truth.tolist(), "probabilities": numbers(p),
            "log_loss": float(metrics.log_loss(truth, p, labels=labels)),
            "confusion": metrics.confusion_matrix(truth, decided, labels=labels).tolist(),
            **scores(truth, decided, labels=labels)}


def multi_label(name, generator, labels, rows):
    truth = (generator.random((rows, labels)) < np.linspace(0, 0.6, labels)).astype(int)
    z = generator.normal(size=(rows, labels)) + 2 * truth - 1
    z[:, -1] -= 4  # Seldom decided.
    p = (1 / (1 + np.exp(-z))).astype(np.float32)
    decided = (p > np.float32(0.5)).astype(int)
    losses = [metrics.log_loss(truth[:, j], p[:, j], labels=[0, 1]) for j in range(labels)]
    return {"name": name, "truth": truth.tolist(), "probabilities": numbers(p), "log_loss": float(np.mean(losses)),
            **scores(truth, decided)}


def regression(name, truth, predicted):
    truth, predicted = truth.astype(np.float32), predicted.astype(np.float32)
    exact = truth.astype(float), predicted.astype(float)
    return {"name": name, "truth": numbers(truth), "predicted": numbers(predicted),
            "rmse": float(metrics.root_mean_squared_error(*exact)),
            "mae": float(metrics.mean_absolute_error(*exact)), "r2": float(metrics.r2_score(*exact))}


def made():
    generator = np.random.default_rng(6)
    wave = np.sin(np.arange(30)) * 20 + 1000
    return {
        "versions": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
        "classification": [
            classification("three classes", generator, 3, 40, [0, 1, 2], {0, 1, 2}),
            classification("two classes", generator, 2, 25, [0, 0, 0, 1], {0, 1}),
            classification("one never decided for, one never true", generator, 5, 40, [0, 1, 2, 4], {0, 1, 2, 3}),
            classification("one neither", generator, 4, 30, [0, 1, 3], {0, 1, 3}),
        ],
        "labels": [multi_label("four labels", generator, 4, 30)],
        "regression": [
            regression("near", wave, wave + generator.normal(size=30)),
            regression("worse than the mean", wave, 2000 - wave),
        ],
    }


def main():
    result = made()
    if sys.argv[1:] == ["--check"]:
        expected = json.loads(FILE.read_text())
        result["versions"] = expected["versions"]
        return 0 if result == expected else "metrics.json: found other numbers than scikit-learn gives now"
    FILE.write_text(json.dumps(result, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
