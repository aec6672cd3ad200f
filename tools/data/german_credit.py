#!/usr/bin/env python3
"""Makes fixtures/data/credit-train.csv and credit-test.csv from the German credit data in Debian's package weka.

usage: german_credit.py [FILE.arff]      without FILE, apt-get downloads the package

The values are unchanged; the class is the last column, as in the source. The split is that of
make_fixtures.py: of each class every fifth row is for testing.
"""

import csv
import hashlib
import pathlib
import subprocess
import sys
import tempfile

import make_fixtures

MEMBER = "usr/share/doc/weka/examples/credit-g.arff"
SHA256 = "bd94085134e4eb845c96b34c93ed65a223f89d089bacb273ef96f57509ce0bed"


def read_arff(text):
    """Header and rows of an ARFF file without sparse rows: attributes, then values between commas, those
    with blanks in single quotes."""
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("%")]
    data = [line.lower() for line in lines].index("@data")
    header = [line.split()[1] for line in lines[:data] if line.lower().startswith("@attribute")]
    rows = list(csv.reader(lines[data + 1 :], quotechar="'", skipinitialspace=True))
    for row in rows:
        if len(row) != len(header):
            raise SystemExit(f"german_credit: a row of {len(row)} values, expected {len(header)}: {row}")
    return header, rows


def download(folder):
    """The ARFF file of the package that apt-get finds."""
    subprocess.run(["apt-get", "download", "-qq", "weka"], check=True, cwd=folder)
    package = next(pathlib.Path(folder).glob("weka_*.deb"))
    subprocess.run(["dpkg", "-x", package, folder], check=True)
    return pathlib.Path(folder) / MEMBER


def main(arguments):
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(arguments[0] if arguments else download(folder)).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256:
        raise SystemExit(f"german_credit: SHA-256 is {found}, expected {SHA256}")
    header, rows = read_arff(data.decode("latin-1"))
    train, test = make_fixtures.split(rows)
    make_fixtures.write("credit-train.csv", header, train)
    make_fixtures.write("credit-test.csv", header, test)


if __name__ == "__main__":
    main(sys.argv[1:])
