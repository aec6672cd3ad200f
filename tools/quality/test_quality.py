"""Tests of this folder's tools; tools/test runs them in .venv, after the commands are built."""

import pathlib
import tempfile
import unittest

import numpy as np

import commands
import folds
import report
import tables


def iris(_):
    lines = (commands.ROOT / "fixtures/data/iris.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines]
    x = np.array([[float(value) for value in row[:-1]] for row in rows[1:]])
    return rows[0][:-1], x, np.array([row[-1] for row in rows[1:]])


class FoldsTest(unittest.TestCase):
    def test_they_are_parts_of_the_whole_in_proportion(self):
        classes = np.array([0] * 50 + [1] * 23 + [2] * 9)
        parts = folds.stratified(classes, 5, seed=1)
        self.assertEqual(sorted(np.concatenate(parts).tolist()), list(range(len(classes))))
        for part in parts:
            counts = np.bincount(classes[part], minlength=3)
            self.assertEqual(counts[0], 10)
            self.assertIn(counts[1], (4, 5))
            self.assertIn(counts[2], (1, 2))
            self.assertIn(len(part), (16, 17))

    def test_a_seed_draws_the_same(self):
        classes = np.arange(40) % 2
        same, again, other = (folds.stratified(classes, 5, seed) for seed in (1, 1, 2))
        self.assertTrue(all((a == b).all() for a, b in zip(same, again)))
        self.assertFalse(all((a == b).all() for a, b in zip(same, other)))


class CommandsTest(unittest.TestCase):
    def test_settings_are_options(self):
        self.assertEqual(commands.options({"batch_size": 32, "lr": 0.1}), ["--batch-size", "32", "--lr", "0.1"])

    def test_a_cross_validation_of_the_commands(self):
        found = tables.cross_validated("ours", "iris", 1, iris)
        self.assertEqual(len(found), 1)
        accuracy, log_loss = found[0]
        self.assertGreater(accuracy, 0.9)
        self.assertLess(accuracy, 1)
        self.assertGreater(log_loss, 0.01)

    def test_rows_that_tell_nothing_are_found_out(self):
        def shuffled(name):
            names, x, classes = iris(name)
            return names, x, np.random.default_rng(1).permutation(classes)

        self.assertLess(tables.cross_validated("ours", "iris", 1, shuffled)[0][0], 0.6)


def of_tables(*pairs):
    repeats = {"ours": [], "scikit-learn": []}
    for ours, other in pairs:
        repeats["ours"].append([ours, 0.1])
        repeats["scikit-learn"].append([other, 0.2])
    return {"settings": {"hidden": "64"}, "folds": 5, "scikit-learn": "1.0", "tables": [{"table": "wine"} | repeats]}


def of_images(ours, torch):
    return {"recipe": {"lr": 0.1}, "PyTorch": "2.0", "accuracies": {"ours": ours, "PyTorch": torch}}


class ReportTest(unittest.TestCase):
    def marks(self, tables=None, images=None):
        return [line[3] for line in report.text(tables, images).splitlines() if line.startswith("- [")]

    def test_targets(self):
        self.assertEqual(self.marks(of_tables((0.9, 0.8), (0.9, 0.95))), ["x"])
        self.assertEqual(self.marks(of_tables((0.9, 0.92), (0.9, 0.93))), [" "])
        self.assertEqual(self.marks(None, of_images([0.9, 0.896], [0.897, 0.897])), ["x", "x"])
        self.assertEqual(self.marks(None, of_images([0.9, 0.889], [0.895, 0.895])), [" ", "x"])
        self.assertEqual(self.marks(None, of_images([0.9, 0.91], [0.9, 0.9])), ["x", " "])

    def test_means_have_their_errors(self):
        self.assertEqual(report.shown([0.9, 0.8]), "0.8500 ± 0.0500")
        self.assertIn("| wine | 0.9000 ± 0.0000 | 0.8500 ± 0.0500 | 0.1000 ± 0.0000 | 0.2000 ± 0.0000 |",
                      report.text(of_tables((0.9, 0.8), (0.9, 0.9)), None))


@unittest.skipUnless(__import__("importlib.util").util.find_spec("torch"), "PyTorch is not there")
class TwinTest(unittest.TestCase):
    def test_its_recipe_learns(self):
        import images

        with tempfile.TemporaryDirectory() as folder:
            names, x, classes = iris(None)
            table = pathlib.Path(folder) / "iris.csv"
            folds.write(table, names, x, classes)
            recipe = images.RECIPE | {"hidden": "16,8", "epochs": 60, "batch_size": 16, "lr": 0.01}
            self.assertGreater(images.torch(table, table, recipe, 1, 1), 0.9)


if __name__ == "__main__":
    unittest.main()
