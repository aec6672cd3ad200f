"""torch.nn.Sequential of Linear layers, activations, BatchNorm1d and what does nothing when a model is used."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .chain import Activation, Dense, Operation, Scaling, Source, described, named, refused, refused_own
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
KNOWN = ", ".join(["Linear", "BatchNorm1d", *NOTHING, *ACTIVATIONS, "GELU", "PReLU of one slope", "Softmax", "LogSoftmax"])
# Softplus is linear above its threshold; from this one on float32 does not tell the two apart.
SOFTPLUS_THRESHOLD = 15
AS_SEQUENTIAL = "build the same network as one torch.nn.Sequential, or export it to ONNX"
HOOKS = ("_forward_hooks", "_forward_pre_hooks")


def source(model: Any) -> Source:
    """What a Sequential does in evaluation; it is run on its own device and in its own width, and left as it was."""
    import torch

    operations: list[Operation] = []
    for name, module in modules(model, "", ()):
        operations += named(operations_of(name, module), name, type(module).__name__)
    dense = [operation for operation in operations if isinstance(operation, Dense)]
    if not dense:
        raise ModelError("torch.nn.Sequential: found no Linear layer, expected one or more")
    parameter = next(model.parameters())

    def run(rows: Array) -> NDArray[Any]:
        with evaluating(model), torch.no_grad():
            # A copy: an activation that works in place as the first layer would write into the rows.
            return numbers(model(torch.tensor(rows, dtype=parameter.dtype, device=parameter.device)))

    width = str(parameter.dtype).removeprefix("torch.")
    return Source(operations, np.shape(dense[0].weights)[0], f"torch {torch.__version__}", run=run, width=width)


@contextmanager
def evaluating(model: Any) -> Iterator[None]:
    """Evaluation, and products of the numbers' full width; afterwards everything is as it was, each module's mode too."""
    import torch

    training = [(module, module.training) for module in model.modules()]
    precision = torch.get_float32_matmul_precision()
    with ExitStack() as stack:
        for device in {parameter.device.type for parameter in model.parameters()}:
            stack.enter_context(torch.autocast(device, enabled=False))
        try:
            torch.set_float32_matmul_precision("highest")
            for module, _ in training:
                module.training = False
            yield
        finally:
            for module, mode in training:
                module.training = mode
            torch.set_float32_matmul_precision(precision)


def modules(model: Any, prefix: str, outer: tuple[int, ...]) -> Iterator[tuple[str, Any]]:
    """The modules of a Sequential and of those in it, in order, by their names; one that is in two places comes twice."""
    if type(model).__name__ != "Sequential":
        raise refused(prefix.rstrip(".") or "model", type(model).__name__, "a module with a forward of its own", AS_SEQUENTIAL)
    own_code(prefix.rstrip(".") or "model", model)
    if id(model) in outer:
        raise refused(prefix.rstrip("."), "Sequential", "a Sequential that is inside itself", "build it without")
    # named_children would leave the second place out.
    for name, module in model._modules.items():
        if type(module).__name__ == "Sequential":
            yield from modules(module, f"{prefix}{name}.", (*outer, id(model)))
        else:
            own_code(prefix + name, module)
            yield prefix + name, module


def own_code(name: str, module: Any) -> None:
    """Refuses a module whose code is not torch.nn's, whatever its class is called, or that a hook may change."""
    kind, home = type(module).__name__, type(module).__module__
    if home == "torch.nn.utils.parametrize":
        needed = "call torch.nn.utils.parametrize.remove_parametrizations first"
        raise refused(name, kind, "weights that a parametrization computes anew in each call", needed)
    if home.startswith(("torch.ao.", "torch.nn.quantized.", "torch.nn.qat.", "torch.nn.intrinsic.")):
        raise refused(name, kind, "a quantized module", "give the model as it was before quantization")
    # What torch itself has besides its layers, such as a scripted or compiled module, has a forward of its own.
    if not home.startswith("torch."):
        raise refused_own(name, kind, kind, home, "torch.nn")
    if not home.startswith("torch.nn.modules."):
        raise refused(name, kind, "a module with a forward of its own", AS_SEQUENTIAL)
    if "forward" in vars(module) or "__call__" in vars(module):
        raise refused(name, kind, "a forward of its own on this object", "build it without")
    for hooks in HOOKS:
        for hook in (getattr(module, hooks, None) or {}).values():
            what = type(hook).__name__ if type(hook).__name__ != "function" else hook.__name__
            needed = "remove the hook first (weight_norm, spectral_norm and pruning have a function for it)"
            raise refused(name, kind, f"the hook {what}, which may change what it computes", needed)


def operations_of(name: str, module: Any) -> list[Operation]:
    kind = type(module).__name__
    of = described(name, kind)
    if kind == "Linear":
        return [Dense(numbers(module.weight, of).T, 0.0 if module.bias is None else numbers(module.bias, of))]
    if kind == "BatchNorm1d":
        if module.running_mean is None or module.running_var is None:
            needed = "use one with track_running_stats=True"
            raise refused(name, kind, "no running statistics, so that a row's result depends on its batch", needed)
        with np.errstate(all="ignore"):  # the chain says what is not finite
            deviation = np.sqrt(numbers(module.running_var, of) + number(name, module, "eps"))
            gamma = 1.0 if module.weight is None else numbers(module.weight, of)
            beta = 0.0 if module.bias is None else numbers(module.bias, of)
            return [Scaling(numbers(module.running_mean, of), gamma / deviation, beta)]
    if kind == "Flatten" and (module.start_dim != 1 or module.end_dim not in (-1, 1)):
        found = f"start_dim={module.start_dim}, end_dim={module.end_dim}"
        raise refused(name, kind, found, "flatten all of a row, and nothing but rows")
    if kind in NOTHING:
        return []
    if kind in ("Softmax", "LogSoftmax"):
        if module.dim not in (None, 1, -1):
            raise refused(name, kind, f"dim={module.dim}", "use dim=-1, a row's numbers")
        return [Activation("softmax" if kind == "Softmax" else "log_softmax")]
    if kind == "GELU":
        if module.approximate not in ("none", "tanh"):
            raise refused(name, kind, f"approximate={module.approximate!r}", "use 'none' or 'tanh'")
        return [Activation("gelu" if module.approximate == "none" else "gelu_tanh")]
    if kind == "PReLU":
        slopes = numbers(module.weight, of).reshape(-1)
        if not len(slopes) or (slopes != slopes[0]).any():
            raise refused(name, kind, f"{len(slopes)} slopes", "use one slope for all")
        return [Activation("leaky_relu", {"negative_slope": float(slopes[0])})]
    if kind == "Softplus" and number(name, module, "threshold") < SOFTPLUS_THRESHOLD:
        found = f"threshold={module.threshold}, above which it is linear"
        raise refused(name, kind, found, f"use a threshold of {SOFTPLUS_THRESHOLD} or more, such as the default 20")
    if kind in ACTIVATIONS:
        tag, parameters = ACTIVATIONS[kind]
        return [Activation(tag, {key: number(name, module, given) if isinstance(given, str) else given for key, given in parameters.items()})]
    raise refused(name, kind, "a module that a model file cannot express", f"use {KNOWN}")


def number(name: str, module: Any, attribute: str) -> float:
    value = getattr(module, attribute, None)
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, RuntimeError):
        of = described(name, type(module).__name__)
        raise ModelError(f"{of}: found {type(value).__name__} for {attribute}, expected a number") from None


def numbers(tensor: Any, of: str = "outputs") -> NDArray[np.float64]:
    import torch

    if not isinstance(tensor, torch.Tensor) or not tensor.is_floating_point():
        kind = getattr(tensor, "dtype", type(tensor).__name__)
        raise ModelError(f"{of}: found {kind}, expected a tensor of floating-point numbers")
    if tensor.is_meta:
        raise ModelError(f"{of}: found a tensor on the device 'meta', which has no numbers, expected one with them; load the weights")
    found: NDArray[np.float64] = tensor.detach().to(torch.float64).to_dense().cpu().numpy()
    return found
