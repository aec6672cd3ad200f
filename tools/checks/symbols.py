#!/usr/bin/env python3
"""Proves on the release build that mlp-infer holds no training code, no libhdf5 and no Foundation.

The manifest says what may be reached (arrows.py); this says what was linked.
"""

import re
import subprocess

import manifest

COMMAND = "mlp-infer"

# libFoundation.so, libFoundationEssentials.so, lib_FoundationICU.so, libhdf5.so, libhdf5_serial.so
BANNED_LIBRARIES = re.compile(r"^lib_?(Foundation|hdf5)", re.IGNORECASE)
# H5Fopen, and H5Fopen@VERSION where it comes from a shared library
BANNED_C = re.compile(r"^_?H5[A-Z]*[a-z_]\w*")
# Swift mangles a module as its length and its name.
BANNED_SWIFT = re.compile(r"^\$s.*?(10Foundation|20FoundationEssentials|30FoundationInternationalization)")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def symbols(path, *options):
    """The names that nm lists: the last column, without a version."""
    lines = run("nm", "--format=posix", *options, str(path)).splitlines()
    return {line.split()[0].split("@")[0] for line in lines if line and not line.endswith(":")}


def shared_libraries(path):
    return {line.split()[0].split("/")[-1] for line in run("ldd", str(path)).splitlines() if line.split()}


def of_target(root, build, target, found):
    """Which of the found symbols are the target's own."""
    if not manifest.is_c(root, target):
        mark = f"{len(target.module)}{target.module}"
        return {name for name in found if name.startswith("$s") and mark in name}
    defined = set()
    for file in (build / f"{target.name}.build").rglob("*.o"):
        defined |= symbols(file, "--defined-only", "--extern-only")
    return defined & found


def check(root, targets, build=None):
    build = build or root / ".build" / "release"
    path = build / COMMAND
    if not path.exists():
        yield f"{path.relative_to(root)}: not built: swift build -c release --static-swift-stdlib"
        return
    for library in sorted(shared_libraries(path)):
        if BANNED_LIBRARIES.match(library):
            yield f"{COMMAND}: links {library}"
    found = symbols(path) | symbols(path, "--dynamic")
    if not any(name.startswith("$s") for name in found) and "main" not in found:
        yield f"{COMMAND}: has no symbol table, so nothing is proved: was it stripped?"
    groups = {
        "Foundation": {name for name in found if BANNED_SWIFT.match(name)},
        "libhdf5": {name for name in found if BANNED_C.match(name)},
    }
    for target in manifest.banned_from_inference(targets):
        if target.kind != "system":
            if not (build / f"{target.name}.build").is_dir():
                yield f"{target.name}: not built, so its symbols are not known"
            groups[target.name] = of_target(root, build, target, found)
    for group, names in groups.items():
        if names:
            yield f"{COMMAND}: {len(names)} symbols of {group}, such as {min(names)}"


if __name__ == "__main__":
    manifest.run(check)
