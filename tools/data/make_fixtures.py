#!/usr/bin/env python3
"""Makes the tables in fixtures/data from the data sets inside scikit-learn's wheel.

usage: make_fixtures.py [WHEEL]      without WHEEL, pip downloads the pinned one

For each of iris and digits: the whole table, and its rows split into a train and a test file. All
three have a header, number columns first and the class in the last column. The split needs no random
numbers: within each class, in the order of the file, rows 5, 10, 15, ... are for testing. So every
class gives one fifth of its rows, and the same source always gives the same files.
"""

import collections
import gzip
import hashlib
import pathlib
import subprocess
import sys
import tempfile
import zipfile

WHEEL = "scikit-learn==1.9.1"
FOLDER = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "data"
TEST_EVERY = 5

IRIS_HEADER = ["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm", "species"]
DIGITS_HEADER = [f"pixel_{y}_{x}" for y in range(8) for x in range(8)] + ["digit"]


def member(wheel, name, sha256):
    """The bytes of one data file of the wheel, if they are the bytes these fixtures came from."""
    data = wheel.read(f"sklearn/datasets/data/{name}")
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise SystemExit(f"make_fixtures: {name}: SHA-256 is {found}, expected {sha256}")
    return data


def iris(wheel):
    """Header and rows of iris; the source's first line holds the counts and the class names."""
    sha256 = "f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449"
    first, *rows = [
        line.split(",") for line in member(wheel, "iris.csv", sha256).decode().splitlines()
    ]
    names = first[2:]
    return IRIS_HEADER, [[*row[:-1], names[int(row[-1])]] for row in rows]


def digits(wheel):
    """Header and rows of digits; the source has no header, and the class is the digit itself."""
    sha256 = "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22"
    text = gzip.decompress(member(wheel, "digits.csv.gz", sha256)).decode()
    return DIGITS_HEADER, [line.split(",") for line in text.splitlines()]


def split(rows):
    """The rows for training and those for testing, both in the order of the table."""
    seen = collections.Counter()
    train, test = [], []
    for row in rows:
        seen[row[-1]] += 1
        (test if seen[row[-1]] % TEST_EVERY == 0 else train).append(row)
    return train, test


def write(name, header, rows):
    text = "".join(",".join(row) + "\n" for row in [header, *rows])
    (FOLDER / name).write_text(text, encoding="ascii", newline="\n")
    print(f"fixtures/data/{name}: {len(rows)} rows of {len(header)} columns")


def main(arguments):
    with tempfile.TemporaryDirectory() as folder:
        if not arguments:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            subprocess.run([*pip, "--only-binary", ":all:", "--dest", folder, WHEEL], check=True)
        path = arguments[0] if arguments else next(pathlib.Path(folder).glob("*.whl"))
        FOLDER.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path) as wheel:
            for name, table in (("iris", iris(wheel)), ("digits", digits(wheel))):
                header, rows = table
                train, test = split(rows)
                write(f"{name}.csv", header, rows)
                write(f"{name}-train.csv", header, train)
                write(f"{name}-test.csv", header, test)


if __name__ == "__main__":
    main(sys.argv[1:])
