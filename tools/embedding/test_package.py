"""The Debian package and the tarball hold what tools/install puts in place, where each of them is looked for."""

import hashlib
import pathlib
import subprocess
import tempfile
import unittest

from library import ROOT
from test_examples import run

OUT = ROOT / "build/package"
COMMANDS = ("mlp-train", "mlp-export", "mlp-infer")


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        run(ROOT / "tools/package")
        (cls.debian,) = OUT.glob("*.deb")
        (cls.tarball,) = OUT.glob("*.tar.gz")

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def check(self, prefix, page_end, zsh):
        """Commands that run, their pages and completions, the library and what builds with it."""
        for command in COMMANDS:
            self.assertEqual(run(prefix / "bin" / command, "--version"), f"{command} {self.version()}\n")
            page = prefix / f"share/man/man1/{command}.1{page_end}"
            shown = run("man", "--warnings=w", "--local-file", page, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
            self.assertIn(f"{command} [OPTIONS]", shown)
            for path in (f"bash-completion/completions/{command}", f"{zsh}/_{command}", f"fish/vendor_completions.d/{command}.fish"):
                self.assertIn(command, (prefix / "share" / path).read_text())
        for path in ("lib/libmlp.so.1", "include/mlp.h", "lib/pkgconfig/mlp.pc", "lib/cmake/mlp/mlp-config.cmake"):
            self.assertTrue((prefix / path).exists(), path)

    def version(self):
        return self.debian.name.split("_")[1]

    def test_debian_package(self):
        run("dpkg-deb", "--extract", self.debian, self.folder)
        self.check(self.folder / "usr", ".gz", "zsh/vendor-completions")
        fields = run("dpkg-deb", "--field", self.debian, "Package", "Version", "Depends").splitlines()
        self.assertEqual(fields[:2], ["Package: mlp", f"Version: {self.version()}"])
        packages = fields[2].split(": ")[1].split(", ")
        for name in ("libc6", "libhdf5-", "libstdc++"):
            self.assertTrue(any(package.startswith(name) for package in packages), packages)
        self.assertNotIn("zlib1g", packages)  # It is linked statically.

    def test_tarball(self):
        run("tar", "-xzf", self.tarball, "-C", self.folder)
        self.check(self.folder / f"mlp-{self.version()}", "", "zsh/site-functions")

    def test_checksums(self):
        for line in (OUT / "SHA256SUMS").read_text().splitlines():
            sum, name = line.split()
            self.assertEqual(hashlib.sha256((OUT / name).read_bytes()).hexdigest(), sum)
        self.assertEqual(len((OUT / "SHA256SUMS").read_text().splitlines()), 2)


if __name__ == "__main__":
    unittest.main()
