"""Times loading, each time in a process of its own: most of it is memory that is touched for the first time."""

import ctypes
import json

import engines
from results import LOADING_PARTS

PAGES = ("huge", "small")
# From <linux/prctl.h>: this process and those that it starts get no huge pages.
PR_SET_THP_DISABLE = 41


def pinned(pages):
    """As engines.pinned, and without huge pages where these are small."""
    options = engines.pinned(1)
    pin, prctl = options["preexec_fn"], ctypes.CDLL(None).prctl

    def prepare():
        pin()
        if pages == "small":
            prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0)

    return options | {"preexec_fn": prepare}


def measure(command, model, processes):
    """Lines for measurements.jsonl: the seconds of each part of loading, and of the first row."""
    arguments = [command, model, "--bench", "--json", "--batch", "1", "--threads", "1"]
    for _ in range(processes):
        for pages in PAGES:
            found = json.loads(engines.output(arguments, 1, **pinned(pages)))
            yield {"pages": pages} | {part: found[f"{part}_seconds"] for part in LOADING_PARTS}
