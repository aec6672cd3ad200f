"""Makes the documentation, and holds what its code prints against what it says that it prints."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from library import ROOT

sys.path.insert(0, str(ROOT / "tools/checks"))
import manifest
import symbol_graph

CATALOG = ROOT / "Sources/Inference/MLPRuntime/MLPRuntime.docc"
BUILD = ROOT / ".build/release"


def blocks(article, language):
    """The fenced blocks of a language in an article of the catalogue."""
    text = (CATALOG / article).read_text()
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


class Docs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        ended = subprocess.run([ROOT / "tools/docs"], capture_output=True, text=True)
        if ended.returncode:
            raise AssertionError(ended.stderr)
        cls.archive = pathlib.Path(ended.stdout.strip())
        cls.targets = manifest.load(ROOT)

    def test_there_is_a_page_for_every_type(self):
        data = self.archive / "data/documentation"
        pages = {path.relative_to(data).as_posix() for path in data.rglob("*.json")}
        self.assertIn("mlpruntime/runningamodel.json", pages)
        types = {f"{symbol.module}/{symbol.path[0]}.json".lower() for symbol in symbol_graph.reachable(ROOT, self.targets)
                 if len(symbol.path) == 1}
        self.assertGreater(len(types), 20)
        self.assertEqual(types - pages, set())

    def run_code(self, code):
        """What a host's program prints, in a folder with a model."""
        modules = manifest.reach(self.targets, "MLPRuntime") | {"MLPRuntime"}
        maps = [part for path in symbol_graph.module_maps(ROOT, BUILD, self.targets)
                for part in ("-Xcc", f"-fmodule-map-file={path}")]
        objects = [path for name in sorted(modules) for path in sorted((BUILD / f"{name}.build").rglob("*.o"))]
        with tempfile.TemporaryDirectory() as folder:
            here = pathlib.Path(folder)
            (here / "main.swift").write_text(code)
            shutil.copy(ROOT / "fixtures/models/v1/iris.h5", here / "model.h5")
            built = subprocess.run(
                ["swiftc", "-swift-version", "6", "-warnings-as-errors", "-static-stdlib", "-I", BUILD / "Modules", *maps,
                 here / "main.swift", *objects, "-o", here / "host"], capture_output=True, text=True)
            self.assertEqual(built.returncode, 0, built.stderr)
            return subprocess.run([here / "host"], check=True, capture_output=True, text=True, cwd=here).stdout

    def test_the_overview_runs(self):
        printed = self.run_code("".join(blocks("MLPRuntime.md", "swift")))
        self.assertRegex(printed, r'^\[\("setosa", 0\.\d+\), \("versicolor", 0\.\d+\), \("virginica", 0\.\d+\)\]\n$')

    def test_the_article_prints_what_it_says(self):
        [said] = blocks("RunningAModel.md", "text")
        self.assertEqual(self.run_code("".join(blocks("RunningAModel.md", "swift"))), said)


if __name__ == "__main__":
    unittest.main()
