"""The Debian package, as dpkg takes it into a system and out of it."""

import os
import pathlib
import subprocess
import tempfile
import unittest

from library import ROOT
from test_examples import EXAMPLES, run

OUT = ROOT / "build/package"
MODEL = ROOT / "fixtures/models/v1/iris.h5"


class Debian(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        run(ROOT / "tools/package")
        (cls.package,) = OUT.glob("*.deb")
        cls.sums = (OUT / "SHA256SUMS").read_text()

    def setUp(self):
        """A system with nothing in it."""
        self.system = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for folder in ("updates", "info", "triggers"):
            (self.system / "var/lib/dpkg" / folder).mkdir(parents=True)
        for file in ("status", "available"):
            (self.system / "var/lib/dpkg" / file).touch()

    def dpkg(self, *arguments):
        """What dpkg says; what the package depends on is not in the empty system."""
        command = ("dpkg", f"--root={self.system}", "--force-not-root", "--force-depends", "--force-script-chrootless")
        return run(*command, *arguments, env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"})

    def test_in_and_out_of_a_system(self):
        self.dpkg("--install", self.package)
        self.assertEqual(self.dpkg("--verify", "mlp"), "")
        prefix = self.system / "usr"
        program = self.system / "score"
        flags = run("pkg-config", "--cflags", "--libs", "mlp", env={**os.environ, "PKG_CONFIG_PATH": str(prefix / "lib/pkgconfig")})
        run("gcc", EXAMPLES / "c/score.c", *flags.split(), "-o", program)
        row = run(program, MODEL, "5.1", "3.5", "1.4", "0.2", env={"LD_LIBRARY_PATH": str(prefix / "lib")})
        self.assertTrue(row.startswith("setosa,0x1."), row)
        self.assertTrue(run(prefix / "bin/mlp-infer", MODEL, "--describe").startswith(f"{MODEL}: classification"))

        self.dpkg("--remove", "mlp")
        left = [path for path in self.system.rglob("*") if path.is_file() and "var/lib" not in path.as_posix()]
        self.assertEqual(left, [program])

    def test_a_file_that_changed_is_found(self):
        self.dpkg("--install", self.package)
        (self.system / "usr/include/mlp.h").write_text("")
        self.assertRegex(self.dpkg("--verify", "mlp"), r"^\?\?5\?+ .*/usr/include/mlp.h\n$")

    def test_it_depends_on_what_it_links(self):
        depends = run("dpkg-deb", "--field", self.package, "Depends").strip().split(", ")
        self.assertLessEqual({"libc6", "libgcc-s1", "libstdc++6"}, set(depends))
        self.assertTrue(any(name.startswith("libhdf5") for name in depends), depends)
        # And not on what those link in turn.
        self.assertFalse(any("krb5" in name or "curl" in name for name in depends), depends)

    def test_the_same_files_make_the_same_bytes(self):
        run(ROOT / "tools/package")
        self.assertEqual((OUT / "SHA256SUMS").read_text(), self.sums)


if __name__ == "__main__":
    unittest.main()
