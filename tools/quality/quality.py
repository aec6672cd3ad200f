"""Measures how well it learns beside other libraries: see --help."""

import argparse
import json
import pathlib

import commands
import images
import report
import tables

PARTS = ("tables", "images")


def options():
    parser = argparse.ArgumentParser(
        prog="tools/quality/run", description="Holds the commands' accuracy against scikit-learn's and PyTorch's.")
    parser.add_argument("part", nargs="?", choices=PARTS, help="measure this alone (default: both)")
    parser.add_argument("--repeats", type=int, help="of each table's cross-validation (default: 10)")
    parser.add_argument("--seeds", type=int, help="of Fashion-MNIST (default: 5)")
    parser.add_argument("--results", type=pathlib.Path, metavar="FOLDER")
    chosen = parser.parse_args()
    partial = chosen.repeats or chosen.seeds
    folder = commands.ROOT / ("build/quality" if partial else "tools/quality/results")
    chosen.results = chosen.results or folder
    return chosen


def main():
    chosen = options()
    chosen.results.mkdir(parents=True, exist_ok=True)
    measures = {
        "tables": lambda: tables.measure(chosen.repeats or 10),
        "images": lambda: images.measure(chosen.seeds or 5),
    }
    found = {}
    for part in PARTS:
        file = chosen.results / f"{part}.json"
        if chosen.part in (None, part):
            file.write_text(json.dumps(measures[part](), indent=1) + "\n", encoding="utf-8")
        # What was measured before stays on the page.
        found[part] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
    page = report.text(found["tables"], found["images"])
    (chosen.results / "quality.md").write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
