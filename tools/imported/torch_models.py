#!/usr/bin/env python3
"""Makes fixtures/imported/torch: the weights of torch.nn.Sequential nets as safetensors, trained on this project's tables.

Such a file doesn't say which activations stand between its layers: the notes beside it do, under `activations`.
"""

import importlib.metadata
import shutil

import safetensors.torch
import torch
from common import FOLDER, classes, note, table
from torch import nn

TO = FOLDER / "torch"
MADE_WITH = {name: importlib.metadata.version(name) for name in ("torch", "safetensors")}

NETS = {
    "iris": lambda: nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3)),
    "digits": lambda: nn.Sequential(
        nn.Flatten(), nn.Linear(64, 24), nn.GELU(), nn.Dropout(0.1), nn.Linear(24, 10), nn.Softmax(dim=1)
    ),
    "binary": lambda: nn.Sequential(
        nn.Linear(4, 6, bias=False), nn.LeakyReLU(0.05), nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 1), nn.Sigmoid()
    ),
}
# The last activation of iris is in its loss.
ACTIVATIONS = {
    "iris": ["relu", "softmax"],
    "digits": ["gelu", "softmax"],
    "binary": ["leaky_relu:negative_slope=0.05", "tanh", "sigmoid"],
}


def train(net, x, y, loss):
    optimizer = torch.optim.Adam(net.parameters(), 0.01)
    net.train()
    for _ in range(20):
        for start in range(0, len(x), 16):
            optimizer.zero_grad()
            loss(net(x[start : start + 16]), y[start : start + 16]).backward()
            optimizer.step()
    return net.eval()


def results(net, x):
    """Logits and outputs."""
    last = net[-1]
    logits = (net if isinstance(last, nn.Linear) else net[:-1])(x)
    return logits, torch.softmax(logits, 1) if isinstance(last, nn.Linear) else net(x)


def save(name, net, x, state=None, of=None, **facts):
    (TO / f"{name}.safetensors").write_bytes(safetensors.torch.save(state or net.state_dict()))
    with torch.no_grad():
        found = [array.numpy() for array in results(net, x)]
    facts["activations"] = ACTIVATIONS[of or name]
    note(TO / f"{name}.json", [f"{name}.safetensors"], MADE_WITH, x.numpy(), *found, **facts)


def halves(names, labels, x, net):
    """The weights of iris in other widths; what they must give comes from float32 with the same numbers."""
    for dtype in (torch.float16, torch.bfloat16, torch.float64):
        state = {key: value.to(dtype) for key, value in net.state_dict().items()}
        twin = NETS["iris"]()
        twin.load_state_dict({key: value.float() for key, value in state.items()})
        name = str(dtype).removeprefix("torch.")
        save(name, twin.eval(), x, state, of="iris", names=names, labels=labels)


def main():
    names, x, cells = table("iris-train.csv", "species")
    labels, y = classes(cells)
    rows = torch.tensor(table("iris-test.csv", "species")[1])
    torch.manual_seed(1)
    net = train(NETS["iris"](), torch.tensor(x), torch.tensor(y), nn.functional.cross_entropy)
    save("iris", net, rows, names=names, labels=labels)
    halves(names, labels, rows, net)

    known = [cell != "setosa" for cell in cells]
    labels, y = classes([cell for cell in cells if cell != "setosa"])
    target = torch.tensor(y).float()[:, None]
    net = train(NETS["binary"](), torch.tensor(x[known]), target, nn.functional.binary_cross_entropy)
    save("binary", net, rows, names=names, labels=labels)

    names, x, cells = table("digits-train.csv", "digit")
    labels, y = classes(cells)
    def loss(output, target):
        return nn.functional.nll_loss(torch.log(output), target)
    net = train(NETS["digits"](), torch.tensor(x), torch.tensor(y), loss)
    save("digits", net, torch.tensor(table("digits-test.csv", "digit")[1][::6]), names=names, labels=labels)


if __name__ == "__main__":
    shutil.rmtree(TO, ignore_errors=True)
    TO.mkdir(parents=True)
    main()
