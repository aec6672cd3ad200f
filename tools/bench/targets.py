"""What the runtime is to reach, and by how much a run met or missed it."""

import dataclasses
import math

from results import count

# Microseconds a row, softmax included, of RTNeural, a small C++ engine: with every size fixed in the
# program's text, and with the network loaded at run time.
RTNEURAL = {
    "4-16-16-3": (0.059, 0.134),
    "64-128-64-10": (0.78, 0.96),
    "784-128-10": (3.8, 4.4),
    "784-512-512-10": (None, 35),
    "256x16-10": (None, 57),
    "1024-4096-4096-1000": (None, 7690),
}

# Seconds from a path to the first row's outputs, in a process that has done nothing else.
LOADING = {"huge": 1e-3, "small": 2.8e-3}


@dataclasses.dataclass
class Target:
    text: str
    # (what, value, wanted): each value is to be at least what is wanted
    values: list

    def __post_init__(self):
        self.values.sort(key=lambda entry: entry[1] / entry[2])

    @property
    def missed(self):
        return [entry for entry in self.values if entry[1] < entry[2]]


def targets(run):
    cells = list(run.cells.values())
    relu = [cell for cell in cells if cell.net.activation == "relu"]
    wide = [cell for cell in relu if cell.batch >= 256 and min(cell.net.widths[:-1]) >= 128]
    single = [cell for cell in relu if cell.batch == 1]

    # One wide layer leaves a larger part of the time to the narrow last one.
    share = [
        (cell.label, run.fma_share(cell), 0.92 if len(cell.net.widths) > 3 else 0.90)
        for cell in wide if cell.threads == 1
    ]
    yield Target("Share of the FMA peak on one thread, batch ≥ 256, layers ≥ 128 wide, ReLU", share)

    yield Target(
        "Two threads over one, in the same cells",
        [(pair(cell), speedup, 1.9) for cell in wide if (speedup := two_over_one(run, cell))],
    )
    yield Target(
        "Times as fast as the faster peer, every cell",
        [(cell.label, cell.times_as_fast, 1) for cell in cells],
    )
    yield Target(
        "The same in the geometric mean over batches ≥ 16",
        [
            (count(threads, "thread"), geometric_mean(ratios), 1.15)
            for threads in sorted({cell.threads for cell in cells})
            if (ratios := [c.times_as_fast for c in cells if c.batch >= 16 and c.threads == threads])
        ],
    )
    yield Target(
        "Share of the read bandwidth at the weights' size, batch 1, one thread",
        [(cell.label, s, 0.9) for cell in single if cell.threads == 1 and (s := run.read_share(cell))],
    )
    yield Target(
        "Two threads over one, batch 1, weights larger than one core's L2",
        [
            (pair(cell), speedup, 1.7) for cell in single
            if cell.net.weight_bytes > run.about["l2_bytes"] and (speedup := two_over_one(run, cell))
        ],
    )
    yield Target(
        "Speed of the tanh and gelu nets over the ReLU net's, batch ≥ 256",
        [
            (cell.label, plain.ours / cell.ours, 1 / 1.1) for cell in cells
            if cell.batch >= 256 and cell.net.activation != "relu"
            if (plain := run.other(cell, net=cell.net.name.split()[0]))
        ],
    )
    yield Target(
        "Speed of loading and a first row of 784-512-512-10, over 1 ms with huge pages and 2.8 ms without",
        [
            (f"{pages} pages", LOADING[pages] / min(map(sum, loads)), 1)
            for pages, loads in run.loads.items()
        ],
    )
    for kind, text in enumerate(("compile-time", "run-time")):
        yield Target(
            f"Times as fast as RTNeural's {text} model, batch 1 back to back (cited, not measured here)",
            [
                (cell.label, cited * 1e-6 / cell.ours, 1) for cell in single
                if cell.threads == 1 and (cited := RTNEURAL.get(cell.net.name, (None, None))[kind])
            ],
        )


def pair(cell):
    return f"{cell.net.name}, batch {cell.batch}"


def two_over_one(run, cell):
    one = run.other(cell, threads=1)
    return one.ours / cell.ours if cell.threads == 2 and one else None


def geometric_mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))
