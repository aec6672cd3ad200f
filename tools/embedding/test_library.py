"""What mlp.h promises, held against the built library; test_examples.py builds hosts."""

import ctypes
import pathlib
import re
import subprocess
import tempfile
import threading
import tomllib
import unittest

import numpy as np

import library
from library import ROOT, address, handle

MODELS = ROOT / "fixtures/models/v1"
INVALID = ROOT / "fixtures/models/invalid"
IRIS = MODELS / "iris.h5"


class LibraryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        subprocess.run([ROOT / "tools/library"], check=True, capture_output=True)
        cls.mlp = library.load()

    def open(self, path=IRIS, identity=None):
        model = handle()
        status = self.mlp.mlp_model_open(str(path).encode(), identity, ctypes.byref(model))
        self.assertEqual(status, library.OK, self.message())
        self.addCleanup(self.mlp.mlp_model_free, model)
        return model

    def session(self, model, threads=1):
        session = handle()
        status = self.mlp.mlp_session_create(model, threads, ctypes.byref(session))
        self.assertEqual(status, library.OK, self.message())
        self.addCleanup(self.mlp.mlp_session_free, session)
        return session

    def message(self):
        return self.mlp.mlp_last_error().decode()

    def refused(self, status, expected, words):
        self.assertEqual(status, expected, self.message())
        self.assertIn(words, self.message())


class Linking(LibraryTest):
    def test_only_the_functions_of_the_header_are_visible(self):
        header = (ROOT / "Sources/Embedding/CMLP/include/mlp.h").read_text()
        declared = sorted(re.findall(r"^[a-z_0-9 ]+\*?(mlp_\w+)\(", header, re.MULTILINE))
        self.assertEqual(declared, library.names())
        listed = subprocess.run(
            ["nm", "-D", "--defined-only", library.LIBRARY], check=True, capture_output=True, text=True
        ).stdout
        visible = [line.split() for line in listed.splitlines() if line.split()[1] in "TDBW"]
        # A version of the first interface or of what was added to it.
        names = sorted(re.fullmatch(r"(\w+)@@MLP_1(?:\.\d+)?", name)[1] for _, _, name in visible)
        self.assertEqual(names, declared)
        recorded = (ROOT / "tools/api/libmlp.txt").read_text().splitlines()
        self.assertEqual(sorted(name for _, _, name in visible), [line for line in recorded if "@@" in line])

    def test_the_size_and_what_is_linked(self):
        self.assertLessEqual(library.LIBRARY.stat().st_size, 8_000_000)
        dynamic = subprocess.run(["readelf", "-d", library.LIBRARY], check=True, capture_output=True, text=True).stdout
        needed = set(re.findall(r"NEEDED.*\[(.*?)\]", dynamic))
        allowed = {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "libstdc++.so.6"}
        self.assertLessEqual({name for name in needed if not name.startswith("ld-linux")}, allowed)
        self.assertIn("[libmlp.so.1]", dynamic)

    def test_versions(self):
        """The commands and the Python package have the library's, which mlp.h says."""
        version = self.mlp.mlp_library_version().decode()
        self.assertEqual(self.mlp.mlp_abi_version(), 1)
        commands = (ROOT / "Sources/Commands/CommandOptions/Version.swift").read_text()
        self.assertEqual(re.search(r'packageVersion = "(.*)"', commands)[1], version)
        package = tomllib.loads((ROOT / "tools/python/pyproject.toml").read_text())
        self.assertEqual(package["project"]["version"], version)


class Models(LibraryTest):
    def test_what_a_model_says_of_itself(self):
        model = self.open()
        self.assertEqual(self.mlp.mlp_model_input_count(model), 4)
        self.assertEqual(self.mlp.mlp_model_output_count(model), 3)
        self.assertEqual(self.mlp.mlp_model_weight_count(model), 4 * 8 + 8 * 3)
        self.assertEqual(self.mlp.mlp_model_task(model), 0)
        labels = [self.mlp.mlp_model_label(model, i) for i in range(self.mlp.mlp_model_label_count(model))]
        self.assertEqual(labels, [b"setosa", b"versicolor", b"virginica"])
        self.assertEqual(self.mlp.mlp_model_feature_name(model, 3), b"petal_width_cm")
        self.assertIsNone(self.mlp.mlp_model_feature_name(model, 4))
        self.assertIsNone(self.mlp.mlp_model_label(model, 2**63))
        self.assertEqual(self.mlp.mlp_model_verified_row_count(model), 16)
        self.assertEqual(self.mlp.mlp_model_imputes(model), 0)
        self.assertEqual(self.mlp.mlp_model_imputes(self.open(MODELS / "optional.h5")), 1)
        self.assertRegex(self.mlp.mlp_model_identity(model).decode(), "^[0-9a-f]{64}$")

    def test_features_have_their_origins(self):
        origin = self.mlp.mlp_model_feature_origin
        model = self.open(MODELS / "origin.h5")
        self.assertEqual([origin(model, i) for i in (0, 1, 2, 3, 4, 2**63)], [1700000030, 0, 5300000, 0, 0, 0])
        self.assertEqual(origin(self.open(IRIS), 0), 0)
        self.assertEqual(origin(None, 0), 0)

    def test_null_handles_hold_nothing(self):
        for function in (
            "input_count", "output_count", "label_count", "weight_count", "task", "identity", "verified_row_count",
            "imputes",
        ):
            self.assertIn(getattr(self.mlp, f"mlp_model_{function}")(None), (0, None))
        self.assertIsNone(self.mlp.mlp_model_label(None, 0))
        self.mlp.mlp_model_free(None)
        self.mlp.mlp_session_free(None)

    def test_memory_is_as_good_as_a_file(self):
        content = bytearray(IRIS.read_bytes())
        model = handle()
        array = (ctypes.c_char * len(content)).from_buffer(content)
        self.assertEqual(self.mlp.mlp_model_read(array, len(content), None, ctypes.byref(model)), library.OK)
        self.addCleanup(self.mlp.mlp_model_free, model)
        # The bytes are not kept.
        ctypes.memset(array, 0, len(content))
        rows = library.rows(3, 4)
        found, expected = np.zeros((3, 3), np.float32), np.zeros((3, 3), np.float32)
        self.mlp.mlp_predict(self.session(model), address(rows), 3, address(found))
        self.mlp.mlp_predict(self.session(self.open()), address(rows), 3, address(expected))
        self.assertEqual(found.tobytes(), expected.tobytes())
        self.assertGreater(found.min(), 0)

    def test_an_identity_is_pinned(self):
        identity = self.mlp.mlp_model_identity(self.open())
        self.open(identity=identity)
        model = handle()
        other = identity[:-1] + (b"0" if identity[-1:] != b"0" else b"1")
        path = str(IRIS).encode()
        self.refused(
            self.mlp.mlp_model_open(path, other, ctypes.byref(model)), library.IDENTITY, "identity: found " + identity.decode()
        )
        self.assertIsNone(model.value)
        self.refused(self.mlp.mlp_model_open(path, b"abc", ctypes.byref(model)), library.ARGUMENT, "identity")

    def test_every_hostile_file_is_a_status(self):
        for path in sorted(INVALID.glob("*.h5")):
            with self.subTest(path.name):
                model = handle()
                status = self.mlp.mlp_model_open(str(path).encode(), None, ctypes.byref(model))
                self.assertEqual(status, library.MODEL, self.message())
                self.assertTrue(self.message().startswith(f"{path}: "))
                self.assertTrue(self.message().isprintable())
                content = path.read_bytes()
                self.assertEqual(
                    self.mlp.mlp_model_read(content, len(content), None, ctypes.byref(model)), library.MODEL
                )

    def test_every_prefix_of_a_file_is_a_status(self):
        content = IRIS.read_bytes()
        model = handle()
        for length in range(0, len(content), 7):
            self.assertEqual(self.mlp.mlp_model_read(content, length, None, ctypes.byref(model)), library.MODEL)

    def test_what_is_no_file(self):
        model = handle()
        for path in (b"/nowhere/m.h5", b"/", b"/dev/zero", b""):
            self.assertEqual(self.mlp.mlp_model_open(path, None, ctypes.byref(model)), library.FILE, self.message())
        self.refused(self.mlp.mlp_model_open(b"\xff.h5", None, ctypes.byref(model)), library.FILE, "\\xFF.h5: ")
        self.refused(self.mlp.mlp_model_open(None, None, ctypes.byref(model)), library.ARGUMENT, "path: found NULL")
        self.refused(self.mlp.mlp_model_open(b"m.h5", None, None), library.ARGUMENT, "model: found NULL")
        self.refused(self.mlp.mlp_model_read(None, 9, None, ctypes.byref(model)), library.ARGUMENT, "NULL")
        self.refused(self.mlp.mlp_model_read(b"", 2**64 - 1, None, ctypes.byref(model)), library.ARGUMENT, "size")

    def test_a_long_message_is_cut_between_characters(self):
        model = handle()
        path = "/" + "é" * 2000
        self.mlp.mlp_model_open(path.encode(), None, ctypes.byref(model))
        self.assertLess(len(self.mlp.mlp_last_error()), 1024)
        self.assertTrue(self.message().startswith("/éé"))


class Predictions(LibraryTest):
    def test_a_row_is_the_same_in_any_batch_and_on_any_threads(self):
        model = self.open()
        rows = library.rows(5000, 4)
        alone = np.zeros((5000, 3), np.float32)
        one = self.session(model)
        for i in range(0, 5000, 500):
            self.mlp.mlp_predict(one, address(rows[i:]), 1, address(alone[i:]))
        for threads in (0, 1, 2, 5):
            together = np.zeros_like(alone)
            self.assertEqual(self.mlp.mlp_predict(self.session(model, threads), address(rows), 5000, address(together)), 0)
            self.assertEqual(together[::500].tobytes(), alone[::500].tobytes())

    def test_classes_and_logits_agree_with_probabilities(self):
        session = self.session(self.open())
        rows = library.rows(64, 4)
        rows[5, 2] = np.nan
        outputs, logits, classes = np.zeros((64, 3), np.float32), np.zeros((64, 3), np.float32), np.zeros(64, np.int32)
        self.assertEqual(self.mlp.mlp_predict(session, address(rows), 64, address(outputs)), 0)
        self.assertEqual(self.mlp.mlp_predict_logits(session, address(rows), 64, address(logits)), 0)
        self.assertEqual(self.mlp.mlp_predict_classes(session, address(rows), 64, address(classes)), 0)
        self.assertEqual(classes[5], -1)
        kept = np.delete(np.arange(64), 5)
        np.testing.assert_array_equal(classes[kept], outputs[kept].argmax(1))
        np.testing.assert_array_equal(classes[kept], logits[kept].argmax(1))

    def test_a_session_keeps_its_model(self):
        model = handle()
        self.mlp.mlp_model_open(str(IRIS).encode(), None, ctypes.byref(model))
        session = self.session(model)
        self.mlp.mlp_model_free(model)
        outputs = np.zeros(3, np.float32)
        self.assertEqual(self.mlp.mlp_predict(session, address(library.rows(1, 4)), 1, address(outputs)), 0)
        self.assertAlmostEqual(float(outputs.sum()), 1, places=5)

    def test_arguments_that_no_call_should_have(self):
        session = self.session(self.open())
        rows, outputs = library.rows(2, 4), np.zeros(8, np.float32)
        predict = self.mlp.mlp_predict
        self.assertEqual(predict(session, None, 0, None), library.OK)
        self.refused(predict(None, address(rows), 1, address(outputs)), library.ARGUMENT, "session: found NULL")
        self.refused(predict(session, None, 1, address(outputs)), library.ARGUMENT, "rows: found NULL")
        self.refused(predict(session, address(rows), 1, None), library.ARGUMENT, "results: found NULL")
        odd = rows.ctypes.data + 1
        self.refused(predict(session, odd, 1, address(outputs)), library.ARGUMENT, "rows")
        for count in (2**62, 2**63, 2**64 - 1):
            self.refused(predict(session, address(rows), count, address(outputs)), library.ARGUMENT, "row_count")
        empty = handle()
        self.refused(self.mlp.mlp_session_create(None, 1, ctypes.byref(empty)), library.ARGUMENT, "model: found NULL")
        self.refused(self.mlp.mlp_session_create(self.open(), 1025, ctypes.byref(empty)), library.ARGUMENT, "threads")
        self.refused(self.mlp.mlp_session_create(self.open(), 1, None), library.ARGUMENT, "session: found NULL")

    def test_classes_of_a_regression_are_refused(self):
        for path in sorted(MODELS.glob("*.h5")):
            model = self.open(path)
            if self.mlp.mlp_model_task(model) == 0:
                continue
            rows = library.rows(1, self.mlp.mlp_model_input_count(model))
            classes = np.zeros(1, np.int32)
            status = self.mlp.mlp_predict_classes(self.session(model), address(rows), 1, address(classes))
            self.refused(status, library.ARGUMENT, "classes")
            return
        self.fail("no model is a regression")

    def test_each_thread_has_its_own_last_error(self):
        model = handle()
        self.mlp.mlp_model_open(b"/mine", None, ctypes.byref(model))
        found = []

        def other():
            found.append(self.message())
            self.mlp.mlp_model_open(b"/theirs", None, ctypes.byref(handle()))
            found.append(self.message())

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        self.assertEqual(found[0], "")
        self.assertIn("/theirs", found[1])
        self.assertIn("/mine", self.message())


if __name__ == "__main__":
    unittest.main()
