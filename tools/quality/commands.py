"""The commands, as this folder's tools use them: trained with mlp-train, judged by mlp-infer."""

import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
RELEASE = ROOT / ".build/release"


def options(settings):
    """{"batch_size": 32} as a command line."""
    return [part for name, value in settings.items() for part in (f"--{name.replace('_', '-')}", str(value))]


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}\n{done.stderr}")
    return done.stdout


def trained_and_judged(train, test, label, settings, folder):
    """What mlp-infer says of the rows of `test`: {"accuracy", "log_loss", ...}."""
    checkpoint = folder / "run.h5"
    checkpoint.unlink(missing_ok=True)
    run(RELEASE / "mlp-train", train, "--label", label, "-o", checkpoint, "-q", *options(settings))
    return json.loads(run(RELEASE / "mlp-infer", checkpoint, test, "--evaluate", "--label", label, "--json"))
