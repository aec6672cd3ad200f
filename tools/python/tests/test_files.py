"""The package and the Swift modules, two implementations of SCHEMA.md, agree on every committed model file."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
import mlpmodel
import numpy as np
from mlpmodel import ModelError, profile, profile_reader, profile_writer, schema, seal
from mlpmodel.lookup3 import lookup3
from mlpmodel.missing import BUILT_IN, canonical

MODELS = pathlib.Path(__file__).parents[3] / "fixtures/models"
GOLDEN = sorted(MODELS.glob("v1/*.h5"))
EXAMPLE = MODELS / "v1/example.h5"


def table(path):
    return dict(line.split("\t", 1) for line in path.read_text().splitlines())


class Sums(unittest.TestCase):
    def test_lookup3_of_the_text(self):
        self.assertEqual(lookup3(b"Four score and seven years ago"), 0x17770551)

    def test_crc32c_of_the_text(self):
        self.assertEqual(seal.crc32c(b"123456789"), 0xE3069283)

    def test_crc32c_in_lanes_is_that_byte_by_byte(self):
        data = np.random.default_rng(1).bytes(263_000)
        for size in [0, 1, 262_143, 262_144, 263_000]:
            crc = 0xFFFFFFFF
            for byte in data[:size]:
                crc ^= byte
                for _ in range(8):
                    crc = crc >> 1 ^ 0x82F63B78 * (crc & 1)
            self.assertEqual(seal.crc32c(data[:size]), crc ^ 0xFFFFFFFF, size)


class Golden(unittest.TestCase):
    def test_loaded_parts_make_the_file_again(self):
        for path in GOLDEN:
            # What a checkpoint has besides its model is dropped; the model's own file is full.h5.
            expected = path.with_name("full.h5") if path.name == "checkpoint.h5" else path
            self.assertEqual(mlpmodel.to_bytes(mlpmodel.load(path)), expected.read_bytes(), path.name)

    def test_every_structure_makes_the_file_again(self):
        for path in GOLDEN:
            data = path.read_bytes()
            again = seal.sealed(profile_writer.encoded(profile_reader.decoded(data)))
            self.assertEqual(again, data, path.name)

    def test_identities_agree(self):
        known = table(MODELS / "v1/index.tsv")
        self.assertEqual({p.name: mlpmodel.identity(mlpmodel.load(p)) for p in GOLDEN}, known)

    def test_verification_rows_come_out(self):
        for path in GOLDEN:
            model = mlpmodel.load(path)
            self.assertLess(mlpmodel.verify(model), 2e-7, path.name)
            if rows := model.verification:
                # The rows that are stored are relative to the origins, those that predict takes are raw.
                raw = rows.inputs if model.input.origin is None else rows.inputs.astype(np.float64) + model.input.origin
                found = mlpmodel.predict(model, raw, np.float32)
                self.assertEqual(found.dtype, np.float32)
                np.testing.assert_allclose(found, rows.outputs, rtol=2e-6, atol=2e-6, err_msg=path.name)

    def test_an_origin_of_0_is_none(self):
        model = mlpmodel.load(MODELS / "v1/iris.h5")
        plain = mlpmodel.to_bytes(model)
        model.input.origin = np.zeros(len(model.input.names))
        self.assertEqual(mlpmodel.to_bytes(model), plain)
        rows = np.zeros((1, len(model.input.names)), np.float32)
        np.testing.assert_array_equal(mlpmodel.predict(model, rows), mlpmodel.predict(mlpmodel.from_bytes(plain), rows))

    def test_lists_of_missing_values_have_one_form(self):
        model = mlpmodel.load(MODELS / "v1/missing.h5")
        self.assertEqual([len(texts) for texts in model.input.missing], [3, len(BUILT_IN), 0, 3, 2])
        for texts in (["b", "a"], ["?", "?"], ["-999.0"], ["+1"], ["1e3"], ["-0"], ["00"], [".5"], ["nan"], ["-NaN(1)"], [""], [" ?"], ["?\t"]):
            model.input.missing[0] = texts
            with self.assertRaisesRegex(ModelError, "/input/missing/texts: found", msg=texts):
                mlpmodel.to_bytes(model)
            if form := canonical(texts):
                model.input.missing[0] = form
                mlpmodel.to_bytes(model)
        self.assertEqual(canonical(["1e2", "-9.90", "?", "", "é", "e\u0301", "1.#IND"]), ("-9.9", "1.#IND", "100", "?", "e\u0301", "é"))
        for texts in (["x" * 1025], [str(i) for i in range(257)], ["\ud800"], [1], None):
            model.input.missing[0] = texts
            with self.assertRaises(ModelError, msg=texts):
                mlpmodel.to_bytes(model)
        for text in ("1e1024", "1e-1023", "1e99999999999999999999", "1e-99999999999999999999"):
            with self.assertRaisesRegex(ModelError, "1024 characters"):
                canonical([text])
        self.assertEqual({len(*canonical([text])) for text in ("1e1023", "1e-1022", "-1e1022")}, {1024})

    def test_the_built_in_missing_values_are_no_part(self):
        model = mlpmodel.load(MODELS / "v1/optional.h5")
        plain = mlpmodel.to_bytes(model)
        model.input.missing = [list(BUILT_IN)] * model.input.column_count
        self.assertEqual(mlpmodel.to_bytes(model), plain)
        model.input.missing = model.input.missing[1:]
        with self.assertRaisesRegex(ModelError, "/input/missing: found 4 lists, expected 5"):
            mlpmodel.to_bytes(model)

    def test_verification_finds_another_weight(self):
        model = mlpmodel.load(MODELS / "v1/iris.h5")
        model.layers[0].weights[0, 0] += 0.5
        with self.assertRaisesRegex(ModelError, "/verification: row"):
            mlpmodel.verify(model)

    def test_rows_with_a_gap_are_refused_where_the_model_imputes(self):
        model = mlpmodel.load(MODELS / "v1/optional.h5")
        rows = np.zeros((3, len(model.input.names)))
        rows[2, 1] = np.nan
        with self.assertRaisesRegex(ModelError, "rows: row 0, feature 'feature 0': found NaN"):
            mlpmodel.predict(model, [[None, *rows[0, 1:]]])
        for call in (mlpmodel.predict, mlpmodel.logits):
            with self.assertRaisesRegex(ModelError, "rows: row 2, feature 'feature 1': found NaN.*mlp-infer does") as caught:
                call(model, rows)
        advice = str(caught.exception).rpartition("fill them first: ")[2]
        filled = eval(advice, {"numpy": np, "model": model, "rows": rows})
        self.assertTrue(np.isfinite(mlpmodel.predict(model, filled)).all())
        iris = mlpmodel.load(MODELS / "v1/iris.h5")
        self.assertTrue(np.isnan(mlpmodel.predict(iris, np.full((1, 4), np.nan))).all())

    def test_an_expected_identity_is_held(self):
        known = table(MODELS / "v1/index.tsv")["example.h5"]
        mlpmodel.load(EXAMPLE, expected_identity=known)
        with self.assertRaisesRegex(ModelError, "identity: found 8355"):
            mlpmodel.load(EXAMPLE, expected_identity="0" * 64)


class Frame:
    """A table with named columns, as far as the package asks."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, np.asarray(rows)

    def __getitem__(self, names):
        return Frame(names, self.rows[:, [self.columns.index(name) for name in names]])

    def to_numpy(self):
        return self.rows


class Tables(unittest.TestCase):
    def test_columns_are_matched_by_name(self):
        model = mlpmodel.load(MODELS / "v1/iris.h5")
        names, rows = list(model.input.names), np.random.default_rng(1).random((5, 4)) * 5
        expected = mlpmodel.predict(model, rows)
        other = Frame(["x", *names[::-1]], np.column_stack([np.zeros(5), rows[:, ::-1]]))
        for table in (Frame(names, rows), other, Frame([0, 1, 2, 3], rows)):
            self.assertTrue((mlpmodel.predict(model, table) == expected).all())
        far = mlpmodel.load(MODELS / "v1/origin.h5")
        for narrow in range(4):
            table = Frame(list(far.input.names), np.ones((1, 4)))
            table.dtypes = ["float32" if i == narrow else "float64" for i in range(4)]
            if far.input.origin[narrow]:
                with self.assertRaisesRegex(ModelError, f"rows: column .{far.input.names[narrow]}.: found float32, expected float64"):
                    mlpmodel.predict(far, table)
            else:
                mlpmodel.predict(far, table)
        with self.assertRaisesRegex(ModelError, "the columns .*petal_width_cm.* are missing, and the model has no"):
            mlpmodel.predict(model, Frame([*names[:3], "width"], rows))


class Refused(unittest.TestCase):
    def test_every_invalid_file_in_one_line(self):
        for name in table(MODELS / "invalid/index.tsv"):
            with self.subTest(name), self.assertRaises(ModelError) as caught:
                mlpmodel.load(MODELS / "invalid" / name)
            self.assertRegex(str(caught.exception), f"{name}: .*found .*expected")
            self.assertNotIn("\n", str(caught.exception))

    def test_every_changed_byte(self):
        data = bytearray(EXAMPLE.read_bytes())
        for at in range(len(data)):
            data[at] ^= 0x55
            with self.assertRaises(ModelError):
                mlpmodel.from_bytes(bytes(data))
            data[at] ^= 0x55

    def test_every_changed_byte_behind_a_seal_made_to_fit(self):
        """Most break the profile or the schema; what is left changes the model, which the identity tells."""
        data = bytearray(EXAMPLE.read_bytes())
        for at in range(512, len(data)):
            data[at] ^= 1 << at % 8
            with self.assertRaises(ModelError):
                mlpmodel.from_bytes(seal.sealed(bytes(data[512:])))
            data[at] ^= 1 << at % 8

    def test_every_length(self):
        data = EXAMPLE.read_bytes()
        for size in range(0, len(data), 7):
            with self.assertRaises(ModelError):
                mlpmodel.from_bytes(data[:size])
            with self.assertRaises(ModelError):
                mlpmodel.from_bytes(seal.sealed(data[512:size]))

    def test_another_identity_than_the_contents(self):
        root = profile_reader.decoded(EXAMPLE.read_bytes())
        root.attributes["identity"] = profile.text("0" * 64)
        with self.assertRaisesRegex(ModelError, "/@identity: found 0000"):
            mlpmodel.from_bytes(seal.sealed(profile_writer.encoded(root)))

    def test_a_shape_bomb(self):
        root = profile_reader.decoded(EXAMPLE.read_bytes())
        root.members["input"].members["offset"] = profile.Dataset(profile.Value(profile.FLOAT32, (1 << 62, 4), b""))
        with self.assertRaisesRegex(ModelError, "past the end of the file"):
            mlpmodel.from_bytes(seal.sealed(profile_writer.encoded(root)))

    def test_paths_that_are_no_files(self):
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaisesRegex(ModelError, "cannot be opened: No such file"):
                mlpmodel.load(f"{folder}/none.h5")
            with self.assertRaisesRegex(ModelError, "other than a regular file"):
                mlpmodel.load(folder)
            os.mkfifo(f"{folder}/pipe")
            with self.assertRaisesRegex(ModelError, "other than a regular file"):
                mlpmodel.load(f"{folder}/pipe")

    def test_a_file_over_the_limit(self):
        with self.assertRaisesRegex(ModelError, "found 2516 bytes, expected at most 2515"):
            mlpmodel.load(EXAMPLE, limit=2515)


class Written(unittest.TestCase):
    def test_parts_that_break_a_rule(self):
        def broken(change):
            model = mlpmodel.load(EXAMPLE)
            change(model)
            with self.assertRaises(ModelError) as caught:
                mlpmodel.to_bytes(model)
            return str(caught.exception)

        def double(model):
            model.layers[0].weights = model.layers[0].weights.astype(np.float64)

        self.assertIn("/layers/0/weights: found float64 [2, 1], expected float32", broken(double))
        self.assertIn("'a' twice", broken(lambda m: setattr(m.input, "names", ["a", "a"])))
        self.assertIn("U+0000", broken(lambda m: setattr(m.input, "names", ["a\0", "b"])))
        self.assertIn("expected both or none", broken(lambda m: setattr(m.input, "minimum", None)))
        self.assertIn("the key 'a/b'", broken(lambda m: setattr(m, "provenance", {"a/b": 1})))
        self.assertIn("an integer of 64 bits", broken(lambda m: setattr(m, "provenance", {"a": 1 << 63})))
        self.assertIn("0 layers", broken(lambda m: setattr(m, "layers", [])))

    def test_a_header_over_64_kib(self):
        model = mlpmodel.load(EXAMPLE)
        model.provenance = {f"fact{k}": "x" * 50_000 for k in range(2)}
        with self.assertRaisesRegex(ModelError, "expected at most 65535"):
            mlpmodel.to_bytes(model)

    def test_in_the_place_of_a_file_with_its_rights(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "model.h5")
            path.write_text("old")
            path.chmod(0o640)
            mlpmodel.write(mlpmodel.load(EXAMPLE), path)
            self.assertEqual(path.read_bytes(), EXAMPLE.read_bytes())
            self.assertEqual(path.stat().st_mode & 0o777, 0o640)
            self.assertEqual(os.listdir(folder), ["model.h5"])

    def test_not_where_the_rows_do_not_pass(self):
        with tempfile.TemporaryDirectory() as folder:
            model = mlpmodel.load(MODELS / "v1/iris.h5")
            model.verification.outputs[0, 0] += 0.01
            with self.assertRaisesRegex(ModelError, "not written: /verification: row 0, output 0"):
                mlpmodel.write(model, f"{folder}/model.h5")
            self.assertEqual(os.listdir(folder), [])


COMMAND = MODELS.parents[1] / ".build/release/mlp-infer"


@unittest.skipUnless(COMMAND.exists(), "mlp-infer is not built")
class Agreement(unittest.TestCase):
    """What the schema's text leaves to a careful reading, both implementations read alike."""

    def accepted(self, edit, base="full.h5"):
        root = schema.tree(mlpmodel.load(MODELS / "v1" / base))
        edit(root)
        data = seal.sealed(profile_writer.encoded(root))
        with tempfile.NamedTemporaryFile(suffix=".h5") as file:
            file.write(data)
            file.flush()
            theirs = subprocess.run([COMMAND, file.name, "--check"], capture_output=True).returncode == 0
        try:
            mlpmodel.from_bytes(data)
            ours = True
        except ModelError:
            ours = False
        self.assertEqual(ours, theirs)
        return ours

    def test_unknown_names_are_passed_over(self):
        unknown = {"x": profile.int64(1), "acme.x": profile.Value(profile.UINT64, (), bytes(8))}
        for place in ["", "input", "input/names", "layers", "layers/0", "layers/0/weights", "output", "verification"]:
            def add(root, place=place):
                for part in filter(None, place.split("/")):
                    root = root.members[part]
                root.attributes.update(unknown)
            self.assertTrue(self.accepted(add), place)
        for place in ["", "input", "layers/0", "output", "verification", "provenance"]:
            def add_members(root, place=place):
                for part in filter(None, place.split("/")):
                    root = root.members[part]
                root.members |= {"x": profile.Dataset(unknown["x"]), "acme.x": profile.Group()}
            self.assertTrue(self.accepted(add_members), place)
        self.assertFalse(self.accepted(lambda root: root.members["layers"].members.update(x=profile.Group())))

    def test_facts_are_scalars_of_three_types(self):
        for value in [profile.text("a"), profile.int64(1), profile.float64(float("nan"))]:
            self.assertTrue(self.accepted(lambda root: root.members["provenance"].attributes.update(x=value)))
        for value in [profile.float32(1), profile.texts(["a"]), profile.text("a" * 60_001)]:
            self.assertFalse(self.accepted(lambda root: root.members["provenance"].attributes.update(x=value)))

    def test_parts_are_what_the_contents_list(self):
        for part in ["input", "layers", "output", "verification", "provenance", "training"]:
            self.assertFalse(self.accepted(lambda root: root.members.update({part: profile.Dataset(profile.int64(1))})), part)
        self.assertTrue(self.accepted(lambda root: root.members.update(training=profile.Group())))

    def test_values_that_absence_stands_for(self):
        def spelt_out(root):
            root.members["output"].attributes |= {"temperature": profile.float32(1), "threshold": profile.float32(0.5)}

        self.assertTrue(self.accepted(spelt_out, "example.h5"))


if __name__ == "__main__":
    unittest.main()
