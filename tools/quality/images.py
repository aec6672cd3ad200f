"""Fashion-MNIST: one recipe with the commands and with PyTorch, several seeds each."""

import json
import pathlib
import subprocess
import sys
import tempfile

import commands

# All 60,000 rows are learned from and the last epoch counts, so nothing was chosen by the test's rows. The recipe was
# found with a tenth of the training rows set apart.
RECIPE = {
    "hidden": "512,256", "dropout": 0.25, "epochs": 20, "batch_size": 128, "optimizer": "adamw", "lr": 0.001,
    "weight_decay": 0.05, "lr_schedule": "cosine", "label_smoothing": 0.05, "scale": "minmax", "valid": 0,
}
LABEL = "label"
WANTED_ACCURACY = 0.895
WANTED_DIFFERENCE = 0.003


def ours(train, test, recipe, seed, threads):
    with tempfile.TemporaryDirectory() as folder:
        settings = recipe | {"seed": seed, "threads": threads}
        said = commands.trained_and_judged(train, test, LABEL, settings, pathlib.Path(folder))
        return said["accuracy"]


def torch(train, test, recipe, seed, threads):
    twin = pathlib.Path(__file__).with_name("torch_twin.py")
    asked = {"train": str(train), "test": str(test), "recipe": recipe, "seed": seed, "threads": threads}
    return json.loads(commands.run(sys.executable, twin, json.dumps(asked)))["accuracy"]


WAYS = {"ours": ours, "PyTorch": torch}


def data():
    """The tables, made where they are not."""
    folder = commands.ROOT / "build/fashion-mnist"
    tables = [folder / "train.csv", folder / "test.csv"]
    if not all(table.exists() for table in tables):
        subprocess.run([commands.ROOT / "tools/data/fashion-mnist", folder], check=True)
    return tables


def measure(seeds, threads=1, say=print):
    import torch as library

    train, test = data()
    accuracies = {way: [] for way in WAYS}
    for seed in range(1, seeds + 1):
        for way, trained in WAYS.items():
            accuracies[way].append(trained(train, test, RECIPE, seed, threads))
            say(f"seed {seed}, {way}: {accuracies[way][-1]:.4f}")
    return {"recipe": RECIPE, "PyTorch": library.__version__.split("+")[0], "accuracies": accuracies}
