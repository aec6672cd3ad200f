"""What report.py makes of a run's figures."""

import unittest

import report

MEGABYTE = 1 << 20


def results(wide_ours=(1.0, 0.5), start=2.0, resident=10):
    def cell(engine, threads, *seconds):
        return {"engine": engine, "threads": threads, "seconds": seconds, "resident": resident * MEGABYTE}

    ours = [cell("mlp-infer", threads, 9, seconds) for threads, seconds in zip((1, 2), wide_ours)]
    about = {"bytes": 628_000_000, "net": "64-128-64-10", "difference": 1e-7}
    return {
        "about": {"cpu": "CPU", "revision": "abc", "passes": 2, "load": 0.1},
        "tables": [
            {"table": "wide", **about,
             "cells": ours + [cell("polars", 1, 5, 4.2), cell("polars", 2, 2.1), cell("pandas", 1, 8)]},
            {"table": "pixels", **about, "cells": ours + [cell("pandas", 1, 5.5)]},
        ],
        "stream": {"bytes": 5e9, "rows": 4_000_000, "seconds": 10, "resident": 12 * MEGABYTE},
        "starts": {"empty": {"least": 0.001, "median": 0.001},
                   "one row": {"least": 0.001, "median": start * 0.001}},
    }


class ReportTest(unittest.TestCase):
    def marks(self, **changes):
        lines = report.text(results(**changes)).splitlines()
        return [line[3] for line in lines if line.startswith("- [")]

    def test_all_targets_met(self):
        self.assertEqual(self.marks(), ["x"] * 6)

    def test_each_target_missed(self):
        self.assertEqual(self.marks(wide_ours=(1.1, 0.5)), [" ", "x", "x", "x", "x", "x"])
        self.assertEqual(self.marks(wide_ours=(0.9, 0.53)), ["x", " ", " ", "x", "x", "x"])
        self.assertEqual(self.marks(wide_ours=(1.2, 0.5))[3], " ")
        self.assertEqual(self.marks(start=2.6), ["x", "x", "x", "x", " ", "x"])
        self.assertEqual(self.marks(resident=65), ["x", "x", "x", "x", "x", " "])

    def test_best_of_all_passes(self):
        self.assertIn("| mlp-infer | 1 | 1.00 | 628 | 10 |", report.text(results()))


if __name__ == "__main__":
    unittest.main()
