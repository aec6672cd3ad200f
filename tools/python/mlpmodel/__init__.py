"""Model files of multilayer perceptrons: run by libmlp; read, written, and made from other frameworks' models."""

from . import convert as _convert
from . import files as _files
from . import forward as _forward
from . import identity as _identity
from . import to_onnx as _to_onnx
from .errors import ModelError, public
from .model import Category, Input, Layer, MultilayerPerceptron, Output, Verification
from .runtime import Model

# What leaves the package through these is a ModelError.
convert, save = public(_convert.convert), public(_convert.save)
from_bytes, load, to_bytes, write = (public(_files.from_bytes), public(_files.load), public(_files.to_bytes), public(_files.write))
logits, predict, verify = public(_forward.logits), public(_forward.predict), public(_forward.verify)
identity, to_onnx = public(_identity.identity), public(_to_onnx.to_onnx)

__all__ = [
    "Category", "Input", "Layer", "Model", "ModelError", "MultilayerPerceptron", "Output", "Verification",
    "convert", "from_bytes", "identity", "load", "logits", "predict", "save", "to_bytes", "to_onnx", "verify", "write",
]
