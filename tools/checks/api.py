#!/usr/bin/env python3
"""Holds the public interfaces against their records in tools/api: a break is a decision, not an accident.

  tools/checks/api.py           says where they differ
  tools/checks/api.py --renew   writes the records; the change then stands in the commit for all to see

MLPRuntime.txt has what Swift hosts can use (symbol_graph.py), from the release build; libmlp.txt what C hosts can use:
mlp.h without its comments, and each exported symbol with its version.
"""

import difflib
import itertools
import re
import sys

import manifest
import symbol_graph

RECORDS = "tools/api"
HEADER = "Sources/Embedding/CMLP/include/mlp.h"
VERSION_SCRIPT = "Sources/Embedding/MLPLibrary/libmlp.map"


def swift_record(symbols):
    """A line for each declaration, indented under its type, by module: the runtime's first."""
    lines = []
    by_module = itertools.groupby(
        sorted(symbols, key=lambda symbol: (symbol.module != symbol_graph.MODULE, symbol)),
        lambda symbol: (symbol.module, symbol.extends),
    )
    for (module, extends), group in by_module:
        lines += ["", f"module {module}" + (f", to types of {extends}" if extends else "")]
        owner = ()
        for symbol in group:
            if extends and symbol.path[:-1] != owner:
                owner = symbol.path[:-1]
                lines.append(f"  extension {'.'.join(owner)}")
            depth = 2 if extends else len(symbol.path)
            lines.append("  " * depth + symbol.declaration)
    return lines[1:]


def header_record(text):
    """A header's declarations, one a line: without comments, guards, includes and the number of the release."""
    text = re.sub(r"//.*|/\*.*?\*/", "", text)
    text = re.sub(r'#ifdef __cplusplus.*?#endif', "", text, flags=re.DOTALL)
    macros = re.findall(r"^#define +(\w+ +.+)$", text, re.MULTILINE)
    kept = [f"#define {macro.strip()}" for macro in macros if not macro.startswith("MLP_VERSION ")]
    rest = re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
    return kept + [re.sub(r"\s+", " ", part).strip() + ";" for part in rest.split(";") if part.strip()]


def exported(version_script):
    """name@@VERSION for each function that a version script lets out."""
    found = []
    for version, body in re.findall(r"([\w.]+)\s*\{(.*?)\}", version_script, re.DOTALL):
        names = re.search(r"global:(.*?)(?:local:|$)", body, re.DOTALL)
        found += [f"{name}@@{version}" for name in re.findall(r"\w+", names[1] if names else "")]
    return sorted(found)


def records(root, targets, build=None):
    """What the record of each interface should say, by file name."""
    c = header_record((root / HEADER).read_text()) + ["", *exported((root / VERSION_SCRIPT).read_text())]
    return {"MLPRuntime.txt": swift_record(symbol_graph.reachable(root, targets, build)), "libmlp.txt": c}


def check(root, targets, build=None):
    for name, now in records(root, targets, build).items():
        path = root / RECORDS / name
        before = path.read_text().splitlines() if path.exists() else []
        changes = [line for line in difflib.ndiff(before, now) if line[0] in "+-"]
        if changes:
            yield f"{RECORDS}/{name}: the interface has changed; if hosts can bear it, tools/checks/api.py --renew"
            yield from (f"  {line}" for line in changes)


def renew(root, targets):
    for name, now in records(root, targets).items():
        (root / RECORDS).mkdir(parents=True, exist_ok=True)
        (root / RECORDS / name).write_text("\n".join(now) + "\n")
    return []


if __name__ == "__main__":
    manifest.run(renew if sys.argv[1:] == ["--renew"] else check)
