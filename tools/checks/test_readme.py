"""The README check finds an example that prints something else, and runs all in one folder."""

import unittest

import readme

TEXT = """
```console
$ echo one > file
$ cat file; echo two >&2
one
two
```

```sh
exit 1
```

```console
$ cat file fixtures/
```
"""


class Readme(unittest.TestCase):
    def test_examples_are_commands_with_their_output(self):
        self.assertEqual(
            list(readme.examples(TEXT)),
            [("echo one > file", ""), ("cat file; echo two >&2", "one\ntwo\n"),
             ("cat file fixtures/", "")])

    def test_only_the_example_that_prints_something_else_is_found(self):
        found = list(readme.findings(TEXT, "/bin", "/"))
        self.assertEqual(len(found), 1)
        self.assertIn("`cat file fixtures/` printed\none\n", found[0])

    def test_renewed_examples_print_what_stands_there(self):
        text = readme.renewed(TEXT, "/bin", "/")
        self.assertEqual(list(readme.findings(text, "/bin", "/")), [])
        self.assertEqual(text.splitlines()[-3], "one")


if __name__ == "__main__":
    unittest.main()
