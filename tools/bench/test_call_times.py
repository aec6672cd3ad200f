"""Tests of what tools/bench/calls makes of its measurements."""

import itertools
import unittest
import unittest.mock

import call_times


class Calls(unittest.TestCase):
    def table(self, library, python):
        seconds = {"kernel": 100e-9, "library": library, "python": python, "python out": 1e-7, "onnxruntime": 4e-6}
        times = {name: (least, 2 * least) for name, least in (seconds | {"onnxruntime bound": 2e-6}).items()}
        return call_times.table(times, "avx512", "1.0")

    def test_targets_that_are_met(self):
        table = self.table(149e-9, 0.98e-6)
        self.assertIn("- [x] C, above the kernels, wanted at most 50 ns: 49 ns", table)
        self.assertIn("- [x] `Model.predict(x)` over ONNX Runtime's `run`, wanted at most 0.25: 0.245", table)
        self.assertIn("| `mlp_predict`, from C | 149 | 298 |", table)

    def test_targets_that_are_missed(self):
        table = self.table(151e-9, 1.01e-6)
        self.assertIn("- [ ] C, above the kernels, wanted at most 50 ns: 51 ns", table)
        self.assertIn("- [ ] `Model.predict(x)` over ONNX Runtime's `run`, wanted at most 0.25: 0.253", table)

    def test_a_call_takes_its_time_less_that_of_calling_nothing(self):
        clock = itertools.count(0)
        passed = 0

        def passes(seconds):
            nonlocal passed
            passed += seconds

        # Every hundredth look at the clock, something else had the CPU.
        def look():
            return passed + (1 if next(clock) % 100 == 99 else 0)

        calls = {"slow": lambda: passes(0.003), "nothing": lambda: passes(0.001)}
        with unittest.mock.patch.object(call_times.time, "perf_counter", look):
            least, median = call_times.python_times(calls)["slow"]
        self.assertAlmostEqual(least, 0.002)
        self.assertAlmostEqual(median, 0.002)


if __name__ == "__main__":
    unittest.main()
