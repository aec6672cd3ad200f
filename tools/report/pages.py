#!/usr/bin/env python3
"""Makes the reports of runs of every kind with the built mlp-train.

    tools/report/pages.py FOLDER

Writes FOLDER/NAME.html for each of `RUNS`.
"""

import pathlib
import random
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = ROOT / ".build/release"
DATA = ROOT / "fixtures/data"
# Would begin tags and entities, end an attribute, move the cursor, reorder the line and widen the page.
HOSTILE = "<b>&amp;\"'\\u{9}\t\x1b[31m\u202e\u2009" + "wide" * 30


def table(header, rows):
    def cell(value):
        text = str(value)
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\t\n') else text

    return "\n".join(",".join(map(cell, row)) for row in [header, *rows]) + "\n"


def numbers(count, seed=1):
    generator = random.Random(seed)
    return [[round(generator.gauss(0, 1), 4) for _ in range(4)] for _ in range(count)]


def hostile():
    rows = numbers(90)
    header = [f"{HOSTILE} {j}" for j in range(4)] + [f"{HOSTILE} label"]
    return table(header, [row + [f"{HOSTILE} {'abc'[i % 3]}"] for i, row in enumerate(rows)])


def labels():
    return table(["a", "b", "c", "d", "beach", "sunset"], [r + [int(r[0] > 0), int(r[1] + r[2] > 0)] for r in numbers(200)])


def regression():
    return table(["a", "b", "c", "d", "price"], [r + [round(30 + 12 * r[0] - 5 * r[1], 3)] for r in numbers(2500)])


def many_classes():
    return table(["a", "b", "c", "d", "class"], [r + [f"class {i % 30}"] for i, r in enumerate(numbers(600))])


CREDIT_TEXT = (
    "checking_status,credit_history,purpose,savings_status,employment,personal_status,other_parties,property_magnitude,"
    "other_payment_plans,housing,job,own_telephone,foreign_worker"
)

# A name, the table (a file of fixtures/data or what makes one), and what mlp-train is told.
RUNS = {
    "classes": ("iris-train.csv", ["--label", "species", "--epochs", "40"]),
    "two-classes": ("credit-train.csv", ["--label", "class", "--categorical", CREDIT_TEXT, "--epochs", "12"]),
    "large-counts": ("digits.csv", ["--label", "digit", "--hidden", "64,64", "--epochs", "1200", "--valid", "0.6",
                                    "--batch-size", "512", "--lr", "0.0001"]),
    "many-classes": (many_classes, ["--label", "class", "--epochs", "20"]),
    "no-validation": ("iris-train.csv", ["--label", "species", "--epochs", "5", "--valid", "0"]),
    "multi-label": (labels, ["--label", "beach,sunset", "--epochs", "30"]),
    "regression": (regression, ["--label", "price", "--epochs", "30", "--valid", "0.5"]),
    "hostile-names": (hostile, ["--label", "#5", "--epochs", "10"]),
}


def make(folder):
    """Writes the pages, and returns name and file of each."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    pages = {}
    for name, (source, options) in RUNS.items():
        source = DATA / source if isinstance(source, str) else source
        if callable(source):
            path = folder / f"{name}.csv"
            path.write_text(source())
            source = path
        pages[name] = folder / f"{name}.html"
        command = [PROGRAMS / "mlp-train", source, *options, "--quiet", "--report", pages[name], "-o", folder / f"{name}.h5"]
        ended = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if ended.returncode != 0:
            sys.exit(f"pages.py: {name}: {ended.stderr}")
    return pages


if __name__ == "__main__":
    for name, page in make(sys.argv[1]).items():
        print(name, page)
