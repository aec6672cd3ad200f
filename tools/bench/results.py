"""What a run measured: the lines of measurements.jsonl, and the best of its passes."""

import json
import statistics

OURS = "ours"
LOADING_PARTS = ("read", "prepare", "first_row")
PEERS = {"onnxruntime": "ONNX Runtime", "openvino": "OpenVINO"}


class Cell:
    """One network, number of rows and number of threads; seconds of a call by engine."""

    def __init__(self, net, batch, threads):
        self.net, self.batch, self.threads = net, batch, threads
        self.seconds, self.variants, self.dependent = {}, {}, None
        self.medians = {}

    def add(self, line):
        engine, seconds = line["engine"], line["seconds"]
        self.medians.setdefault(engine, []).append(line["median"])
        if seconds < self.seconds.get(engine, float("inf")):
            self.seconds[engine], self.variants[engine] = seconds, line["variant"]
        if dependent := line.get("dependent"):
            self.dependent = min(dependent, self.dependent or dependent)

    @property
    def label(self):
        return f"{self.net.name}, batch {self.batch}, {count(self.threads, 'thread')}"

    @property
    def ours(self):
        return self.seconds[OURS]

    @property
    def faster_peer(self):
        return min(PEERS, key=lambda peer: self.seconds[peer])

    @property
    def times_as_fast(self):
        """The faster peer's seconds over ours."""
        return self.seconds[self.faster_peer] / self.ours

    def gigaflops(self, engine=OURS):
        return 2 * self.net.weight_count * self.batch / self.seconds[engine] * 1e-9

    @property
    def weight_gigabytes_per_second(self):
        return self.net.weight_bytes / self.ours * 1e-9

    def median(self, engine):
        """The median of the passes' medians."""
        return statistics.median(self.medians[engine])


class Run:
    def __init__(self, lines, nets):
        nets = {net.name: net for net in nets}
        self.about, self.fma, self.read, cells = {}, {}, {}, {}
        self.loads = {}  # (read, prepare, first row) of each process, by the kind of its pages
        for line in map(json.loads, lines):
            if "about" in line:
                self.about = line["about"]
            elif "fma" in line:
                keep_best(self.fma, line["threads"], line["fma"])
            elif "bytes" in line:
                keep_best(self.read, (line["bytes"], line["threads"]), line["read"])
            elif "pages" in line:
                parts = [line[part] for part in LOADING_PARTS]
                self.loads.setdefault(line["pages"], []).append(parts)
            else:
                key = line["net"], line["batch"], line["threads"]
                cells.setdefault(key, Cell(nets[line["net"]], *key[1:])).add(line)
        # A run that was stopped has cells that not every engine was measured in.
        self.cells = {k: cell for k, cell in cells.items() if len(cell.seconds) == 1 + len(PEERS)}

    def fma_share(self, cell):
        return cell.gigaflops() / self.fma[cell.threads]

    def read_share(self, cell):
        """None where the network's weights are too few for the bandwidth to be what limits it."""
        rate = self.read.get((cell.net.weight_bytes, cell.threads))
        return rate and cell.weight_gigabytes_per_second / rate

    def other(self, cell, **changes):
        """The cell of another net, batch or number of threads; None where it was not measured."""
        key = {"net": cell.net.name, "batch": cell.batch, "threads": cell.threads} | changes
        return self.cells.get(tuple(key.values()))


def keep_best(table, key, value):
    table[key] = max(value, table.get(key, 0))


def count(number, noun):
    plural = noun + ("es" if noun.endswith("s") else "s")
    return f"{number} {noun if number == 1 else plural}"
