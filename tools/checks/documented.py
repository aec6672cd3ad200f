#!/usr/bin/env python3
"""Finds what hosts can use of MLPRuntime and what says nothing of itself: public symbols without documentation.

mlp.h is held to the same: each of its functions, types and values has a `///` before it.
"""

import re

import api
import manifest
import symbol_graph


def undocumented_in_header(text):
    """The declarations of a header that begin a line with no comment on the line before."""
    lines = [line.strip() for line in text.splitlines()]
    for before, line in zip(lines, lines[1:]):
        function = re.match(r"[a-z_0-9 ]+\*?(mlp_\w+)\(", line)
        value = re.match(r"(?:#define )?(MLP_[A-Z_]+) ", line)
        type_name = re.match(r"typedef .*?(\w+);", line)
        name = function or value or type_name
        # The first status needs no word: it is the one that no error has.
        if name and not before.startswith("///") and name[1] != "MLP_OK":
            yield name[1]


def check(root, targets, build=None):
    for symbol in symbol_graph.reachable(root, targets, build):
        if not symbol.is_documented:
            yield f"{symbol.module}: {'.'.join(symbol.path)} has no documentation"
    for name in undocumented_in_header((root / api.HEADER).read_text()):
        yield f"{api.HEADER}: {name} has no documentation"


if __name__ == "__main__":
    manifest.run(check)
