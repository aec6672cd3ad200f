"""Tests of the benchmark: its networks, what it makes of measurements, and the machine's figures."""

import dataclasses
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import h5py
import numpy as np

sys.path.append(str(pathlib.Path(__file__).parents[1] / "reference"))
import chart
import engines
import loading
import measure
import nets
import networks
import peers
import report
import results
import targets

NETS = {net.name: net for net in nets.NETS}
SQUARE, TANH, SMALL = NETS["784-512-512-10"], NETS["784-512-512-10 tanh"], NETS["4-16-16-3"]
ABOUT = {
    "cpu": "A processor, 2 cores", "l2_bytes": 1 << 20, "l3_bytes": 32 << 20, "system": "Linux 6.1",
    "revision": "abc1234", "tier": "avx512", "versions": ["ONNX Runtime 1", "OpenVINO 2"], "passes": 1,
    "seconds": 0.5, "own_seconds": 0.5, "tolerance": 1e-5, "busy_cpus": 0.1, "difference": 1e-6, "left_out": {},
}


def measured(net, batch, threads, ours, onnxruntime, openvino, dependent=None):
    """The lines of one cell, from seconds."""
    for engine, seconds in (("ours", ours), ("onnxruntime", onnxruntime), ("openvino", openvino)):
        line = {"net": net.name, "batch": batch, "threads": threads, "engine": engine, "variant": "bound"}
        line |= {"seconds": seconds, "median": 2 * seconds}
        yield line | ({"dependent": dependent} if engine == "ours" and dependent else {})


def run_of(*cells, about={}):
    """A run on a machine of 100 GFLOP/s and 50 GB/s a thread."""
    lines = [{"about": ABOUT | about}]
    for threads in (1, 2):
        lines.append({"threads": threads, "fma": 100 * threads})
        lines.append({"threads": threads, "bytes": SQUARE.weight_bytes, "read": 50 * threads})
    return results.Run(map(json.dumps, lines + [line for cell in cells for line in cell]), nets.NETS)


def target(run, start):
    (found,) = [target for target in targets.targets(run) if target.text.startswith(start)]
    return found


class Nets(unittest.TestCase):
    def test_names(self):
        self.assertEqual(
            [net.name for net in nets.NETS],
            ["4-16-16-3", "64-128-64-10", "784-128-10", "784-512-512-10", "784-512-512-10 tanh",
             "784-512-512-10 gelu", "256x16-10", "1024-4096-4096-1000"])

    def test_the_model_file_holds_the_arrays(self):
        layers = nets.layers_of(SMALL)
        with h5py.File(io.BytesIO(nets.model_bytes(SMALL, layers))) as file:
            for k, (weights, bias) in enumerate(layers):
                np.testing.assert_array_equal(file[f"layers/{k}/weights"][()], weights)
                np.testing.assert_array_equal(file[f"layers/{k}/bias"][()], bias)
            tags = [file[f"layers/{k}"].attrs["activation"].decode() for k in range(len(layers))]
        self.assertEqual(tags, ["relu", "relu", "softmax"])

    def test_the_expected_outputs_are_the_reference_implementation_s(self):
        for net in (SMALL, dataclasses.replace(SMALL, activation="tanh")):
            layers, x = nets.layers_of(net), nets.inputs_of(net, 5)
            activations = [(tag, {}) for tag in nets.activations_of(net, layers)]
            doubles = [(w.astype(float), b.astype(float)) for w, b in layers]
            _, outputs = networks.forward(doubles, activations, x.astype(float))
            np.testing.assert_allclose(nets.forward(net, layers, x), outputs[-1], rtol=1e-12)


class Peers(unittest.TestCase):
    class Engine:
        """Answers with what it is told, `wrong` added in the last row."""

        def __init__(self, answer, wrong):
            self.answer, self.wrong = answer, wrong

        def variants(self, inputs, outputs, threads):
            def call():
                outputs[:] = np.resize(self.answer, outputs.shape)
                outputs[-1, 0] += self.wrong

            yield "only", call

    def difference(self, wrong):
        expected = np.array([[0.25, 0.75], [0.5, 0.5]])
        (result,) = peers.measured(self.Engine(expected, wrong), 5, 1, 0.01, np.zeros((2, 3)), expected)
        self.assertGreater(result["seconds"], 0)
        self.assertLessEqual(result["seconds"], result["median"])
        return result["difference"]

    def test_engines_that_agree(self):
        self.assertEqual(measure.check(SMALL, "it", self.difference(0)), 0)

    def test_an_output_that_is_wrong_in_the_last_row(self):
        with self.assertRaisesRegex(SystemExit, "4-16-16-3: it differs by 1.00e-03 of the largest output"):
            measure.check(SMALL, "it", self.difference(0.00075))

    def test_a_way_to_call_that_is_wrong_has_no_time(self):
        ways = [{"variant": "right", "difference": 1e-7}, {"variant": "wrong", "difference": 0.7}]
        differences = []
        found = measure.agreeing(SMALL, "it", 1, 1, ways, differences)
        self.assertEqual((found, differences), ([{"variant": "right"}], [1e-7]))
        with self.assertRaisesRegex(SystemExit, "it only, batch 1, 1 threads differs"):
            measure.agreeing(SMALL, "it", 1, 1, [{"variant": "only", "difference": 0.7}], differences)

    def test_an_output_that_is_not_a_number(self):
        with self.assertRaisesRegex(SystemExit, "differs by nan"):
            measure.check(SMALL, "it", self.difference(np.nan))


class Ours(unittest.TestCase):
    def ours(self, folder, script):
        command = pathlib.Path(folder) / "mlp-infer"
        command.write_text("#!/bin/sh\n" + script)
        command.chmod(0o755)
        return engines.Ours(command, pathlib.Path(folder) / "a.h5")

    def test_a_model_that_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            ours = self.ours(folder, 'echo "$1: unknown tag" >&2; exit 4')
            self.assertEqual(ours.refusal(), "a.h5: unknown tag")
            self.assertIsNone(self.ours(folder, "exit 0").refusal())

    def test_a_command_that_fails_otherwise(self):
        with tempfile.TemporaryDirectory() as folder, self.assertRaisesRegex(RuntimeError, "exit status 1"):
            self.ours(folder, "exit 1").refusal()

    def test_what_the_command_measures(self):
        line = {"seconds_per_call": 2e-6, "median_seconds_per_call": 3e-6, "dependent_seconds_per_call": 4e-6}
        with tempfile.TemporaryDirectory() as folder:
            found = self.ours(folder, f"echo '{json.dumps(line)}'").measure(1, 1)
        self.assertEqual(found, {"variant": "", "seconds": 2e-6, "median": 3e-6, "dependent": 4e-6})

    def test_loading_with_huge_pages_and_without(self):
        allowed = "$(sed -n 's/THP_enabled:[^0-9]*//p' /proc/self/status)"
        line = f'{{"read_seconds": {allowed}, "prepare_seconds": 2, "first_row_seconds": 3}}'
        with tempfile.TemporaryDirectory() as folder:
            ours = self.ours(folder, "cat <<END\n" + line + "\nEND\n")
            found = list(loading.measure(ours.command, ours.model, 1))
        self.assertEqual(found, [
            {"pages": "huge", "read": 1, "prepare": 2, "first_row": 3},
            {"pages": "small", "read": 0, "prepare": 2, "first_row": 3},
        ])


class Results(unittest.TestCase):
    def test_the_best_of_the_passes(self):
        run = run_of(
            measured(SMALL, 1, 1, 2e-6, 9e-6, 6e-6, 5e-6), measured(SMALL, 1, 1, 3e-6, 4e-6, 8e-6, 3e-6))
        (cell,) = run.cells.values()
        self.assertEqual(cell.seconds, {"ours": 2e-6, "onnxruntime": 4e-6, "openvino": 6e-6})
        self.assertEqual((cell.times_as_fast, cell.dependent), (2, 3e-6))
        self.assertAlmostEqual(cell.median("ours"), 5e-6)

    def test_a_cell_that_a_peer_was_not_measured_in(self):
        self.assertEqual(run_of(list(measured(SMALL, 1, 1, 1, 2, 3))[:2]).cells, {})


class Targets(unittest.TestCase):
    # Seconds of 256 rows at the peak of one thread.
    PEAK = 2 * SQUARE.weight_count * 256 / 100e9

    def test_share_of_the_peak(self):
        for share, missed in ((0.93, 0), (0.91, 1)):
            run = run_of(measured(SQUARE, 256, 1, self.PEAK / share, 1, 1))
            found = target(run, "Share of the FMA peak")
            self.assertAlmostEqual(found.values[0][1], share)
            self.assertEqual(len(found.missed), missed)

    def test_a_narrow_head_may_have_less(self):
        wanted = [
            target(run_of(measured(NETS[name], 256, 1, 1, 1, 1)), "Share of the FMA peak").values[0][2]
            for name in ("784-128-10", "784-512-512-10", "256x16-10")
        ]
        self.assertEqual(wanted, [0.90, 0.92, 0.92])

    def test_narrow_nets_and_small_batches_have_no_peak_to_reach(self):
        run = run_of(measured(NETS["64-128-64-10"], 256, 1, 1, 1, 1), measured(SQUARE, 16, 1, 1, 1, 1))
        self.assertEqual(target(run, "Share of the FMA peak").values, [])

    def test_two_threads(self):
        run = run_of(measured(SQUARE, 256, 1, 1.8, 9, 9), measured(SQUARE, 256, 2, 1, 9, 9))
        missed = target(run, "Two threads over one, in").missed
        self.assertEqual(missed, [("784-512-512-10, batch 256", 1.8, 1.9)])
        run = run_of(measured(SQUARE, 1, 1, 1.8, 9, 9), measured(SQUARE, 1, 2, 1, 9, 9))
        self.assertEqual(target(run, "Two threads over one, batch 1").missed, [])
        small = run_of(measured(SMALL, 1, 1, 1, 9, 9), measured(SMALL, 1, 2, 1, 9, 9))
        self.assertEqual(target(small, "Two threads over one, batch 1").values, [])

    def test_every_cell_against_the_faster_peer(self):
        run = run_of(
            measured(SMALL, 1, 1, 1, 2, 3), measured(SMALL, 16, 1, 2, 1.5, 9),
            measured(SMALL, 256, 1, 2, 9, 1))
        found = target(run, "Times as fast as the faster peer")
        self.assertEqual(
            [(what, value) for what, value, _ in found.missed],
            [("4-16-16-3, batch 256, 1 thread", 0.5), ("4-16-16-3, batch 16, 1 thread", 0.75)])

    def test_the_geometric_mean_leaves_out_single_rows(self):
        run = run_of(
            measured(SMALL, 1, 1, 1, 99, 99), measured(SMALL, 16, 1, 1, 1, 1),
            measured(SMALL, 256, 1, 1, 4, 4))
        ((what, value, wanted),) = target(run, "The same in the geometric mean").values
        self.assertEqual((what, wanted), ("1 thread", 1.15))
        self.assertAlmostEqual(value, 2)

    def test_share_of_the_bandwidth(self):
        run = run_of(measured(SQUARE, 1, 1, SQUARE.weight_bytes / 40e9, 1, 1))
        ((_, share, wanted),) = target(run, "Share of the read bandwidth").missed
        self.assertAlmostEqual(share, 0.8)
        self.assertEqual(wanted, 0.9)

    def test_cost_of_an_activation(self):
        for cost, missed in ((1.09, 0), (1.11, 1)):
            run = run_of(measured(SQUARE, 256, 1, 1, 9, 9), measured(TANH, 256, 1, cost, 9, 9))
            self.assertEqual(len(target(run, "Speed of the tanh and gelu").missed), missed)

    def test_loading(self):
        loads = [{"pages": "huge", "read": seconds, "prepare": 2e-4, "first_row": 1e-4} for seconds in (9e-4, 6e-4)]
        loads.append({"pages": "small", "read": 2.6e-3, "prepare": 2e-4, "first_row": 1e-4})
        found = target(run_of(loads), "Speed of loading")
        self.assertEqual([(what, wanted) for what, _, wanted in found.missed], [("small pages", 1)])
        self.assertAlmostEqual(dict(entry[:2] for entry in found.values)["huge pages"], 1 / 0.9)

    def test_cited_figures(self):
        run = run_of(measured(SMALL, 1, 1, 0.1e-6, 9, 9))
        self.assertEqual(len(target(run, "Times as fast as RTNeural's compile-time").missed), 1)
        self.assertEqual(len(target(run, "Times as fast as RTNeural's run-time").missed), 0)


class Report(unittest.TestCase):
    def written(self, *lines, about={}):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            machine = [{"threads": 1, "fma": 100}, {"threads": 1, "bytes": 1 << 20, "read": 50}]
            text = "\n".join(map(json.dumps, [{"about": ABOUT | about}, *machine, *lines]))
            (folder / "measurements.jsonl").write_text(text)
            report.write(folder)
            return (folder / "table.md").read_text(), (folder / "chart.svg").read_text()

    def test_cells_stand_worst_first(self):
        table, _ = self.written(
            *measured(SMALL, 1, 1, 1e-6, 2e-6, 3e-6, 1e-6), *measured(SMALL, 16, 1, 4e-6, 9e-6, 2e-6),
            *measured(TANH, 16, 1, 4e-6, 4e-6, 5e-6))
        rows = [line for line in table.splitlines() if line.startswith("| ") and "(" in line]
        self.assertEqual([row.split(" | ")[3] for row in rows], ["0.500", "1.00", "2.00"])
        self.assertIn("  - 4-16-16-3, batch 16, 1 thread: 0.500, short by 50.0 %", table)
        self.assertIn("| 4-16-16-3 | 1.00 | 1.00 | 0.0590 | 0.134 |", table)
        self.assertNotIn("noise", table)

    def test_loading_by_its_parts(self):
        loads = [{"pages": "huge", "read": r, "prepare": 2e-4, "first_row": 5e-5} for r in (9e-4, 6e-4, 7e-4)]
        table, _ = self.written(*loads)
        self.assertIn("| huge pages | 3 | 600 (700) | 200 (200) | 50.0 (50.0) | 850 (950) |", table)

    def test_figures_taken_beside_other_programs_say_so(self):
        table, _ = self.written(*measured(SMALL, 16, 1, 1, 1, 1), about={"busy_cpus": 1.5})
        self.assertIn("these figures are noise", table)

    def test_a_net_that_was_left_out_is_named(self):
        table, _ = self.written(*measured(SMALL, 16, 1, 1, 1, 1), about={"left_out": {"a net": "no such tag"}})
        self.assertIn("Left out: a net (no such tag).", table)

    def test_the_chart_is_svg_with_a_bar_for_each_engine(self):
        _, svg = self.written(
            *measured(SMALL, 1, 1, 1e-6, 2e-6, 3e-6, 1e-6), *measured(SMALL, 16, 1, 5e-6, 9e-6, 3e-6))
        root = xml.etree.ElementTree.fromstring(svg)
        texts = {element.text: element.get("fill") for element in root.iter() if element.tag.endswith("text")}
        self.assertEqual((texts["2.00×"], texts["0.60×"]), ("#333333", chart.SLOWER))
        for color in chart.COLORS.values():
            bars = [element for element in root.iter() if element.get("fill") == color]
            self.assertEqual(len(bars), 1 + 2)  # one of the legend

    def test_numbers_have_three_digits(self):
        found = [report.number(value) for value in (0.0589, 0.999, 1, 99.94, 123.4, 7690)]
        self.assertEqual(found, ["0.0589", "0.999", "1.00", "99.9", "123", "7690"])


class Machine(unittest.TestCase):
    def test_its_figures(self):
        with tempfile.TemporaryDirectory() as folder:
            program = measure.build_machine(pathlib.Path(folder) / "machine")
            threads = str(min(2, len(os.sched_getaffinity(0))))
            command = [program, threads, "0.02", "fma", "1048576", "3000000"]
            found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            rates = dict(line.split() for line in found.splitlines())
            self.assertEqual(list(rates), ["fma", "1048576", "3000000"])
            for rate in rates.values():
                # What any core can do, and none.
                self.assertTrue(0.1 < float(rate) < 1e5, found)
            self.assertEqual(subprocess.run([program, "0", "1", "fma"], capture_output=True).returncode, 2)


if __name__ == "__main__":
    unittest.main()
