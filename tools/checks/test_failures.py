"""A failing run of parts ends with the names of the tests that failed."""

import pathlib
import subprocess
import tempfile
import textwrap
import unittest

import failures

HERE = pathlib.Path(__file__).resolve().parent

UNITTESTS = """
import unittest

class Wrong(unittest.TestCase):
    def test_sound(self):
        pass
    def test_sum(self):
        self.assertEqual(1 + 1, 3)
    def test_each(self):
        for n in (1, 2):
            with self.subTest(n=n):
                self.assertEqual(n, 1)
    def test_broken(self):
        raise OSError("gone")

class NeverBegins(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        raise OSError("no")
    def test_nothing(self):
        pass
"""

SWIFT_TESTS = """
import Testing

@Suite struct Sums {
  @Test func isSound() {}
  @Test func isWrong() { #expect(1 + 1 == 3) }
  @Test(arguments: [1, 2, 3]) func isWrongForSome(_ number: Int) { #expect(number == 1) }
  @Test("a name in words") func named() throws { throw Failure() }
}
struct Failure: Error {}
"""


class Parts(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, path, content):
        path = self.folder / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(content))

    def run_parts(self, script):
        ended = subprocess.run(
            ["bash", "-c", f"source {HERE}/parts.sh\n{script}\nsummary"], cwd=self.folder, capture_output=True, text=True)
        *_, end = ("\n" + ended.stdout).rpartition("\nwhat failed:\n")
        return ended.returncode, ended.stdout, end.splitlines()

    def test_parts_that_pass(self):
        status, output, _ = self.run_parts('part "one" true; part "two" echo fine')
        self.assertEqual((status, output), (0, "part: one\npart: two\nfine\n"))

    def test_parts_that_say_no_names(self):
        """A part that passes does not hide what the one before it printed."""
        status, output, end = self.run_parts('part "one" sh -c "echo a; exit 3"; part "two" echo b; part "three" false')
        self.assertEqual((status, end), (1, ["  one", "  three"]))
        self.assertIn("failed: one, whose last lines were\n  a\nfailed: three", output)

    def test_unittest(self):
        self.write("tests/test_wrong.py", UNITTESTS)
        self.write("tests/test_absent.py", "import absent_module\n")
        status, _, end = self.run_parts('part "made" python3 -m unittest discover --quiet -s tests')
        self.assertEqual(status, 1)
        self.assertEqual(sorted(end), sorted([
            "  made: test_absent (unittest.loader._FailedTest.test_absent)",
            "  made: setUpClass (test_wrong.NeverBegins)",
            "  made: test_broken (test_wrong.Wrong.test_broken)",
            "  made: test_each (test_wrong.Wrong.test_each) (n=2)",
            "  made: test_sum (test_wrong.Wrong.test_sum)",
        ]))

    def test_swift_testing(self):
        self.write("Package.swift", """
            // swift-tools-version: 6.0
            import PackageDescription
            let package = Package(name: "made", targets: [.testTarget(name: "MadeTests")])
        """.lstrip("\n"))
        self.write("Tests/MadeTests/sums.swift", SWIFT_TESTS)
        status, _, end = self.run_parts('part "Swift" swift test --disable-xctest')
        self.assertEqual(status, 1)
        self.assertEqual(sorted(end), [
            '  Swift: "a name in words", sums.swift:8', "  Swift: isWrong(), sums.swift:6",
            "  Swift: isWrongForSome(_:), sums.swift:7"])
        self.write("Tests/MadeTests/sums.swift", SWIFT_TESTS + "let wrong: Int = true\n")
        status, _, end = self.run_parts('part "Swift" swift test --disable-xctest')
        self.assertEqual(status, 1)
        self.assertEqual(len(end), 1)
        self.assertRegex(end[0], r"sums\.swift:11: cannot convert value of type 'Bool'")


class Names(unittest.TestCase):
    def test_checks(self):
        self.assertEqual(failures.names(["check text: ok\n", "check api: FAILED\n"]), ["api"])

    def test_a_crash(self):
        output = """
            ◇ Test run started.
            ◇ Test isSound() started.
            ◇ Test traps() started.
            ✔ Test isSound() passed after 0.001 seconds.
            error: Exited with unexpected signal code 4
        """
        self.assertEqual(
            failures.names(textwrap.dedent(output).splitlines()), ["traps(), which was running when the tests crashed"])

    def test_what_passes_is_not_named(self):
        self.assertEqual(failures.names([
            "✔ Test failed() passed after 0.1 seconds.", "✘ Suite Sums failed after 0.1 seconds with 1 issue.",
            "✘ Test run with 9 tests in 2 suites failed after 0.1 seconds with 1 issue."]), [])


if __name__ == "__main__":
    unittest.main()
