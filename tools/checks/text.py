#!/usr/bin/env python3
"""Rules about the text of the repository that no compiler checks."""

import re
import subprocess

import manifest

# What ends the process where an error should have been thrown.
TRAPS = re.compile(r"\btry!|\bfatalError\(")
PRAGMA = re.compile(r"^\s*#\s*pragma\s+STDC\s+FP_CONTRACT\s+OFF\s*$")
OWN_HEADER = re.compile(r'^\s*#\s*include\s+"')
# The literals are in pieces so that this file does not break its own rule.
HOST_PATH = re.compile(rb"(?<![\w.)}\]-])/" rb"(?:work|root|home|Users)/[\w.-]*")
REGISTRY = re.compile(
    rb"(?:pypi|pythonhosted|npmjs)" rb"\.(?:org|com)|(?:deb|ftp|security)\." rb"debian\.org|crates" rb"\.io"
)
MERGE = re.compile(rb"^[<>]{7} ")
FORBIDDEN = (("a host's path", HOST_PATH), ("a registry's host", REGISTRY), ("a mark of a merge", MERGE))


def traps(root, targets):
    """No `try!` and no `fatalError(` in Sources: a bad input is an error, never a crash."""
    for path in sorted((root / "Sources").rglob("*.swift")):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if match := TRAPS.search(line.split("//")[0]):
                yield f"{path.relative_to(root)}:{number}: {match[0]}"


def contraction(root, targets):
    """Every C source says FP_CONTRACT OFF before it includes a header of its own: inline functions
    above the pragma would be compiled without it."""
    for target in targets:
        for path in manifest.files(root, target, *manifest.C_SOURCES):
            lines = (root / path).read_text().splitlines()
            pragma = next((n for n, line in enumerate(lines, 1) if PRAGMA.match(line)), None)
            header = next((n for n, line in enumerate(lines, 1) if OWN_HEADER.match(line)), None)
            if pragma is None:
                yield f"{path}: no '#pragma STDC FP_CONTRACT OFF'"
            elif header is not None and header < pragma:
                yield f"{path}:{pragma}: '#pragma STDC FP_CONTRACT OFF' comes after the #include of line {header}"


def hosts(root, targets):
    """No path of somebody's machine, no package registry's host and no mark of a merge in any committed file."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    for name in sorted(filter(None, listed.decode().split("\0"))):
        path = root / name
        if not path.is_file():
            continue
        for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
            for what, pattern in FORBIDDEN:
                if match := pattern.search(line):
                    yield f"{name}:{number}: {what}: {match[0].decode(errors='replace')}"


def readmes(root, targets):
    """Every module folder has a README.md that ends with the dependencies that Package.swift declares."""
    for target in targets:
        if target.is_for_tests:
            continue
        path = target.folder / "README.md"
        if not (root / path).is_file():
            yield f"{path}: missing"
            continue
        _, label, listed = (root / path).read_text().rpartition("\nDependencies:")
        if not label:
            yield f"{path}: no line that starts with 'Dependencies:'"
            continue
        found, expected = set(re.findall(r"`([^`]+)`", listed)), set(target.dependencies)
        for name in sorted(found - expected):
            yield f"{path}: names `{name}`, which Package.swift does not declare"
        for name in sorted(expected - found):
            yield f"{path}: does not name `{name}`, which Package.swift declares"


def check(root, targets):
    for part in (traps, contraction, hosts, readmes):
        yield from part(root, targets)


if __name__ == "__main__":
    manifest.run(check)
