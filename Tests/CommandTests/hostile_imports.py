"""Makes files that an importer must refuse: of models that Keras saved, and in safetensors.

Usage: hostile_imports.py FIXTURES FOLDER. FIXTURES is fixtures/imported. Prints the names of the files.
"""

import io
import json
import pathlib
import struct
import sys
import zipfile

import h5py
import numpy as np


def archive(entries, method=zipfile.ZIP_STORED):
    """A zip archive of (name, bytes)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name, data in entries:
            file.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def archives(source):
    """Archives that are none, or hold no model."""
    with zipfile.ZipFile(source) as file:
        entries = [(info.filename, file.read(info)) for info in file.infolist()]
    plain = archive(entries)
    names = [name for name, _ in entries]
    directory = plain.index(b"PK\1\2")
    end = plain.rindex(b"PK\5\6")

    def patched(offset, form, value, data=plain):
        changed = bytearray(data)
        struct.pack_into(form, changed, offset, value)
        return bytes(changed)

    def both(local, central, form, value, data=plain):
        """The first entry's field in both its records."""
        return patched(local, form, value, patched(directory + central, form, value, data))

    def replaced(name, data):
        return archive([(n, data if n == name else d) for n, d in entries])

    def config(change):
        value = json.loads(dict(entries)["config.json"])
        change(value)
        return replaced("config.json", json.dumps(value).encode())

    yield "zip-cut", plain[:-30]
    yield "zip-appended", plain + b"x"
    yield "zip-comment", patched(end + 20, "<H", 1) + b"x"
    yield "zip-encrypted", both(6, 8, "<H", 1)
    yield "zip-streamed", both(6, 8, "<H", 8)
    yield "zip-method", both(8, 10, "<H", 12)
    yield "zip-64", both(18, 20, "<I", 0xFFFFFFFF)
    yield "zip-64-count", patched(end + 10, "<H", 0xFFFF)
    yield "zip-parts", patched(end + 4, "<H", 1)
    yield "zip-count", patched(end + 8, "<H", 2, patched(end + 10, "<H", 2))
    yield "zip-contradiction", patched(14, "<I", 1)
    yield "zip-checksum", both(14, 16, "<I", 1)
    yield "zip-size", both(18, 20, "<I", 0x7FFFFFFF, both(22, 24, "<I", 0x7FFFFFFF))
    # Both names in the directory lead to the same data.
    second = plain.index(b"PK\1\2", directory + 4)
    yield "zip-overlap", patched(second + 42, "<I", 0)
    yield "zip-twice", archive(entries + [(names[0], b"{}")])
    hole = b"junk" + plain
    for entry in [i for i in range(len(hole)) if hole.startswith(b"PK\1\2", i)]:
        hole = patched(entry + 42, "<I", struct.unpack_from("<I", hole, entry + 42)[0] + 4, hole)
    tail = hole.rindex(b"PK\5\6")
    hole = patched(tail + 16, "<I", struct.unpack_from("<I", hole, tail + 16)[0] + 4, hole)
    yield "zip-hole", b"PK\3\4" + hole[4:]
    bomb = archive([("bomb", b"\0" * (100 << 20))] + entries, zipfile.ZIP_DEFLATED)
    yield "zip-bomb", bomb
    deflated = archive(entries, zipfile.ZIP_DEFLATED)
    yield "zip-deflate", deflated[:60] + b"\xff\xff\xff\xff" + deflated[64:]
    central = deflated.index(b"PK\1\2")
    yield "zip-lie", patched(central + 24, "<I", 65, patched(22, "<I", 65, deflated))
    yield "no-config", archive([e for e in entries if e[0] != "config.json"])
    yield "json-depth", replaced("config.json", b"[" * 100_000)
    yield "json-twice", replaced("config.json", b'{"class_name": "Sequential", "class_name": "Functional"}')
    yield "json-values", replaced("config.json", b"[" + b"0," * 2_000_000 + b"0]")
    yield "json-text", replaced("config.json", b'{"class_name": "\xff"}')
    yield "subclassed", config(lambda c: c.update(class_name="MyModel"))
    yield "custom-layer", config(lambda c: c["config"]["layers"][2].update(module="my_package"))
    yield "custom-activation", config(
        lambda c: c["config"]["layers"][2]["config"].update(activation="my_function"))
    yield "release", replaced("metadata.json", b'{"keras_version": "4.0.0"}')
    yield "renamed", config(lambda c: c["config"]["layers"][2]["config"].update(name="other"))
    yield "axis", config(lambda c: c["config"]["layers"][1]["config"].update(axis=[0, 1]))
    yield "more-layers", config(lambda c: c["config"]["layers"].append(c["config"]["layers"][-1]))
    yield "fewer-weights", config(lambda c: c["config"]["layers"][2]["config"].update(use_bias=False))
    yield "huge-input", config(
        lambda c: c["config"]["layers"][0]["config"].update(batch_shape=[None, 1 << 40, 1 << 40]))
    yield "escape", config(
        lambda c: c["config"]["layers"][2].update(class_name="\x1b[2J"))
    weights = h5py.File(io.BytesIO(dict(entries)["model.weights.h5"]), "r")

    def edited(change):
        buffer = io.BytesIO()
        with h5py.File(buffer, "w") as file:
            for name in weights:
                weights.copy(name, file)
            change(file)
        return replaced("model.weights.h5", buffer.getvalue())

    def swap(file, name, **options):
        del file[name]
        file.create_dataset(name, **options)

    kernel = "layers/dense/vars/0"
    yield "h5-soft", edited(lambda f: (f.__delitem__(kernel), f.__setitem__(kernel, h5py.SoftLink("/vars"))))
    yield "h5-external-link", edited(
        lambda f: (f.__delitem__(kernel), f.__setitem__(kernel, h5py.ExternalLink("other.h5", "/"))))
    yield "h5-external-data", edited(
        lambda f: swap(f, kernel, shape=(4, 16), dtype="f4", external=[("other", 0, 256)]))
    yield "h5-bomb", edited(lambda f: swap(f, kernel, shape=(1 << 14, 1 << 14), dtype="f4", chunks=(1 << 10, 1 << 14),
                                           compression="gzip", data=np.zeros((1 << 14, 1 << 14), "f4")))
    yield "h5-shape", edited(lambda f: swap(f, kernel, shape=(1 << 40, 1 << 20), dtype="f4", chunks=(16, 16)))
    yield "h5-text", edited(lambda f: swap(f, kernel, data="text"))
    yield "h5-nan", edited(lambda f: swap(f, kernel, data=np.full((4, 16), np.nan, "f4")))
    yield "h5-turned", edited(lambda f: swap(f, kernel, data=np.zeros((16, 4), "f4")))

    def deep(file):
        group = file
        for _ in range(40):
            group = group.create_group("g")

    yield "h5-deep", edited(deep)
    yield "h5-second-link", edited(lambda f: f.__setitem__("twin", f[kernel]))
    yield "h5-cycle", edited(lambda f: f["layers"].__setitem__("up", f["layers"]))
    yield "h5-filter", edited(lambda f: swap(f, kernel, data=np.zeros((4, 16), "f4"), chunks=(4, 16), compression="lzf"))
    yield "h5-type", edited(lambda f: f.__setitem__("type", np.dtype("f4")))
    yield "h5-compound", edited(lambda f: swap(f, kernel, data=np.zeros((4, 16), [("a", "f4")])))
    yield "h5-reference", edited(lambda f: swap(f, kernel, data=f["layers"].ref, dtype=h5py.ref_dtype))
    yield "h5-unwritten", edited(lambda f: swap(f, kernel, shape=(4, 16), dtype="f4", chunks=(4, 16)))
    yield "h5-infinite", edited(lambda f: swap(f, kernel, data=np.full((4, 16), 1e300)))
    yield "h5-cut", replaced("model.weights.h5", dict(entries)["model.weights.h5"][:-100])
    yield "h5-none", replaced("model.weights.h5", b"no HDF5")
    yield "json-number", config(lambda c: c["config"]["layers"][3]["config"].update(epsilon=1e999))
    yield "json-metadata", replaced("metadata.json", b'{"keras_version": "3.0.0", "keras_version": "2.0.0"}')


def files(source):
    """HDF5 files as Keras would not write them."""
    def edited(change):
        buffer = io.BytesIO(source.read_bytes())
        with h5py.File(buffer, "r+") as file:
            change(file)
        return buffer.getvalue()

    weights = "model_weights"
    yield "no-config-h5", edited(lambda f: f.attrs.__delitem__("model_config"))
    yield "no-version-h5", edited(lambda f: (f.attrs.__delitem__("keras_version")))
    yield "json-h5", edited(lambda f: f.attrs.__setitem__("model_config", "{"))
    yield "names-h5", edited(lambda f: f[weights].attrs.__setitem__("layer_names", [1, 2]))
    yield "group-h5", edited(lambda f: f[weights].attrs.__setitem__("layer_names", ["../.."]))
    yield "path-h5", edited(
        lambda f: f[weights]["hidden"].attrs.__setitem__("weight_names", ["../hidden/hidden/kernel:0", "/"]))
    yield "virtual-h5", edited(virtual)


def virtual(file):
    """A kernel that is another file's."""
    path = "model_weights/hidden/hidden/kernel:0"
    del file[path]
    layout = h5py.VirtualLayout(shape=(4, 16), dtype="f4")
    layout[:] = h5py.VirtualSource("other.h5", "d", shape=(4, 16))
    file.create_virtual_dataset(path, layout)


def tensors():
    """Files in safetensors that their own library would not read, or would read otherwise than they look."""
    first, second = b"\0" * 16, b"\0" * 8

    def file(header, data=first + second, length=None):
        text = header if isinstance(header, bytes) else json.dumps(header).encode()
        return struct.pack("<Q", len(text) if length is None else length) + text + data

    def header(**changes):
        """Two layers, 2 to 2 to 1, whose arrays fill the file; each change is for one key of one array."""
        found = {
            "0.weight": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]},
            "1.weight": {"dtype": "F32", "shape": [1, 2], "data_offsets": [16, 24]},
        }
        found["1.weight"].update(changes)
        return found

    yield "overlap", file(header(data_offsets=[8, 16]), first)
    yield "same", file(header(data_offsets=[0, 16], shape=[2, 2]), first)
    yield "hole", file(header(data_offsets=[24, 32]), first + second * 2)
    yield "tail", file(header(), first + second * 2)
    yield "beyond", file(header(), first)
    yield "backwards", file(header(data_offsets=[24, 16]))
    yield "negative", file(header(data_offsets=[-8, 0]))
    yield "shape-bomb", file(header(shape=[1 << 62, 1 << 62]))
    yield "shape-zero", file(header(shape=[1 << 40, 0], data_offsets=[16, 16]), first)
    yield "shape-deep", file(header(shape=[1] * 33))
    yield "shape-half", file(header(shape=[1.5, 2]))
    yield "type", file(header(dtype="F128"))
    yield "key", file(header(more=1))
    yield "length", file(header(), length=(1 << 64) - 8)
    yield "length-cut", file(header(), b"")[:20]
    yield "long-header", struct.pack("<Q", 17 << 20) + b"{" + b" " * (17 << 20)
    yield "twice", file(b'{"0.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},'
                        b'"0.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[16,24]}}')
    yield "twice-inside", file(b'{"0.weight":{"dtype":"F32","dtype":"F64","shape":[2,2],"data_offsets":[0,16]}}', first)
    yield "depth", file(b'{"a":' + b"[" * 100_000, b"")
    yield "values", file(b'{"__metadata__":{"a":"b"},"a":[' + b"0," * 2_000_000 + b"0]}", b"")
    yield "utf8", file(b'{"\xff":{}}', b"")
    yield "many", file({f"{i}.weight": {"dtype": "F32", "shape": [1, 1], "data_offsets": [4 * i, 4 * i + 4]}
                        for i in range(100_000)}, b"\0" * 400_000)
    yield "nan", file(header(), first + b"\0\0\xc0\x7f" * 2)
    yield "escape", file({"\x1b[2J.weight": {"dtype": "F32", "shape": [2, 2, 1], "data_offsets": [0, 16]}}, first)


if __name__ == "__main__":
    fixtures, folder = map(pathlib.Path, sys.argv[1:])
    for name, data in archives(fixtures / "keras3" / "iris.keras"):
        (folder / f"{name}.keras").write_bytes(data)
        print(f"{name}.keras")
    for name, data in tensors():
        (folder / f"{name}.safetensors").write_bytes(data)
        print(f"{name}.safetensors")
    for name, data in files(fixtures / "keras2" / "iris.h5"):
        (folder / f"{name}.h5").write_bytes(data)
        print(f"{name}.h5")
