"""Cross-validated accuracy on four small tables: the commands beside scikit-learn's MLPClassifier.

Both see the same folds, standardise features by the training rows, and train the same layers as long, in batches of the
same size, with Adam at the same rate and the same L2 (scikit-learn divides its alpha by the batch's rows). Both draw
weights the same way, each from random numbers of its own.
"""

import statistics
import tempfile
import pathlib

import numpy as np

import commands
import folds

SETTINGS = {"hidden": "64", "epochs": 100, "batch_size": 32, "lr": 0.001, "l2": 0.0001}
FOLDS = 5


def load(name):
    """(names, x, classes) of a table that scikit-learn brings."""
    import sklearn.datasets

    data = getattr(sklearn.datasets, f"load_{name}")()
    return [f"x{i}" for i in range(data.data.shape[1])], data.data, data.target


NAMES = ("digits", "iris", "breast_cancer", "wine")


def ours(folder, names, x, classes, train, test, seed):
    for path, rows in (("train.csv", train), ("test.csv", test)):
        folds.write(folder / path, names, x[rows], classes[rows])
    settings = SETTINGS | {"valid": 0, "seed": seed, "threads": 1}
    said = commands.trained_and_judged(folder / "train.csv", folder / "test.csv", "class", settings, folder)
    return said["accuracy"], said["log_loss"]


def scikit_learn(folder, names, x, classes, train, test, seed):
    import warnings

    import sklearn.exceptions
    import sklearn.metrics
    import sklearn.neural_network
    import sklearn.pipeline
    import sklearn.preprocessing

    # That all epochs were trained is what was asked for.
    warnings.simplefilter("ignore", sklearn.exceptions.ConvergenceWarning)
    batch = SETTINGS["batch_size"]
    network = sklearn.neural_network.MLPClassifier(
        [int(width) for width in SETTINGS["hidden"].split(",")], alpha=SETTINGS["l2"] * batch, batch_size=batch,
        learning_rate_init=SETTINGS["lr"], max_iter=SETTINGS["epochs"], tol=0, n_iter_no_change=SETTINGS["epochs"],
        random_state=seed)
    model = sklearn.pipeline.make_pipeline(sklearn.preprocessing.StandardScaler(), network)
    model.fit(x[train], classes[train])
    assert network.n_iter_ == SETTINGS["epochs"]
    p = model.predict_proba(x[test])
    return float(np.mean(model.classes_[p.argmax(axis=1)] == classes[test])), float(
        sklearn.metrics.log_loss(classes[test], p, labels=model.classes_))


WAYS = {"ours": ours, "scikit-learn": scikit_learn}


def cross_validated(way, name, repeats, loader=load):
    """For each repeat, with folds and weights drawn anew, the mean accuracy and log-loss over the folds' rows."""
    names, x, classes = loader(name)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, repeats + 1):
            parts = folds.stratified(classes, FOLDS, seed)
            sums = np.zeros(2)
            for test in parts:
                train = np.setdiff1d(np.arange(len(classes)), test)
                sums += len(test) * np.array(
                    WAYS[way](pathlib.Path(folder), names, x, classes, train, test, seed))
            results.append((sums / len(classes)).tolist())
    return results


def measure(repeats, say=print):
    import sklearn

    tables = []
    for name in NAMES:
        table = {"table": name}
        for way in WAYS:
            table[way] = cross_validated(way, name, repeats)
            accuracies = [accuracy for accuracy, _ in table[way]]
            say(f"{name}, {way}: {statistics.mean(accuracies):.4f}")
        tables.append(table)
    return {"settings": SETTINGS, "folds": FOLDS, "scikit-learn": sklearn.__version__, "tables": tables}
