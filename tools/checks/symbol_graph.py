#!/usr/bin/env python3
"""What hosts can reach of the product MLPRuntime, from the symbol graphs of the release build.

That is every public symbol of the module, and of other modules the types that its declarations name, the types that
those name in turn, and all their members: values of these types come out of the runtime and go in.

  tools/checks/symbol_graph.py FOLDER    writes the graphs of that into a folder, for docc
"""

import collections
import dataclasses
import json
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

import manifest

MODULE = "MLPRuntime"

# What the compiler writes for Equatable, Hashable and RawRepresentable breaks with the conformance, which is recorded.
SYNTHESIZED = "::SYNTHESIZED::"

# Of every copyable value, and of what holds plain bytes: nobody decides them.
MARKERS = {"Copyable", "Escapable", "SendableMetatype", "BitwiseCopyable"}


@dataclasses.dataclass(frozen=True, order=True)
class Symbol:
    module: str  # that declares it
    extends: str  # the module of the type that it is a member of, where that is another; else ""
    path: tuple[str, ...]  # the names from the outermost type on
    declaration: str  # as Swift writes it, with conformances
    is_documented: bool


def module_maps(root, build, targets):
    """The maps of the C targets that the runtime reaches: the build's own, or one that is written by hand."""
    for target in targets:
        if target.name in manifest.reach(targets, MODULE) and manifest.is_c(root, target):
            by_hand = root / target.folder / "include/module.modulemap"
            yield by_hand if by_hand.exists() else build / f"{target.name}.build/module.modulemap"


def extract(root, targets, folder, build):
    """Writes the symbol graphs of MLPRuntime and of every Swift module below it into a folder."""
    if not (build / "Modules").is_dir():
        raise SystemExit(f"{build.relative_to(root)}: not built: swift build -c release --static-swift-stdlib")
    maps = [argument for path in module_maps(root, build, targets) for argument in ("-Xcc", f"-fmodule-map-file={path}")]
    below = manifest.reach(targets, MODULE)
    for target in targets:
        if target.name == MODULE or (target.name in below and not manifest.is_c(root, target)):
            subprocess.run(
                ["swift", "symbolgraph-extract", "-module-name", target.module, "-minimum-access-level", "public",
                 "-target", f"{platform.machine()}-unknown-linux-gnu", "-I", build / "Modules", *maps,
                 "-output-dir", folder],
                check=True,
            )


def read(folder):
    """The graphs of a folder by file name."""
    return {path.name: json.loads(path.read_text()) for path in sorted(pathlib.Path(folder).glob("*.symbols.json"))}


def modules(name):
    """(Module, "") of Module.symbols.json; (Module, Other) of Module@Other, what Module adds to types of Other."""
    module, _, extends = name.removesuffix(".symbols.json").partition("@")
    return module, extends


def key(node):
    return node["identifier"]["precise"]


def is_implied(node):
    """Whether the compiler wrote it for a conformance."""
    return SYNTHESIZED in key(node) or ("docComment" not in node and node["names"]["title"] in ("hash(into:)", "hashValue"))


def reach(graphs):
    """The keys of what hosts can reach."""
    nodes, members, owners, waiting = {}, collections.defaultdict(list), {}, []
    for name, graph in graphs.items():
        for node in graph["symbols"]:
            if not is_implied(node):
                nodes[key(node)] = node
                if modules(name)[0] == MODULE:
                    waiting.append(key(node))
        for edge in graph["relationships"]:
            if edge["kind"] == "memberOf":
                members[edge["target"]].append(edge["source"])
                owners[edge["source"]] = edge["target"]
    found = set()
    while waiting:
        next_key = waiting.pop()
        if next_key in nodes and next_key not in found:
            found.add(next_key)
            waiting += [part.get("preciseIdentifier") for part in nodes[next_key]["declarationFragments"]]
            waiting += [owners.get(next_key), *members[next_key]]
    return found


def symbols(graphs):
    """What hosts can reach, sorted."""
    conformances = collections.defaultdict(set)
    for graph in graphs.values():
        for edge in graph["relationships"]:
            if edge["kind"] == "conformsTo":
                conformances[edge["source"]].add(edge.get("targetFallback", edge["target"]).removeprefix("Swift."))
    found = reach(graphs)
    result = []
    for name, graph in graphs.items():
        for node in graph["symbols"]:
            if key(node) in found:
                text = re.sub(r"\s+", " ", "".join(part["spelling"] for part in node["declarationFragments"])).strip()
                protocols = ", ".join(sorted(conformances[key(node)] - MARKERS))
                declaration = f"{text}: {protocols}" if protocols else text
                result.append(Symbol(*modules(name), tuple(node["pathComponents"]), declaration, "docComment" in node))
    return sorted(result)


def reachable(root, targets, build=None):
    """The symbols of the release build that hosts can reach."""
    with tempfile.TemporaryDirectory() as folder:
        extract(root, targets, folder, build or root / ".build/release")
        return symbols(read(folder))


def write(root, targets, folder):
    """Writes the graphs of what hosts can reach, and of nothing else, into a folder."""
    folder.mkdir(parents=True)
    extract(root, targets, folder, root / ".build/release")
    graphs = read(folder)
    found = reach(graphs)
    for name, graph in graphs.items():
        graph["symbols"] = [node for node in graph["symbols"] if key(node) in found]
        graph["relationships"] = [edge for edge in graph["relationships"] if edge["source"] in found]
        if graph["symbols"]:
            (folder / name).write_text(json.dumps(graph))
        else:
            (folder / name).unlink()
    return []


if __name__ == "__main__":
    manifest.run(lambda root, targets: write(root, targets, pathlib.Path(sys.argv[1])))
