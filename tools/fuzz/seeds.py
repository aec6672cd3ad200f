#!/usr/bin/env python3
"""Writes small inputs that the fuzz targets start from: a folder for each target.

  tools/fuzz/seeds.py FOLDER     needs NumPy
"""
import gzip
import io
import pathlib
import sys
import zipfile
import zlib

import numpy

CSV = [
    b"a,b,c\n1,2.5,x\n-3e2,.5,\"y, z\"\n",
    b"a;b\r\n1;\"q\"\"q\"\r\n2;\r\n\r\n",
    b"a\tb\n1.25\t-0\n12345678\t1e-40\n",
    b"\xef\xbb\xbf1 2 3\n4 5 6\n",
    b"".join(b"%d,%d.%d,%d,255,0,17,3\n" % (i, i, i * 7, 3 * i % 256) for i in range(24)),
    b"1,2,\n3,4,\n\"5\",6,\n",
    b"1\r2\n",
    b"\"a\nb\",1\n",
]
NUMBERS = [
    b"1", b"-0.5", b".5\n5e-1", b"+1e-3", b"1e39\n3.4028236e38", b"16777217\n16777216",
    b"1.17549435e-38", b"1.4e-45\n7e-46", b"nan", b"-infinity", b" 9007199254740993\t",
    b"0.1\n0.10000000000000001", b"123456789012345678901234567890e-20", b"0x1p3", b"1_000", b"1,5",
    b"1e400\n1e-400", b"00012.50\n12.5", b"2.2250738585072011e-308",
]
JSON = [
    b'{"a": [1, -0, 2.5e3, true, false, null, NaN, -Infinity], "b": {"c": "\\u00e9\\ud83d\\ude00\\n"}}',
    b'[[[[]]], {}, "\xc3\xa9", 12345678901234567890, 1e400]',
    b' "x\\/\\b\\f\\"" ',
]
OPTIONS = [b"a,b,c", b'"a, b", c ,"\\u00e9\\n"', b'"\\ud83d\\ude00",x"y', b" a , ", b"\"a\"\"b\""]


def arrays():
    numbers = numpy.arange(6).reshape(3, 2)
    for kind in "<f4", "<f8", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", ">f4", "<c8":
        yield numbers.astype(kind)
    yield numbers.astype("<f8").T.copy(order="F")
    yield numpy.array([1.5, numpy.nan, numpy.inf, 1e300]).reshape(1, 4)
    yield numpy.zeros((3, 2), dtype=[("x", "<f4"), ("y", "<i8")])
    yield numbers.reshape(6)
    yield numpy.zeros((0, 3), dtype="<f4")


def npy():
    for array in arrays():
        for version in (1, 0), (2, 0):
            file = io.BytesIO()
            numpy.lib.format.write_array(file, array, version=version)
            yield file.getvalue()


def compressed():
    texts = [b"", b"a,b\n1,2\n", b"0,1,2,3\n" * 200, bytes(range(256))]
    for text in texts:
        for level in 0, 1, 9:
            yield gzip.compress(text, level, mtime=0)
        for strategy in zlib.Z_FIXED, zlib.Z_RLE, zlib.Z_HUFFMAN_ONLY:
            packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, strategy)
            yield packer.compress(text) + packer.flush()
    whole = gzip.compress(texts[1], mtime=0)
    yield whole + whole
    yield whole + bytes(20)
    yield whole + b"x"
    yield whole[:-4]
    named = io.BytesIO()
    with gzip.GzipFile("name", "wb", fileobj=named, mtime=1) as file:
        file.write(texts[1])
    yield named.getvalue()


def archives():
    contents = {"config.json": b'{"class_name": "Sequential"}', "metadata.json": b"{}", "a/b": b"0" * 300}
    for method in zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED:
        for count in range(4):
            file = io.BytesIO()
            with zipfile.ZipFile(file, "w", method) as archive:
                for name in list(contents)[:count]:
                    archive.writestr(zipfile.ZipInfo(name), contents[name], method)
            yield file.getvalue()
    # Entries in another order than the directory's, extra fields, a comment.
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in contents:
            info = zipfile.ZipInfo(name)
            info.extra = b"\x55\x54\x05\x00\x01\x00\x00\x00\x00"
            archive.writestr(info, contents[name])
        archive.filelist.reverse()
    yield file.getvalue()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.comment = b"comment"
        archive.writestr(zipfile.ZipInfo("\u00e9"), b"x")
    yield file.getvalue()


def main(folder):
    seeds = {
        "csv": CSV,
        "numbers": NUMBERS,
        "npy": list(npy()),
        "gzip": list(compressed()),
        "zip": list(archives()),
        "json": JSON,
        "options": OPTIONS,
        "table": CSV + [gzip.compress(text, mtime=0) for text in CSV] + list(npy()),
    }
    for target, inputs in seeds.items():
        place = pathlib.Path(folder, target)
        place.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(inputs):
            (place / f"seed-{number:02}").write_bytes(data)


main(sys.argv[1])
