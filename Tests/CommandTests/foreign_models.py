"""Saves a model file as other tools might: in other forms of HDF5, and in forms that a reader must not follow.

Usage: foreign_models.py MODEL FOLDER KIND. KIND is `other` (the same model) or `hostile`. Prints the names of the files.
"""

import pathlib
import subprocess
import sys

import h5py
import numpy as np


def text(width, padding, charset):
    """A type of fixed strings."""
    kind = h5py.h5t.C_S1.copy()
    kind.set_size(width)
    kind.set_strpad(padding)
    kind.set_cset(charset)
    return kind


class Copy:
    """Copies a file object by object, each as the options say."""

    def __init__(self, numbers=None, strings=None, only=(), **options):
        self.numbers, self.strings, self.only, self.options = numbers, strings, only, options

    def write(self, source, path, **file_options):
        with h5py.File(path, "w", **file_options) as file:
            self.group(source, file)

    def group(self, source, target):
        for name, value in source.attrs.items():
            self.put(target.attrs.create, name, source.attrs.get_id(name), value)
        for name, item in source.items():
            if isinstance(item, h5py.Group):
                self.group(item, target.create_group(name))
            else:
                options = self.options if item.shape and item.ndim else {}
                if options.get("maxshape"):
                    options = dict(options, maxshape=(None,) * item.ndim)
                self.put(
                    lambda name, data, dtype: target.create_dataset(name, data=data, dtype=dtype, **options),
                    name, item.id, item[()])

    def put(self, create, name, stored, value):
        if stored.dtype.kind == "S":
            values = [entry.decode() if isinstance(entry, bytes) else entry for entry in np.ravel(value).tolist()]
            data = values[0] if np.ndim(value) == 0 else values
            create(name, data, dtype=self.strings or h5py.string_dtype(length=stored.dtype.itemsize))
        elif stored.dtype.kind == "O":
            create(name, value, dtype=h5py.string_dtype())
        else:
            changed = self.numbers and (not self.only or name in self.only)
            dtype = self.numbers(stored.dtype) if changed else stored.dtype
            create(name, np.asarray(value).astype(dtype), dtype=dtype)


def big_endian(dtype):
    return dtype.newbyteorder(">")


def other(model, folder):
    """The same model in other forms."""
    source = h5py.File(model, "r")
    for name, copy, options in [
        ("plain", Copy(), {}),
        ("earliest", Copy(), {"libver": "earliest"}),
        ("latest", Copy(), {"libver": "latest"}),
        ("v108", Copy(), {"libver": "v108"}),
        ("tracked", Copy(), {"track_order": True, "libver": "latest"}),
        ("user-block", Copy(), {"userblock_size": 512}),
        ("long-user-block", Copy(), {"userblock_size": 2048}),
        ("aligned", Copy(), {"alignment_threshold": 1, "alignment_interval": 4096}),
        ("paged", Copy(), {"fs_strategy": "page", "fs_page_size": 4096}),
        ("chunked", Copy(chunks=True), {}),
        ("chunked-latest", Copy(chunks=True), {"libver": "latest"}),
        ("gzip", Copy(chunks=True, compression="gzip", shuffle=True, fletcher32=True), {}),
        ("growing", Copy(chunks=True, maxshape=True), {"libver": "latest"}),
        ("big-endian", Copy(numbers=big_endian), {}),
        ("variable-text", Copy(strings=h5py.string_dtype()), {}),
        ("ascii", Copy(strings=h5py.string_dtype("ascii", 64)), {}),
    ]:
        copy.write(source, folder / f"{name}.h5", **options)
        yield name
    for name, options in {
        "repack": [], "repack-latest": ["-L"], "repack-gzip": ["-f", "SHUF", "-f", "GZIP=9", "-l", "CHUNK=2"],
        "repack-compact": ["-l", "COMPA"],
    }.items():
        subprocess.run(["h5repack", *options, model, folder / f"{name}.h5"], check=True)
        yield name
    subprocess.run(["h5unjam", "-i", model, "-o", folder / "unjam.h5", "--delete"], check=True,
                   stdout=subprocess.DEVNULL)
    yield "unjam"
    # An edit in place: what it changes is no part of the model's meaning.
    edited = folder / "edited.h5"
    edited.write_bytes(pathlib.Path(model).read_bytes())
    with h5py.File(edited, "r+") as file:
        file["provenance"].attrs["acme.note"] = "edited"
    yield "edited"
    # Strings filled up with blanks, as Fortran does.
    Copy().write(source, folder / "blanks.h5")
    with h5py.File(folder / "blanks.h5", "r+") as file:
        del file["output"].attrs["task"]
        kind = text(40, h5py.h5t.STR_SPACEPAD, h5py.h5t.CSET_ASCII)
        space = h5py.h5s.create(h5py.h5s.SCALAR)
        attribute = h5py.h5a.create(file["output"].id, b"task", kind, space)
        attribute.write(np.array(b"classification".ljust(40), dtype="S40"), mtype=kind)
    yield "blanks"
    # Notes about the source, as if the sandboxed reader had made them: layers of other widths, and no numbers at all.
    Copy().write(source, folder / "notes.h5")
    with h5py.File(folder / "notes.h5", "r+") as file:
        file.attrs["imported.from"] = "signed by somebody"
        steps = file.create_group("imported.steps")
        for number, shape in enumerate([(4, 9), (7, 3)]):
            step = steps.create_group(str(number))
            step.attrs["label"] = "forged"
            step.create_dataset("kernel", data=np.full(shape, np.nan, "<f8"))
    yield "notes"


# New forms, but none that the library of Debian 12 does not know.
FORMS = ("v110", "v110")


def with_plain(change):
    """A hostile file: the model, plainly copied, then changed."""

    def make(source, path):
        Copy().write(source, path, libver=FORMS)
        with h5py.File(path, "r+", libver=FORMS) as file:
            change(file, path)

    return make


def deep(file, path):
    group = file
    for _ in range(40):
        group = group.create_group("g")


def many_links(file, path):
    group, output = file.create_group("many"), file["output"]
    for i in range(131_100):
        h5py.h5o.link(output.id, group.id, b"%d" % i)


def many_attributes(file, path):
    group = file.create_group("many")
    for i in range(3_000):
        group.attrs.create(str(i), 1.0)


def layout(file, name, shape, change, dtype=h5py.h5t.IEEE_F32LE):
    """A dataset with creation properties that `change` sets; no data."""
    settings = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    change(settings)
    space = h5py.h5s.create_simple(shape)
    return h5py.Dataset(h5py.h5d.create(file.id, name.encode(), dtype, space, dcpl=settings))


def external_data(file, path):
    secret = path.with_suffix(".secret")
    secret.write_bytes(bytes(64))
    layout(file, "d", (16,), lambda settings: settings.set_external(str(secret).encode(), 0, 64))


def virtual(file, path):
    sources = h5py.VirtualLayout(shape=(4,), dtype="<f4")
    sources[:] = h5py.VirtualSource("model.h5", "layers/0/bias", shape=(4,))
    file.create_virtual_dataset("d", sources)


def one_chunk(file, path):
    file.create_dataset("d", shape=(1 << 22,), dtype="<f4", chunks=(1024,))[:1024] = 1


def filtered(number):
    return lambda file, path: layout(
        file, "d", (16,),
        lambda settings: (settings.set_chunk((16,)), settings.set_filter(number, h5py.h5z.FLAG_OPTIONAL, (2, 0))))


def cycle(file, path):
    h5py.h5o.link(file["/"].id, file["output"].id, b"up")


HOSTILE = {
    "soft-link": lambda file, path: file.__setitem__("d", h5py.SoftLink("/layers/0/bias")),
    "soft-link-loop": lambda file, path: file.__setitem__("d", h5py.SoftLink("/d")),
    "external-link": lambda file, path: file.__setitem__("d", h5py.ExternalLink("model.h5", "/layers")),
    "cycle": cycle,
    "second-link": lambda file, path: file.__setitem__("d", file["layers/0/bias"]),
    "external-data": external_data,
    "virtual": virtual,
    "filter": filtered(32000),
    "lossy-filter": lambda file, path: file.create_dataset("d", data=np.arange(64, dtype="<f4"), scaleoffset=2),
    "unwritten": lambda file, path: file.create_dataset("d", shape=(4,), dtype="<f4"),
    "one-chunk": one_chunk,
    "shape": lambda file, path: file.create_dataset("d", shape=(1 << 40,), dtype="<f4"),
    "overflowing-shape": lambda file, path: file.create_dataset(
        "d", shape=(1 << 32, 1 << 32), dtype="<f4", chunks=(1024, 1024)),
    "huge-chunk": lambda file, path: file.create_dataset(
        "d", shape=(16,), dtype="<f4", maxshape=(None,), chunks=(1 << 28,)),
    "bomb": lambda file, path: file.create_dataset(
        "d", data=np.zeros(20 << 20, "<f4"), chunks=(1 << 20,), compression="gzip"),
    "deep": deep,
    "many-links": many_links,
    "many-attributes": many_attributes,
    "committed": lambda file, path: file.__setitem__("d", np.dtype("<f4")),
    "compound": lambda file, path: file.create_dataset("d", data=np.zeros(2, "<f4,<i8")),
    "reference": lambda file, path: file.create_dataset("d", data=file.ref, dtype=h5py.ref_dtype),
    "int32": lambda file, path: file.attrs.create("n", 1, dtype="<i4"),
    "half": lambda file, path: file.create_dataset("d", data=np.zeros(2, "<f2")),
    "null": lambda file, path: file.create_dataset("d", data=h5py.Empty("<f4")),
    "empty": lambda file, path: file.create_dataset("d", data=np.zeros((0, 3), "<f4")),
    "name": lambda file, path: file.create_group("größe"),
    "long-name": lambda file, path: file.create_group("n" * 300),
    "latin-1": lambda file, path: file.attrs.create("t", np.bytes_(b"gr\xf6\xdfe")),
    "weight": lambda file, path: file["layers/0/bias"].__setitem__(0, 0.125),
    "no-identity": lambda file, path: file.attrs.__delitem__("identity"),
    "another-file": lambda file, path: file.attrs.__setitem__("format", "else"),
    "future": lambda file, path: file.attrs.create("schema_version", 2, dtype="<i8"),
}


def hostile(model, folder):
    source = h5py.File(model, "r")
    for name, change in HOSTILE.items():
        with_plain(change)(source, folder / f"{name}.h5")
        yield name
    Copy(numbers=lambda dtype: np.dtype("<f8"), only=("weights", "bias")).write(source, folder / "double.h5")
    yield "double"
    whole = (folder / "null.h5").read_bytes()
    (folder / "cut.h5").write_bytes(whole[: len(whole) // 2])
    yield "cut"
    Copy(chunks=True).write(source, folder / "tree.h5", libver="earliest")
    data = (folder / "tree.h5").read_bytes()
    (folder / "tree.h5").write_bytes(data.replace(b"TREE", b"EERT"))
    yield "tree"
    # A size in a heap that leads far behind it: release 1.10.8 of the library crashes.
    Copy(strings=h5py.string_dtype()).write(source, folder / "crash.h5", libver="earliest")
    data = bytearray((folder / "crash.h5").read_bytes())
    data[data.index(b"mlp-model") - 4] = 0xFF
    (folder / "crash.h5").write_bytes(data)
    yield "crash"


if __name__ == "__main__":
    model, folder, kind = sys.argv[1:]
    for name in {"other": other, "hostile": hostile}[kind](model, pathlib.Path(folder)):
        print(name)
