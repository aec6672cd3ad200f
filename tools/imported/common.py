"""What the scripts of this folder share: the tables that models are trained on, and what is noted of each model."""

import csv
import json
import pathlib

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "fixtures/imported"


def table(name, label):
    """Names of the features, rows of float32, and the cells of the label's column."""
    with open(ROOT / "fixtures/data" / name, newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    names = [column for column in reader.fieldnames if column != label]
    return names, np.array([[row[n] for n in names] for row in rows], "f4"), [row[label] for row in rows]


def classes(cells):
    """The labels in order, and the number of each cell's."""
    labels = sorted(set(cells))
    return labels, np.array([labels.index(cell) for cell in cells])


def note(path, files, made_with, inputs, logits, outputs, **more):
    """Writes what the model files beside it must give: rows with their logits and outputs.

    Numbers are the shortest that name the float32, so reading them as one gives the same bits.
    """
    if not all(np.isfinite(rows).all() for rows in (inputs, logits, outputs)):
        raise SystemExit(f"{path}: results that are not finite")
    facts = {"files": files, "made_with": made_with, **more}
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in facts.items()]
    for key, rows in (("inputs", inputs), ("logits", logits), ("outputs", outputs)):
        body = ",\n  ".join("[" + ", ".join(str(x).removesuffix(".0") for x in row) + "]" for row in np.asarray(rows, "f4"))
        lines.append(f'"{key}": [\n  {body}\n]')
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def refused(path, files, made_with, layer, kind, setting=None):
    """Writes of models that have to be refused which layer is the reason, its class, and which of its settings."""
    reason = {"layer": layer, "class": kind} | ({"setting": setting} if setting else {})
    facts = {"files": files, "made_with": made_with, "refused": reason}
    path.write_text(json.dumps(facts, indent=1) + "\n")
