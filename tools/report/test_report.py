"""The text of training reports, as a parser of HTML resolves it; `check` looks at the same pages in a browser."""

import pathlib
import tempfile
import unittest

import page
import pages

# How `HOSTILE` is shown: what could move the cursor or is an unusual blank, as an escape.
FOREIGN = [r"\u{9}", r"\t", r"\u{1B}", r"\u{202E}", r"\u{2009}", "&amp;"]
THIN = "\u2009"


class Reports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.texts = {name: page.Texts(path.read_text()) for name, path in pages.make(pathlib.Path(folder)).items()}

    def test_nothing_is_escaped_twice(self):
        for name, texts in self.texts.items():
            with self.subTest(name):
                foreign = FOREIGN if name == "hostile-names" else []
                self.assertEqual(page.escapes(texts.shown + texts.hidden, foreign), [])

    def test_numbers_from_a_thousand_are_in_groups(self):
        for name, texts in self.texts.items():
            for term in ("parameters", "best epoch", "training rows", "validation rows", "features"):
                with self.subTest(name, term=term):
                    self.assertRegex(texts.facts[term], rf"\A[0-9]{{1,3}}({THIN}[0-9]{{3}})*\Z")
        texts = self.texts["large-counts"]
        self.assertEqual(texts.facts["parameters"], f"8{THIN}970")
        self.assertTrue(any(f"On the 1{THIN}078 validation rows, which" in text for text in texts.shown))

    def test_names_are_shown_as_they_are(self):
        shown = pages.HOSTILE.replace("\t", r"\t").replace("\x1b", r"\u{1B}").replace("\u202e", r"\u{202E}")
        shown = shown.replace("\u2009", r"\u{2009}")
        texts = self.texts["hostile-names"]
        self.assertTrue(any(f"Classification of {shown}" in text for text in texts.shown), texts.shown[:4])
        # Cut where it is long, and whole in the tooltip.
        self.assertTrue(any(text.startswith(shown[:12]) and text.endswith("…") for text in texts.shown))
        self.assertIn(f"{shown} a", texts.hidden)


class Finding(unittest.TestCase):
    """That an escape which is left is found."""

    def found(self, body):
        texts = page.Texts(f"<html><head><title>&amp;</title></head><body>{body}</body></html>")
        return page.escapes(texts.shown + texts.hidden)

    def test_what_is_found(self):
        self.assertEqual(self.found(r"<dd>1\u{2009}411</dd>"), [r"\u{2009}"])
        self.assertEqual(self.found("<dd>a &amp;amp; b</dd>"), ["&amp;"])
        self.assertEqual(self.found('<dd title="&amp;#39;">a</dd>'), ["&#39;"])
        self.assertEqual(self.found("<svg><title>&amp;lt;</title></svg>"), ["&lt;"])

    def test_what_is_not(self):
        self.assertEqual(self.found("<dd>1&#8201;411 &amp; a&lt;b</dd>"), [])


if __name__ == "__main__":
    unittest.main()
