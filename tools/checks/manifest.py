"""The targets of Package.swift, as `swift package dump-package` tells them."""

import dataclasses
import json
import pathlib
import subprocess

C_SOURCES = (".c", ".cc", ".cpp")


@dataclasses.dataclass(frozen=True)
class Target:
    name: str
    kind: str  # regular, executable, system, test
    folder: pathlib.PurePosixPath  # within the repository
    dependencies: tuple[str, ...]
    pkg_config: str | None

    @property
    def module(self):
        """What an import calls it: mlp-infer is the module mlp_infer."""
        return self.name.replace("-", "_")

    @property
    def is_for_tests(self):
        """A test target, or a module in Tests that test targets share."""
        return self.folder.parts[0] == "Tests"

    @property
    def wing(self):
        """Base for Sources/Base/Storage; None outside Sources or too shallow."""
        parts = self.folder.parts
        return parts[1] if parts[0] == "Sources" and len(parts) == 3 else None


def targets(package):
    """The targets in the order of the manifest, from the parsed JSON of dump-package."""
    result = []
    for entry in package["targets"]:
        home = "Tests" if entry["type"] == "test" else "Sources"
        result.append(
            Target(
                name=entry["name"],
                kind=entry["type"],
                folder=pathlib.PurePosixPath(entry.get("path") or f"{home}/{entry['name']}"),
                dependencies=tuple(
                    next(iter(dependency.values()))[0] for dependency in entry["dependencies"]
                ),
                pkg_config=entry.get("pkgConfig"),
            )
        )
    return result


def load(root):
    command = ["swift", "package", "--package-path", str(root), "dump-package"]
    return targets(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))


def reach(all_targets, name):
    """The names of every target that `name` depends on, directly or not."""
    by_name = {target.name: target for target in all_targets}
    found, waiting = set(), list(by_name[name].dependencies)
    while waiting:
        next_name = waiting.pop()
        if next_name not in found and next_name in by_name:
            found.add(next_name)
            waiting += by_name[next_name].dependencies
    return found


def files(root, target, *suffixes):
    """The target's files with these suffixes, in a fixed order, as paths within the repository."""
    folder = root / target.folder
    return sorted(
        path.relative_to(root) for path in folder.rglob("*") if path.suffix in suffixes
    )


def is_c(root, target):
    """Whether the target is C or C++, or a system library: what Swift reaches by a module map."""
    return target.kind == "system" or bool(files(root, target, *C_SOURCES))


# What a net that only answers must do without, as far as the manifest can tell: every target of the
# Training wing but these, and everything that reaches libhdf5.
TRAINING_THAT_INFERENCE_MAY_USE = {
    "Metrics": "mlp-infer --evaluate compares predictions with labels; it trains nothing"
}


def banned_from_inference(all_targets):
    """The targets that neither MLPRuntime nor mlp-infer may contain."""
    hdf5 = {target.name for target in all_targets if target.pkg_config == "hdf5"}
    return [
        target
        for target in all_targets
        if (target.wing == "Training" and target.name not in TRAINING_THAT_INFERENCE_MAY_USE)
        or (target.wing not in (None, "Commands"))
        and ({target.name} | reach(all_targets, target.name)) & hdf5
    ]


def run(check):
    """Prints the findings of `check(root, targets)`, one a line; the exit status says if there were any."""
    root = pathlib.Path(__file__).resolve().parents[2]
    found = list(check(root, load(root)))
    print("\n".join(found), end="\n" if found else "")
    raise SystemExit(1 if found else 0)
