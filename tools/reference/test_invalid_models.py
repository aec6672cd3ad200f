"""The committed invalid model files are those that the script makes."""

import unittest

import invalid_models


class InvalidModels(unittest.TestCase):
    def test_the_committed_files_are_what_the_script_makes(self):
        self.assertEqual(list(invalid_models.differences()), [])

    def test_no_two_are_the_same(self):
        made = [data for _, data in invalid_models.files()]
        self.assertEqual(len(made), len(set(made)))


if __name__ == "__main__":
    unittest.main()
