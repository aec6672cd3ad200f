"""Model files of multilayer perceptrons: run by libmlp; read, written, and made from other frameworks' models."""

from .convert import convert, save
from .errors import ModelError
from .files import from_bytes, load, to_bytes, write
from .forward import logits, predict, verify
from .identity import identity
from .model import Category, Input, Layer, MultilayerPerceptron, Output, Verification
from .runtime import Model
from .to_onnx import to_onnx

__all__ = [
    "Category", "Input", "Layer", "Model", "ModelError", "MultilayerPerceptron", "Output", "Verification",
    "convert", "from_bytes", "identity", "load", "logits", "predict", "save", "to_bytes", "to_onnx", "verify", "write",
]
