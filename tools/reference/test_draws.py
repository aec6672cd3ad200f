"""What the built commands draw is what SCHEMA.md says, "Random numbers": `draws` is written from its words.

The commands do not tell their draws. Tables are made so that the files do: of rows that have a column each, which is 1
there and 0 elsewhere, a weight, a bias or a range shows what became of a single row.
"""

import math
import pathlib
import re
import subprocess
import tempfile
import unittest

import draws
import h5py
import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".build/release"
SEED = 0x1234_5678_9ABC_DEF
# So small a step that no weight changes.
STILL = "--optimizer sgd --lr 1e-30 --scale none --target-scale none --valid 0 --no-ranges"


def unit_rows(count):
    return [[int(i == j) for j in range(count)] for i in range(count)]


class Draws(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, rows, targets):
        names = [f"x{j}" for j in range(len(rows[0]))] + ["y"]
        lines = [",".join(map(str, row + [y])) for row, y in zip(rows, targets, strict=True)]
        (self.folder / "table.csv").write_text("\n".join([",".join(names), *lines]) + "\n")

    def run_command(self, line):
        program, *arguments = line.split()
        ended = subprocess.run(
            [PROGRAMS / program, *arguments], cwd=self.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        self.assertEqual(ended.returncode, 0, ended.stderr)

    def train(self, options, label="--label y"):
        """Weights and biases of each layer that a run ends with."""
        self.run_command(f"mlp-train table.csv {label} --seed {SEED} {options} --quiet -o run.h5")
        with h5py.File(self.folder / "run.h5") as file:
            layers = file["layers"]
            return [(layers[f"{k}/weights"][()], layers[f"{k}/bias"][()]) for k in range(layers.attrs["count"])]

    def same_bits(self, found, expected):
        self.assertEqual(found.dtype, np.float32)
        np.testing.assert_array_equal(found.view(np.uint32), np.asarray(expected, np.float32).view(np.uint32))

    def test_the_known_block(self):
        words = [f"{word:08X}" for word in draws.block(0, 0, 0, 0)]
        self.assertIn(" ".join(words), (ROOT / "Sources/Format/MLPSchema/SCHEMA.md").read_text())

    def test_purposes_are_those_of_the_text(self):
        text = (ROOT / "Sources/Format/MLPSchema/SCHEMA.md").read_text()
        stated = dict(re.findall(r"^\| `([0-9A-F]{8})` ([A-Z]{4}) \|", text, re.MULTILINE))
        self.assertEqual(
            {int(code, 16): name for code, name in stated.items()},
            {draws.INIT: "INIT", draws.SHUF: "SHUF", draws.SPLT: "SPLT", draws.DROP: "DROP", draws.VERI: "VERI"})
        for code, name in stated.items():
            self.assertEqual(bytes.fromhex(code).decode(), name)

    def test_initial_weights_and_biases(self):
        """Whatever the activation."""
        self.write([[i % 5, i % 3, i % 7] for i in range(30)], ["abc"[i % 3] for i in range(30)])
        for activation in ("relu", "leaky_relu", "tanh", "softsign", "gelu", "linear"):
            with self.subTest(activation):
                layers = self.train(f"{STILL} --hidden 7,5 --activation {activation} --epochs 1")
                shapes = [(3, 7), (7, 5), (5, 3)]
                self.assertEqual([weights.shape for weights, _ in layers], shapes)
                for k, (weights, bias) in enumerate(layers, 1):
                    expected = draws.initial_layer(SEED, k, *shapes[k - 1])
                    self.same_bits(weights, expected[0])
                    self.same_bits(bias, expected[1])
                    self.assertTrue(np.all(bias != 0))

    def test_the_order_of_an_epoch(self):
        """Each row's weight moves by what the bias, which grows with every row, had left of its error."""
        count, rate, target = 23, 2**-10, 1000
        self.write(unit_rows(count), [target] * count)
        options = f"--task regress --hidden none --optimizer sgd --lr {rate} --batch-size 1 --scale none --target-scale none --valid 0"
        before = draws.initial_layer(SEED, 1, count, 1)[0][:, 0].astype(np.float64)
        for epoch in (1, 2, 3):
            after = self.train(f"{options} --epochs {epoch}")[0][0][:, 0].astype(np.float64)
            moved = after - before
            # A step is `factor` times the error, target - bias - weight, so this falls as the bias rises.
            factor = moved.sum() / (count * (target - before.mean()))
            left = moved / factor + before
            self.assertEqual(list(np.argsort(-left)), draws.epoch_order(SEED, epoch, range(count)))
            before = after

    def training_rows(self, count, options, label="--label y"):
        """The rows that are not set apart: the ranges are those of these rows."""
        self.train(f"--epochs 1 --hidden none {options}", label)
        with h5py.File(self.folder / "run.h5") as file:
            return [row for row in range(count) if file["input/maximum"][row] == 1]

    def test_the_split_of_classes(self):
        count = 37
        classes = ["abbcccc"[i % 7] for i in range(count)]
        self.write(unit_rows(count), classes)
        for fraction in (0.1, 0.25, 0.9):
            apart = draws.validation_rows(SEED, fraction, draws.groups_of_classes(classes))
            found = self.training_rows(count, f"--valid {fraction}")
            self.assertEqual(found, [row for row in range(count) if row not in apart])

    def test_the_split_of_numbers(self):
        count = 30
        self.write(unit_rows(count), [i / 7 for i in range(count)])
        for fraction in (0.15, 0.05):
            apart = draws.validation_rows(SEED, fraction, [list(range(count))])
            self.assertEqual(len(apart), {0.15: 5, 0.05: 2}[fraction])
            found = self.training_rows(count, f"--task regress --valid {fraction}")
            self.assertEqual(found, [row for row in range(count) if row not in apart])

    def test_the_split_of_labels(self):
        """Common combinations by themselves, rare ones together."""
        count = 40
        combinations = [(1, 0, 0)] * 2 + [(i % 2, i // 2 % 2, 0) for i in range(34)] + [(0, 0, 1), (1, 0, 1), (0, 1, 1), (1, 1, 1)]
        names = [f"x{j}" for j in range(count)] + ["a", "b", "c"]
        rows = [",".join(map(str, [*x, *y])) for x, y in zip(unit_rows(count), combinations, strict=True)]
        (self.folder / "table.csv").write_text("\n".join([",".join(names), *rows]) + "\n")
        for fraction in (0.2, 0.3):
            groups = draws.groups_of_labels(combinations, fraction)
            self.assertEqual(len(groups), 5)
            apart = draws.validation_rows(SEED, fraction, groups)
            found = self.training_rows(count, f"--valid {fraction}", "--label a,b,c")
            self.assertEqual(found, [row for row in range(count) if row not in apart])

    def test_dropped_units(self):
        """A unit's weight from a row's own column moves in an epoch only where the row kept the unit."""
        count, width, probability = 5, 70, 0.4
        self.write(unit_rows(count), [100 + i for i in range(count)])
        options = (
            f"--task regress --hidden {width} --activation linear --optimizer sgd --lr 0.001 --scale none --target-scale none "
            f"--valid 0 --dropout {probability} --batch-size 5")
        before = draws.initial_layer(SEED, 1, count, width)[0]
        after = self.train(f"{options} --epochs 1")[0][0]
        for row in range(count):
            self.assertEqual(list(after[row] != before[row]), draws.kept(SEED, 1, row, 0, width, probability))

    def test_dropped_units_of_a_second_layer(self):
        """They begin at the next multiple of 64; of one row a bias moves only where its unit was kept."""
        width, probability = 70, 0.5
        self.write([[1, 2]], [100])
        options = (
            f"--task regress --hidden {width},9 --activation linear --optimizer sgd --lr 0.001 --scale none --target-scale none "
            f"--valid 0 --dropout {probability}")
        before = draws.initial_layer(SEED, 2, width, 9)[1]
        after = self.train(f"{options} --epochs 1")[1][1]
        self.assertEqual(list(after != before), draws.kept(SEED, 1, 0, 128, 9, probability))

    def test_verification_rows(self):
        self.run_command(
            f"mlp-train {ROOT}/fixtures/data/credit-train.csv --label class --seed {SEED} --epochs 1 --quiet -o run.h5 "
            "--categorical checking_status,purpose,housing --features duration,checking_status,age,purpose,housing")
        self.run_command("mlp-export run.h5 -o model.h5 --verification-rows 33")
        with h5py.File(self.folder / "model.h5") as file:
            ranges = list(zip(file["input/minimum"][()], file["input/maximum"][()]))
            columns, categories = [], file["input/categories"]
            levels = {
                int(categories[str(k)].attrs["first_feature"]): len(categories[f"{k}/levels"])
                for k in range(categories.attrs["count"])
            }
            feature = 0
            while feature < len(ranges):
                columns.append(levels.get(feature, ranges[feature]))
                feature += levels.get(feature, 1)
            self.assertEqual(sorted(type(c).__name__ for c in columns), ["int"] * 3 + ["tuple"] * 2)
            # The exporter's seed is 0.
            self.same_bits(file["verification/inputs"][()], draws.verification_inputs(0, 33, columns))

    def test_verification_rows_without_ranges(self):
        self.write([[i, -i] for i in range(20)], [i / 3 for i in range(20)])
        self.train("--task regress --epochs 1")
        self.run_command("mlp-export run.h5 -o model.h5 --no-ranges")
        with h5py.File(self.folder / "model.h5") as file:
            self.same_bits(file["verification/inputs"][()], draws.verification_inputs(0, 16, [(0, 1), (0, 1)]))


class Arithmetic(unittest.TestCase):
    def test_every_constant(self):
        """Those of SCHEMA.md, "Arithmetic version 1", are those of exported C, which the tests hold against the kernels."""

        def constants(text):
            # Without their powers of two: one of them is √2 in one place and √½ in the other.
            return {
                math.frexp(float.fromhex(found.replace("−", "-")))[0]
                for found in re.findall(r"0x[01]\.?[0-9a-f]*p[-+−]?[0-9]+", text)
            }

        text = (ROOT / "Sources/Format/MLPSchema/SCHEMA.md").read_text()
        text = text.split("## Arithmetic version 1")[1].split("## Random numbers")[0]
        code = "".join(path.read_text() for path in (ROOT / "Sources/Conversion/SourceCode/C").glob("*.swift"))
        self.assertGreater(len(constants(text)), 25)
        self.assertEqual(constants(text), constants(code))


if __name__ == "__main__":
    unittest.main()
