"""The committed tables are whole, and the scripts that make tables do what they say."""

import collections
import contextlib
import csv
import gzip
import io
import pathlib
import struct
import tempfile
import unittest

import german_credit
import idx_to_csv
import make_fixtures


def read(name):
    with open(make_fixtures.FOLDER / name, newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


class Fixtures(unittest.TestCase):
    def test_train_and_test_files_are_the_split_of_the_whole_table(self):
        for name, count in (("iris", 150), ("digits", 1797)):
            header, rows = read(f"{name}.csv")
            train, test = make_fixtures.split(rows)
            self.assertEqual(len(rows), count)
            self.assertEqual(read(f"{name}-train.csv"), (header, train))
            self.assertEqual(read(f"{name}-test.csv"), (header, test))

    def test_credit_is_whole(self):
        parts = [read(f"credit-{part}.csv") for part in ("train", "test")]
        self.assertEqual(parts[0][0], parts[1][0])
        self.assertEqual([len(rows) for _, rows in parts], [800, 200])
        classes = collections.Counter(row[-1] for _, rows in parts for row in rows)
        self.assertEqual(classes, {"good": 700, "bad": 300})

    def test_split_takes_every_fifth_row_of_each_class(self):
        rows = [[str(index), "ab"[index % 2]] for index in range(20)]
        train, test = make_fixtures.split(rows)
        self.assertEqual(test, [["8", "a"], ["9", "b"], ["18", "a"], ["19", "b"]])
        self.assertEqual(sorted(train + test), sorted(rows))


class ARFF(unittest.TestCase):
    def test_values_in_quotes(self):
        text = "% note\n@relation r\n@attribute a { 'x y', z}\n@attribute b numeric\n@data\n'x, y',1\nz, 2\n"
        self.assertEqual(german_credit.read_arff(text), (["a", "b"], [["x, y", "1"], ["z", "2"]]))

    def test_ragged_rows_are_refused(self):
        with self.assertRaisesRegex(SystemExit, "a row of 1 values, expected 2"):
            german_credit.read_arff("@attribute a numeric\n@attribute b numeric\n@data\n1\n")


class IDX(unittest.TestCase):
    def setUp(self):
        self.prefix = self.enterContext(tempfile.TemporaryDirectory()) + "/some"

    def write(self, images, labels, sizes):
        header = struct.pack(f">{1 + len(sizes)}I", 0x803, *sizes)
        with gzip.open(self.prefix + "-images-idx3-ubyte.gz", "wb") as file:
            file.write(header + images)
        with gzip.open(self.prefix + "-labels-idx1-ubyte.gz", "wb") as file:
            file.write(struct.pack(">II", 0x801, len(labels)) + labels)

    def test_rows_become_lines(self):
        self.write(bytes([0, 1, 2, 255, 9, 10]), bytes([0, 9]), (2, 1, 3))
        with contextlib.redirect_stdout(io.StringIO()):
            idx_to_csv.main(self.prefix, self.prefix + ".csv")
        expected = "pixel_0,pixel_1,pixel_2,label\n0,1,2,T-shirt/top\n255,9,10,Ankle boot\n"
        self.assertEqual(pathlib.Path(self.prefix + ".csv").read_text(), expected)

    def test_a_truncated_file_is_refused_and_nothing_is_written(self):
        self.write(bytes(5), bytes([0, 9]), (2, 1, 3))
        with self.assertRaisesRegex(SystemExit, "but 5 elements"):
            idx_to_csv.main(self.prefix, self.prefix + ".csv")
        self.assertFalse(pathlib.Path(self.prefix + ".csv").exists())

    def test_counts_that_differ_are_refused(self):
        self.write(bytes(6), bytes([0]), (2, 1, 3))
        with self.assertRaisesRegex(SystemExit, "2 images, but 1 labels"):
            idx_to_csv.main(self.prefix, self.prefix + ".csv")

    def test_something_else_is_refused(self):
        with gzip.open(self.prefix + "-images-idx3-ubyte.gz", "wb") as file:
            file.write(b"PK")
        with self.assertRaisesRegex(SystemExit, "not IDX of bytes in 3 dimensions"):
            idx_to_csv.main(self.prefix, self.prefix + ".csv")


if __name__ == "__main__":
    unittest.main()
