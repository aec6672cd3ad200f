"""The models of fixtures/imported and what their frameworks give for them."""

import json
import pathlib
import re
import warnings
import zipfile

import mlpmodel
import numpy as np

FOLDER = pathlib.Path(__file__).parents[3] / "fixtures/imported"


def notes(*folders):
    """(path of a file, its notes) of every model in the folders."""
    for folder in folders:
        for path in sorted((FOLDER / folder).glob("*.json")):
            found = json.loads(path.read_text())
            for file in found.get("files", []):
                yield path.with_name(file), found


def release_notes(folder):
    """The same of what each release of Keras saved, which is in archives; `folder` is for what is in them."""
    for archive in sorted((FOLDER / "keras-releases").glob("*.zip")):
        to = folder / archive.stem
        with zipfile.ZipFile(archive) as file:
            file.extractall(to)
        yield from notes(to)


def architecture(path):
    """The description of a model whose weights alone are in the file; none for other files."""
    alone = re.fullmatch(r"(.+)[-.]weights\.h5", path.name)
    return path.with_name(f"{alone[1]}-architecture.json") if alone else None


def convert(path, facts):
    """The model of a file, as the notes say its features and labels are called."""
    names = {key: facts[key] for key in ("names", "labels") if key in facts}
    with warnings.catch_warnings():
        # That a regression is a guess.
        warnings.simplefilter("ignore")
        return mlpmodel.convert(path, architecture=architecture(path), **names)


def differences(model, facts, dtype):
    """The largest difference of a logit, relative to the largest of its row or 1; and how many classes changed."""
    rows, logits, outputs = (np.array(facts[key]) for key in ("inputs", "logits", "outputs"))
    # What the framework calls logits is the last activation's result where that is no softmax or sigmoid.
    plain = model.layers[-1].activation in ("softmax", "sigmoid")
    found = (mlpmodel.logits if plain else mlpmodel.predict)(model, rows, dtype)
    off = abs(found - logits) / np.maximum(1, abs(logits).max(axis=1, keepdims=True))
    return off.max(), int((decisions(mlpmodel.predict(model, rows, dtype)) != decisions(outputs)).sum())


def decisions(outputs):
    return outputs > 0.5 if outputs.shape[1] == 1 else outputs.argmax(axis=1)
