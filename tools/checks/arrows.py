#!/usr/bin/env python3
"""Proves that the modules depend on each other as Package.swift says, and only downwards."""

import re

import manifest

WINGS = ["Base", "Model", "Format", "Inference", "Embedding", "Training", "Conversion", "Tables", "Commands"]

# Modules from outside the package. Foundation is not among them for Sources: it would make
# mlp-infer ten times as large and slow its start.
OUTSIDE_SOURCES = {"Swift", "Glibc", "Musl", "Synchronization"}
OUTSIDE_TESTS = OUTSIDE_SOURCES | {"Foundation", "Testing"}

# C targets that more than one Swift module may import, each with its reason.
SHARED_C_TARGETS: dict[str, str] = {}

IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"
    r"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)"
)
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]')


def matches(root, target, suffixes, pattern):
    """(path, line number, name) of every line of the target's files that `pattern` matches, but for
    those inside a Swift string of several lines, which may be a program in another language."""
    for path in manifest.files(root, target, *suffixes):
        inside_string = False
        for number, line in enumerate((root / path).read_text().splitlines(), start=1):
            if not inside_string and (match := pattern.match(line)):
                yield path, number, match[1]
            inside_string ^= line.count('"""') % 2 == 1


def wings(root, targets):
    """Every target of Sources in its wing, wings in their order, every dependency further up."""
    above, highest = set(), 0
    for_tests = {target.name for target in targets if target.is_for_tests}
    for target in targets:
        if not target.is_for_tests:
            if target.wing not in WINGS:
                yield f"Package.swift: {target.name} is in {target.folder}, expected Sources/WING/{target.name}"
                continue
            place = WINGS.index(target.wing)
            if place < highest:
                yield f"Package.swift: {target.name} of {target.wing} stands after {WINGS[highest]}"
            highest = max(highest, place)
        for dependency in target.dependencies:
            if dependency not in (above | for_tests if target.is_for_tests else above):
                yield f"Package.swift: {target.name} depends on {dependency}, which is not above it"
        above.add(target.name)


def folders(root, targets):
    """Every folder Sources/WING/NAME is a target."""
    known = {str(target.folder) for target in targets}
    for folder in sorted((root / "Sources").glob("*/*/")):
        path = folder.relative_to(root).as_posix()
        if path not in known:
            yield f"{path}: no target of Package.swift"


def imports(root, targets):
    """What a target imports it declares, and what it declares it imports."""
    modules = {target.module: target for target in targets}
    headers = {
        target.name: {path.name for path in manifest.files(root, target, ".h")} for target in targets
    }
    kinds = {target.name: target.kind for target in targets}
    for target in targets:
        used = set()
        outside = OUTSIDE_TESTS if target.is_for_tests else OUTSIDE_SOURCES
        for path, number, name in matches(root, target, [".swift"], IMPORT):
            if name in modules:
                used.add(modules[name].name)
                if modules[name].name not in target.dependencies:
                    yield f"{path}:{number}: imports {name}, which {target.name} does not declare"
            elif name not in outside:
                yield f"{path}:{number}: imports {name}, allowed are {', '.join(sorted(outside))}"
        for path, number, name in matches(root, target, [".h", *manifest.C_SOURCES], INCLUDE):
            header = name.split("/")[-1]
            owners = [owner for owner in headers if header in headers[owner]]
            used.update(owners)
            if owners and not {target.name, *target.dependencies} & set(owners):
                yield f"{path}:{number}: includes {name} of {owners[0]}, which {target.name} does not declare"
        for dependency in target.dependencies:
            # A test may depend on a command in order to run it.
            if dependency not in used and kinds.get(dependency) != "executable":
                yield f"Package.swift: {target.name} declares {dependency} and never imports it"


def c_doors(root, targets):
    """Each C target has one Swift module that imports it, so its pointers stay in one place."""
    sources = [target for target in targets if not target.is_for_tests]
    for c_target in sources:
        if not manifest.is_c(root, c_target) or c_target.name in SHARED_C_TARGETS:
            continue
        importers = [
            target.name
            for target in sources
            if any(name == c_target.module for *_, name in matches(root, target, [".swift"], IMPORT))
        ]
        if len(importers) != 1:
            found = ", ".join(importers) or "none"
            yield f"{c_target.folder}: imported by {found}, expected exactly one Swift module"


def inference_apart(root, targets):
    """Inference reaches no training code and no libhdf5; training never reaches the runtime."""
    names = {target.name for target in targets}
    for name in ("MLPRuntime", "mlp-infer"):
        if name not in names:
            yield f"Package.swift: no target {name}, which this check guards"
            continue
        reached = manifest.reach(targets, name)
        for target in manifest.banned_from_inference(targets):
            if target.name in reached:
                yield f"Package.swift: {name} reaches {target.name}"
    for target in targets:
        if target.wing == "Training" and "MLPRuntime" in manifest.reach(targets, target.name):
            yield f"Package.swift: {target.name} reaches MLPRuntime"


def check(root, targets):
    for part in (wings, folders, imports, c_doors, inference_apart):
        yield from part(root, targets)


if __name__ == "__main__":
    manifest.run(check)
