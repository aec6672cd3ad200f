"""torch.nn.Sequential of Linear layers, activations, BatchNorm1d and what does nothing when a model is used."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .chain import Activation, Dense, Operation, Scaling, Source, refused
from .errors import ModelError
from .model import Array

# Class: the tag, and for each of its parameters the module's attribute or a number.
ACTIVATIONS: dict[str, tuple[str, dict[str, str | float]]] = {
    "ReLU": ("relu", {}),
    "ReLU6": ("relu6", {}),
    "LeakyReLU": ("leaky_relu", {"negative_slope": "negative_slope"}),
    "Threshold": ("threshold", {"theta": "threshold", "value": "value"}),
    "Hardsigmoid": ("hard_sigmoid", {"alpha": 1 / 6, "beta": 0.5}),
    "Hardtanh": ("hard_tanh", {"min_value": "min_val", "max_value": "max_val"}),
    "Hardswish": ("hard_silu", {}),
    "ELU": ("elu", {"alpha": "alpha"}),
    "CELU": ("celu", {"alpha": "alpha"}),
    "SELU": ("selu", {"alpha": 1.6732632423543772, "scale": 1.0507009873554805}),
    "Sigmoid": ("sigmoid", {}),
    "LogSigmoid": ("log_sigmoid", {}),
    "Softplus": ("softplus", {"beta": "beta"}),
    "Softsign": ("softsign", {}),
    "Tanh": ("tanh", {}),
    "SiLU": ("silu", {"alpha": 1.0}),
    "Mish": ("mish", {}),
}
NOTHING = ("Identity", "Dropout", "AlphaDropout", "FeatureAlphaDropout", "Flatten")


def source(model: Any) -> Source:
    """What a Sequential does in evaluation; it is run on its own device and in its own width, and left as it was."""
    import torch

    operations: list[Operation] = []
    for name, module in modules(model, ""):
        operations += operations_of(name, module)
    dense = [operation for operation in operations if isinstance(operation, Dense)]
    if not dense:
        raise ModelError("torch.nn.Sequential: found no Linear layer, expected one or more")
    parameter = next(model.parameters())

    def run(rows: Array) -> NDArray[Any]:
        training = model.training
        model.eval()
        try:
            with torch.no_grad():
                x = torch.from_numpy(rows).to(parameter.device, parameter.dtype)
                return numbers(model(x))
        finally:
            model.train(training)

    return Source(operations, len(np.asarray(dense[0].weights)), f"torch {torch.__version__}", run=run)


def modules(model: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """The modules of a Sequential and of those in it, in order, by their names."""
    if type(model).__name__ != "Sequential":
        kind = type(model).__name__
        needed = "build the same network as one torch.nn.Sequential, or export it to ONNX"
        raise refused(prefix.rstrip(".") or "model", kind, "a module with a forward of its own", needed)
    for name, module in model.named_children():
        if type(module).__name__ == "Sequential":
            yield from modules(module, f"{prefix}{name}.")
        else:
            yield prefix + name, module


def operations_of(name: str, module: Any) -> list[Operation]:
    kind = type(module).__name__
    if kind == "Linear":
        return [Dense(numbers(module.weight).T, 0.0 if module.bias is None else numbers(module.bias))]
    if kind == "BatchNorm1d" and module.running_mean is not None:
        deviation = np.sqrt(numbers(module.running_var) + module.eps)
        gamma, beta = (numbers(module.weight), numbers(module.bias)) if module.affine else (1.0, 0.0)
        return [Scaling(numbers(module.running_mean), gamma / deviation, beta)]
    if kind in NOTHING and getattr(module, "start_dim", 1) == 1:
        return []
    if kind in ("Softmax", "LogSoftmax") and module.dim in (None, 1, -1):
        return [Activation("softmax" if kind == "Softmax" else "log_softmax")]
    if kind == "GELU":
        return [Activation("gelu" if module.approximate == "none" else "gelu_tanh")]
    if kind == "PReLU" and module.num_parameters == 1:
        return [Activation("leaky_relu", {"negative_slope": float(module.weight)})]
    if kind in ACTIVATIONS:
        tag, parameters = ACTIVATIONS[kind]
        values = {key: float(getattr(module, of) if isinstance(of, str) else of) for key, of in parameters.items()}
        return [Activation(tag, values)]
    known = ", ".join(["Linear", "BatchNorm1d", *NOTHING, *ACTIVATIONS, "GELU", "PReLU of one slope", "Softmax", "LogSoftmax"])
    raise refused(name, kind, "a module that a model file cannot express", f"use {known}")


def numbers(tensor: Any) -> NDArray[np.float64]:
    import torch

    found: NDArray[np.float64] = tensor.detach().to(torch.float64).cpu().numpy()
    return found
