"""Folds for cross-validation, the same for whoever is judged by them."""

import csv

import numpy as np


def stratified(classes, count, seed):
    """The rows of each fold: of each class as many in every fold as can be, give or take one."""
    generator = np.random.default_rng(seed)
    fold_of = np.empty(len(classes), dtype=int)
    start = 0
    for name in np.unique(classes):
        rows = generator.permutation(np.flatnonzero(classes == name))
        fold_of[rows] = (start + np.arange(len(rows))) % count
        start += len(rows)  # So that the folds are as large as each other too.
    return [np.flatnonzero(fold_of == fold) for fold in range(count)]


def write(path, names, x, classes):
    """A CSV file with the class in its last column; numbers as they read back the same."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow([*names, "class"])
        for row, name in zip(x.tolist(), classes.tolist()):
            table.writerow([*row, name])
