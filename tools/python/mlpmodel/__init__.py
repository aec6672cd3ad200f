"""Model files of multilayer perceptrons: read, written, run in NumPy, and made from other frameworks' models."""

from .errors import ModelError
from .files import from_bytes, load, to_bytes, write
from .forward import logits, predict, verify
from .identity import identity
from .model import Category, Input, Layer, Model, Output, Verification

__all__ = [
    "Category", "Input", "Layer", "Model", "ModelError", "Output", "Verification",
    "from_bytes", "identity", "load", "logits", "predict", "to_bytes", "verify", "write",
]
