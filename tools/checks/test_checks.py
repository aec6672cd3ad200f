"""Each check finds the fault it is there for, and nothing in a sound package."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

import api
import arrows
import documented
import manifest
import symbols
import text

PRAGMA = "#pragma STDC FP_CONTRACT OFF\n"

# A package as small as one can be with everything the checks look at.
SOUND = {
    "Sources/Model/MLPModel/a.swift": "public struct Net {}\n",
    "Sources/Format/CHDF5/module.modulemap": "module CHDF5 {}\n",
    "Sources/Format/CHDF5/shim.h": "\n",
    "Sources/Format/HDF5/a.swift": "internal import CHDF5\n",
    "Sources/Inference/CKernels/include/CKernels.h": "\n",
    "Sources/Inference/CKernels/a.c": PRAGMA + '#include "CKernels.h"\n',
    "Sources/Inference/MLPRuntime/a.swift": "import CKernels\n@testable public import MLPModel\n",
    "Sources/Training/CTraining/include/CTraining.h": "\n",
    "Sources/Training/CTraining/a.c": PRAGMA + '#include "CTraining.h"\n',
    "Sources/Training/MLPTraining/a.swift": "import CTraining\nimport struct MLPModel.Net\n",
    "Sources/Training/Metrics/a.swift": "import MLPModel\n",
    "Sources/Commands/mlp-infer/main.swift": "import Glibc\nimport MLPRuntime\nimport Metrics\n",
    "Tests/MLPRuntimeTests/a.swift": "import Foundation\nimport MLPRuntime\nimport Samples\nimport Testing\n",
    "Tests/Samples/a.swift": "import MLPModel\n",
}
DEPENDENCIES = {
    "MLPModel": [],
    "CHDF5": [],
    "HDF5": ["CHDF5"],
    "CKernels": [],
    "MLPRuntime": ["MLPModel", "CKernels"],
    "CTraining": [],
    "MLPTraining": ["MLPModel", "CTraining"],
    "Metrics": ["MLPModel"],
    "mlp-infer": ["MLPRuntime", "Metrics"],
    "MLPRuntimeTests": ["MLPRuntime", "Samples", "mlp-infer"],
    "Samples": ["MLPModel"],
}


class Case(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.dependencies = {name: list(listed) for name, listed in DEPENDENCIES.items()}
        for path, content in SOUND.items():
            self.write(path, content)
        for path in self.root.glob("Sources/*/*/"):
            names = ", ".join(f"`{name}`" for name in self.dependencies[path.name])
            self.write(f"{path}/README.md", f"# Name\n\nWhat.\n\nDependencies: {names or 'none'}.\n")
        subprocess.run(["git", "init", "--quiet", str(self.root)], check=True)

    def write(self, path, content):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    def targets(self):
        """What dump-package would say of the tree, in the order of the dependencies."""
        folders = {path.name: path for path in self.root.glob("Sources/*/*/")}
        folders["Samples"] = self.root / "Tests" / "Samples"
        entries = []
        for name, dependencies in self.dependencies.items():
            kinds = {"CHDF5": "system", "mlp-infer": "executable", "MLPRuntimeTests": "test"}
            entry = {"name": name, "type": kinds.get(name, "regular")}
            if name in folders:
                entry["path"] = folders[name].relative_to(self.root).as_posix()
            if name == "CHDF5":
                entry["pkgConfig"] = "hdf5"
            entry["dependencies"] = [{"byName": [other, None]} for other in dependencies]
            entries.append(entry)
        return manifest.targets({"targets": entries})

    def finds(self, check, *expected):
        """The findings are exactly these, in order, each by its beginning."""
        found = list(check(self.root, self.targets()))
        self.assertEqual(len(found), len(expected), found)
        for line, beginning in zip(found, expected):
            self.assertTrue(line.startswith(beginning), f"{line!r} does not start with {beginning!r}")


class Arrows(Case):
    def test_a_sound_package(self):
        self.finds(arrows.check)

    def test_an_import_that_is_not_declared(self):
        self.write("Sources/Training/Metrics/a.swift", "import MLPModel\n\nimport MLPRuntime\n")
        self.finds(arrows.check, "Sources/Training/Metrics/a.swift:3: imports MLPRuntime, which Metrics")

    def test_a_dependency_that_is_not_imported(self):
        self.dependencies["Metrics"].append("CKernels")
        self.finds(arrows.check, "Package.swift: Metrics declares CKernels and never imports it")

    def test_an_include_that_is_not_declared(self):
        self.write("Sources/Training/CTraining/b.c", PRAGMA + '#include "CKernels.h"\n')
        path = "Sources/Training/CTraining/b.c:2"
        self.finds(arrows.check, f"{path}: includes CKernels.h of CKernels, which CTraining")
        self.dependencies["CTraining"].append("CKernels")
        self.finds(arrows.check)

    def test_foundation_in_sources(self):
        self.write("Sources/Model/MLPModel/b.swift", "@preconcurrency import Foundation\n")
        self.finds(arrows.check, "Sources/Model/MLPModel/b.swift:1: imports Foundation, allowed are")

    def test_a_script_inside_a_string_imports_nothing(self):
        script = 'let script = """\n  import sys\n  """\nimport Foundation\n'
        self.write("Sources/Model/MLPModel/b.swift", script)
        self.finds(arrows.check, "Sources/Model/MLPModel/b.swift:4: imports Foundation")

    def test_sources_that_depend_on_what_is_for_tests(self):
        self.write("Sources/Training/Metrics/a.swift", "import MLPModel\nimport Samples\n")
        self.dependencies["Metrics"].append("Samples")
        self.finds(arrows.check, "Package.swift: Metrics depends on Samples, which is not above it")

    def test_a_wing_out_of_order(self):
        self.dependencies["MLPModel"] = self.dependencies.pop("MLPModel")
        found = list(arrows.wings(self.root, self.targets()))
        self.assertIn("Package.swift: MLPModel of Model stands after Commands", found)
        self.assertIn("Package.swift: Metrics depends on MLPModel, which is not above it", found)

    def test_a_target_outside_the_wings(self):
        self.write("Sources/Attic/Old/a.swift", "\n")
        self.dependencies["Old"] = []
        self.finds(arrows.check, "Package.swift: Old is in Sources/Attic/Old, expected Sources/WING/Old")

    def test_a_folder_without_a_target(self):
        self.write("Sources/Model/Old/a.swift", "\n")
        self.finds(arrows.check, "Sources/Model/Old: no target of Package.swift")

    def test_a_c_target_with_two_importers(self):
        self.write("Sources/Training/Metrics/a.swift", "import CKernels\nimport MLPModel\n")
        self.dependencies["Metrics"].append("CKernels")
        self.finds(arrows.check, "Sources/Inference/CKernels: imported by MLPRuntime, Metrics, expected")

    def test_a_c_target_without_importer(self):
        self.write("Sources/Format/HDF5/a.swift", "\n")
        self.dependencies["HDF5"] = []
        self.finds(arrows.check, "Sources/Format/CHDF5: imported by none, expected")

    def test_a_command_that_reaches_training(self):
        self.write("Sources/Training/Metrics/a.swift", "import MLPModel\nimport MLPTraining\n")
        self.dependencies["Metrics"].append("MLPTraining")
        self.finds(
            arrows.check,
            "Package.swift: mlp-infer reaches CTraining",
            "Package.swift: mlp-infer reaches MLPTraining",
        )

    def test_a_runtime_that_reaches_hdf5(self):
        self.write("Sources/Inference/MLPRuntime/b.swift", "import HDF5\n")
        self.dependencies["MLPRuntime"].append("HDF5")
        found = list(arrows.inference_apart(self.root, self.targets()))
        self.assertIn("Package.swift: MLPRuntime reaches CHDF5", found)
        self.assertIn("Package.swift: MLPRuntime reaches HDF5", found)

    def test_training_that_reaches_the_runtime(self):
        self.write("Sources/Training/MLPTraining/b.swift", "import MLPRuntime\n")
        self.dependencies["MLPTraining"].append("MLPRuntime")
        self.finds(arrows.check, "Package.swift: MLPTraining reaches MLPRuntime")

    def test_a_guarded_target_that_was_renamed(self):
        self.dependencies = {name: [] for name in ("MLPModel",)}
        found = list(arrows.inference_apart(self.root, self.targets()))
        self.assertEqual(len(found), 2, found)


class Text(Case):
    def test_a_sound_package(self):
        self.finds(text.check)

    def test_traps(self):
        self.write(
            "Sources/Model/MLPModel/b.swift",
            '// try! is fine here\nlet a = try! b()\nif c { fatalError("no") }  // why\n',
        )
        path = "Sources/Model/MLPModel/b.swift"
        self.finds(text.check, f"{path}:2: try!", f"{path}:3: fatalError(")

    def test_a_c_source_without_the_pragma(self):
        self.write("Sources/Inference/CKernels/b.c", "int b;\n")
        self.finds(text.check, "Sources/Inference/CKernels/b.c: no '#pragma STDC FP_CONTRACT OFF'")

    def test_a_pragma_after_a_header(self):
        self.write("Sources/Inference/CKernels/b.c", '#include "CKernels.h"\n' + PRAGMA)
        self.finds(text.check, "Sources/Inference/CKernels/b.c:2: '#pragma STDC FP_CONTRACT OFF' comes")

    def test_host_paths(self):
        # In pieces, or this file would break the rule.
        self.write("notes.md", "see `/" + "work/x`\n<https://example.com/" + "work/x>\n" + "/" + "root/y\n")
        self.finds(text.check, "notes.md:1: a host's path: ", "notes.md:3: a host's path: ")

    def test_registry_hosts(self):
        self.write("a.txt", "https://files." + "pythonhosted" + ".org/x\nhttp://deb." + "debian.org\n")
        self.finds(text.check, "a.txt:1: a registry's host: ", "a.txt:2: a registry's host: ")

    def test_ignored_files_may_say_anything(self):
        self.write(".gitignore", "build/\n")
        self.write("build/log", "/" + "root/y\n")
        self.finds(text.check)

    def test_a_missing_readme(self):
        (self.root / "Sources/Model/MLPModel/README.md").unlink()
        self.finds(text.check, "Sources/Model/MLPModel/README.md: missing")

    def test_a_readme_without_dependencies(self):
        self.write("Sources/Model/MLPModel/README.md", "# MLPModel\n")
        self.finds(text.check, "Sources/Model/MLPModel/README.md: no line that starts with 'Dependencies:'")

    def test_a_readme_that_disagrees(self):
        path = "Sources/Format/HDF5/README.md"
        self.write(path, "# HDF5\n\nWith `Storage`.\n\nDependencies: `MLPModel`.\n")
        self.finds(text.check, f"{path}: names `MLPModel`", f"{path}: does not name `CHDF5`")


class Interfaces(Case):
    """On modules that the compiler made, because what it tells of them is half of the checks."""

    HEADER = """/// A net.
typedef struct mlp_net mlp_net;

/// Runs one row.
int mlp_run(mlp_net *net,
            const float *row);  // not kept
"""

    def setUp(self):
        super().setUp()
        self.write(api.HEADER, self.HEADER)
        self.write(api.VERSION_SCRIPT, "MLP_1 {\n  global:\n    mlp_run;\n  local:\n    *;\n};\n")
        self.write("Sources/Inference/CKernels/include/module.modulemap", 'module CKernels { header "CKernels.h" }\n')
        self.write("Sources/Model/MLPModel/a.swift", """
/// Values.
public struct Net: Equatable { /// How many.
  public var width: Int }
/// Out of reach.
public struct Other { public var undocumented: Int }
""")
        self.write("Sources/Inference/MLPRuntime/a.swift", """
import CKernels
public import MLPModel
/// Runs.
public final class Model { /// What it runs.
  public let net: Net
  init(net: Net) { self.net = net } }
""")
        self.build()
        api.renew(self.root, self.targets())

    def build(self):
        modules = self.root / ".build/release/Modules"
        modules.mkdir(parents=True, exist_ok=True)
        kernels = self.root / "Sources/Inference/CKernels/include/module.modulemap"
        for path in ("Model/MLPModel", "Inference/MLPRuntime"):
            name = path.split("/")[1]
            subprocess.run(
                ["swiftc", "-emit-module", "-parse-as-library", "-module-name", name, "-I", modules,
                 "-Xcc", f"-fmodule-map-file={kernels}", "-emit-module-path", modules / f"{name}.swiftmodule",
                 *(self.root / "Sources" / path).glob("*.swift")],
                check=True, capture_output=True)

    def test_nothing_has_changed(self):
        self.finds(api.check)
        self.finds(documented.check)

    def test_the_record_has_what_can_be_reached(self):
        lines = (self.root / "tools/api/MLPRuntime.txt").read_text().splitlines()
        self.assertEqual(lines, [
            "module MLPRuntime", "  final class Model", "    let net: Net", "",
            "module MLPModel", "  struct Net: Equatable", "    var width: Int"])

    def test_a_declaration_of_swift_that_changed(self):
        path = "Sources/Model/MLPModel/a.swift"
        self.write(path, (self.root / path).read_text().replace("width: Int", "width: Int32"))
        self.build()
        self.finds(
            api.check, "tools/api/MLPRuntime.txt: the interface has changed", "  -     var width: Int",
            "  +     var width: Int32")

    def test_a_declaration_of_c_that_changed(self):
        self.write(api.HEADER, self.HEADER.replace("const float", "float"))
        self.finds(
            api.check, "tools/api/libmlp.txt: the interface has changed",
            "  - int mlp_run(mlp_net *net, const float *row);", "  + int mlp_run(mlp_net *net, float *row);")

    def test_a_comment_of_c_that_changed(self):
        self.write(api.HEADER, self.HEADER.replace("one row", "a row").replace("not kept", "read; not kept"))
        self.finds(api.check)

    def test_a_symbol_that_is_let_out(self):
        path = self.root / api.VERSION_SCRIPT
        path.write_text(path.read_text().replace("mlp_run;", "mlp_run;\n    mlp_stop;"))
        self.finds(api.check, "tools/api/libmlp.txt: the interface has changed", "  + mlp_stop@@MLP_1")

    def test_a_symbol_of_a_later_version(self):
        path = self.root / api.VERSION_SCRIPT
        path.write_text(path.read_text() + "\nMLP_1.1 {\n  global:\n    mlp_stop;\n} MLP_1;\n")
        self.finds(api.check, "tools/api/libmlp.txt: the interface has changed", "  + mlp_stop@@MLP_1.1")

    def test_a_record_that_is_missing(self):
        (self.root / "tools/api/libmlp.txt").unlink()
        self.assertGreater(len(list(api.check(self.root, self.targets()))), 3)

    def test_swift_without_documentation(self):
        self.write("Sources/Inference/MLPRuntime/b.swift", "extension Model { public func run() {} }\n")
        self.build()
        self.finds(documented.check, "MLPRuntime: Model.run() has no documentation")

    def test_c_without_documentation(self):
        self.write(api.HEADER, self.HEADER + "void mlp_stop(void);\n#define MLP_ABI_VERSION 1\n")
        self.finds(
            documented.check, f"{api.HEADER}: mlp_stop has no documentation",
            f"{api.HEADER}: MLP_ABI_VERSION has no documentation")


class Symbols(Case):
    """On a real executable, because nm and ldd are half of the check."""

    def build(self, source, *more_sources):
        """Builds mlp-infer from C, with an empty object for each target that nothing is linked from."""
        build = self.root / "build"
        for name in ("CTraining", "MLPTraining", "HDF5"):
            self.write(f"build/{name}.build/a.c", f"int {name}_a(void) {{ return 1; }}\n")
            self.compile("-c", f"{build}/{name}.build/a.c", "-o", f"{build}/{name}.build/a.o")
        self.write("main.c", source)
        self.compile(f"{self.root}/main.c", *more_sources, "-o", f"{build}/mlp-infer")

    def compile(self, *arguments):
        compiler = shutil.which("clang") or "cc"
        subprocess.run([compiler, *arguments], check=True)

    def finds(self, *expected):
        super().finds(lambda *known: symbols.check(*known, self.root / "build"), *expected)

    def test_a_sound_command(self):
        self.build("int main(void) { return 0; }\n")
        self.finds()

    def test_a_command_that_was_not_built(self):
        self.finds("build/mlp-infer: not built")

    def test_training_kernels(self):
        object_file = f"{self.root}/build/CTraining.build/a.o"
        self.build("int CTraining_a(void); int main(void) { return CTraining_a(); }\n", object_file)
        self.finds("mlp-infer: 1 symbols of CTraining, such as CTraining_a")

    def test_training_in_swift(self):
        label = '__asm__("$s11MLPTraining5TrainV")'
        self.build(f"int t(void) {label};\nint t(void) {{ return 0; }}\nint main(void) {{ return t(); }}\n")
        self.finds("mlp-infer: 1 symbols of MLPTraining, such as $s11MLPTraining5TrainV")

    def test_hdf5(self):
        self.build("int H5Fopen(void) { return 0; }\nint main(void) { return H5Fopen(); }\n")
        self.finds("mlp-infer: 1 symbols of libhdf5, such as H5Fopen")

    def test_foundation(self):
        label = '__asm__("$s20FoundationEssentials4DataV")'
        self.build(f"int d(void) {label};\nint d(void) {{ return 0; }}\nint main(void) {{ return d(); }}\n")
        self.finds("mlp-infer: 1 symbols of Foundation, such as")

    def test_a_banned_library(self):
        self.write("h.c", "int other(void) { return 0; }\n")
        library = f"{self.root}/libhdf5_serial.so"
        self.compile("-shared", "-fPIC", f"{self.root}/h.c", "-o", library, "-Wl,-soname,libhdf5_serial.so.103")
        self.build("int other(void); int main(void) { return other(); }\n", library)
        self.finds("mlp-infer: links libhdf5_serial.so.103")

    def test_a_stripped_command(self):
        self.build("int main(void) { return 0; }\n", "-s")
        self.finds("mlp-infer: has no symbol table")

    def test_a_target_that_was_not_built(self):
        self.build("int main(void) { return 0; }\n")
        shutil.rmtree(self.root / "build/CTraining.build")
        self.finds("CTraining: not built")


if __name__ == "__main__":
    unittest.main()
