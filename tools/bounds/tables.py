"""Inputs that are made to cost more than their size: a name, a function of the size n, and what is done with it.

A table is written in pieces, so that the program that makes it stays small. Sizes count what grows: bytes of a name,
columns, rows.
"""

import collections
import gzip
import struct

IRIS = b"sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm,species"
ROW = b"5.1,3.5,1.4,0.2,setosa\n"
# Below and above the letter in turns: what normalization has to sort.
MARKS = "\u0323\u0307".encode()

# inputs: {file name: function of n that yields bytes}. commands: words, in which {name} is a file, {model} a model that
# learned the iris table, {wide} one of n features, {inputs}, {labels}, {levels} and {layer} one with n of them.
# classes: how many classes the table has at most, as a function of n.
Case = collections.namedtuple("Case", "name sizes inputs commands codes classes")


def repeated(piece, count, at_once=4096):
    """`piece`, `count` times."""
    block = piece * at_once
    for _ in range(count // at_once):
        yield block
    yield piece * (count % at_once)


def numbered(form, count):
    """`form % i` for each i below count."""
    for start in range(0, count, 256):
        yield b"".join(form % i for i in range(start, min(count, start + 256)))


def marks(byte_count):
    return repeated(MARKS, byte_count // len(MARKS))


def table(*parts):
    """A table with the header and one row of the iris table around and before parts: bytes, or iterables of them."""
    def write(n):
        for part in parts:
            part = part(n) if callable(part) else part
            yield from [part] if isinstance(part, bytes) else part
    return write


def compressed(write):
    def pieces(n):
        # As `gzip.compress`, in pieces.
        import zlib
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        for piece in write(n):
            yield packer.compress(piece)
        yield packer.flush()
    return pieces


def npy(header, body=lambda n: ()):
    def write(n):
        text = header(n)
        yield b"\x93NUMPY\x02\x00" + struct.pack("<I", len(text)) + text
        yield from body(n)
    return write


def items(form, separator=b","):
    def write(n):
        for i in range(n):
            yield (separator if i else b"") + form % i
    return write


INFER = ("mlp-infer", "{model}", "{table}")
SKIP = INFER + ("--on-error", "skip")
NAN = INFER + ("--on-error", "nan")
EVALUATE = INFER + ("--evaluate", "--label", "species")
TRAIN = ("mlp-train", "{table}", "--label", "species", "--hidden", "4", "--epochs", "1", "--valid", "0", "--force",
         "-o", "{out}")
PLAN = ("mlp-train", "{table}", "--label", "species", "--hidden", "2", "--valid", "0", "--dry-run")
COMPARE = ("mlp-export", "{model}", "--compare", "{model}", "--on", "{table}")

# Rows that a model can learn from beside what is hostile: two classes.
LEARNABLE = ROW + b"6.3,3.3,6.0,2.5,virginica\n"


def case(name, sizes, write, *commands, codes=(0, 3), classes=lambda n: 3, **others):
    inputs = {"table.csv": write, **{key.replace("__", "."): value for key, value in others.items()}}
    return Case(name, sizes, inputs, commands, codes, classes)


def extended(names, cells):
    """The iris table with further columns, called as `names` yields and with `cells` in each row."""
    return table(IRIS, names, b"\n", lambda n: b"".join(
        row + b"%s\n" for row in LEARNABLE.splitlines()).replace(b"%s", b"".join(cells(n))))


# (n of the short run, n of the long one); each is run at n and at 4 n.
CASES = [
    # Names.
    case("a long name", (200_000, 3_500_000), extended(lambda n: [b",", b"a" * n], lambda n: [b",1"]),
         INFER, TRAIN, COMPARE, INFER + ("--keep", "all", "--format", "jsonl")),
    case("a name of marks", (100_000, 2_000_000), extended(lambda n: [b",", *marks(n)], lambda n: [b",1"]),
         INFER, TRAIN, COMPARE, EVALUATE, INFER + ("--keep", "all", "--format", "jsonl")),
    case("names of marks", (100, 2_000), extended(lambda n: (b",%d" % i + MARKS * 250 for i in range(n)), lambda n: [b",1" * n]),
         INFER, PLAN, PLAN + ("--ignore", "x")),
    case("a name of marks in gzip", (400_000, 3_500_000), compressed(table(lambda n: marks(n), b",", IRIS, b"\n1,", ROW)),
         INFER, TRAIN),
    case("a name of marks as a feature", (50_000, 1_000_000), table(b"species,", lambda n: marks(n), b"\na,1\nb,2\n"),
         INFER, PLAN),
    # Columns.
    case("empty names", (75_000, 250_000), table(lambda n: b"," * n, b"\n1\n"), INFER, TRAIN, COMPARE),
    case("other columns", (25_000, 250_000), extended(lambda n: numbered(b",column %d", n), lambda n: [b",1" * n]),
         INFER, PLAN, EVALUATE, COMPARE, SKIP + ("--keep", "column 1", "--errors", "{errors}")),
    case("no column of the model", (75_000, 250_000), table(lambda n: numbered(b"sepal_lengthcm_%d,", n), b"y\n1\n"),
         INFER, TRAIN, COMPARE),
    case("one name many times", (75_000, 250_000),
         table(IRIS, lambda n: repeated(b",petal_width_cm", n), b"\n", ROW), INFER, TRAIN, COMPARE),
    case("too many columns", (500_000, 4_000_000), table(lambda n: repeated(b"a,", n), b"b\n"), INFER, TRAIN),
    # Records.
    case("wide rows", (250_000, 4_000_000), table(IRIS, b"\n", ROW, lambda n: b"," * n, b"\n", ROW), SKIP, NAN, TRAIN),
    case("an ignored long field", (500_000, 3_500_000),
         table(b"note,", IRIS, b"\n", lambda n: b"x" * n, b",", ROW, b"x,6.3,3.3,6.0,2.5,virginica\n"),
         INFER, TRAIN + ("--ignore", "note"), INFER + ("--keep", "note")),
    case("long fields, many", (40, 200),
         table(b"note,", IRIS, b"\n", lambda n: repeated(b"x" * 100_000 + b"," + ROW, n, 1)), INFER, SKIP, EVALUATE),
    case("a long number", (500_000, 3_500_000), table(IRIS, b"\n", lambda n: b"1" * n, b",1,1,1,setosa\n", ROW),
         INFER, SKIP + ("--errors", "{errors}"), TRAIN),
    case("a long text for a number", (500_000, 3_500_000), table(IRIS, b"\n", lambda n: b"x" * n, b",1,1,1,setosa\n", ROW),
         INFER, SKIP + ("--errors", "{errors}"), NAN + ("--verdict",), TRAIN),
    case("an unclosed quote", (2_000_000, 20_000_000), table(IRIS, b"\n", ROW, b'"', lambda n: repeated(b"1,2\n", n // 4)),
         INFER, SKIP, TRAIN, COMPARE),
    case("an unclosed quote in gzip", (4_000_000, 40_000_000),
         compressed(table(IRIS, b"\n", ROW, b'"', lambda n: repeated(b"1", n))), INFER, SKIP, TRAIN),
    case("doubled quotes", (500_000, 3_500_000), table(IRIS, b"\n", b'"', lambda n: repeated(b'""', n // 2), b'",1,1,1,setosa\n'),
         INFER, SKIP, TRAIN),
    # Rows.
    case("empty lines", (400_000, 5_000_000), compressed(table(IRIS, b"\n", ROW, lambda n: repeated(b"\n", n), ROW)),
         INFER, SKIP, NAN, NAN + ("--verdict", "--format", "npy", "-o", "{out}.npy"), TRAIN,
         SKIP + ("--evaluate", "--label", "species"), COMPARE),
    case("empty lines at the end", (1_000_000, 20_000_000),
         compressed(table(IRIS, b"\n", ROW, lambda n: repeated(b"\r\n", n))), INFER, TRAIN),
    case("short rows", (200_000, 2_000_000), compressed(table(IRIS, b"\n", LEARNABLE, lambda n: repeated(b"1\n", n))),
         INFER, SKIP, NAN, SKIP + ("--errors", "{errors}"), TRAIN),
    case("rows of text", (50_000, 1_000_000), table(IRIS, b"\n", LEARNABLE, lambda n: repeated(b"x,y,z,w,v\n", n)),
         SKIP, NAN + ("--verdict",), SKIP + ("--errors", "{errors}"), SKIP + ("--evaluate", "--label", "species"), TRAIN),
    case("rows of a model with many outputs", (5_000, 100_000),
         compressed(table(IRIS, b"\n", lambda n: repeated(b"1,1,1,1,c1\n", n, 100))),
         ("mlp-infer", "{classes}", "{table}", "-o", "{out}"),
         ("mlp-infer", "{classes}", "{table}", "-o", "{out}", "--format", "jsonl"),
         ("mlp-infer", "{classes}", "{table}", "-o", "{out}", "--top-k", "1000"),
         ("mlp-infer", "{classes}", "{table}", "--evaluate", "--label", "species", "--json", "-o", "{out}")),
    # Labels and levels.
    case("many labels", (25_000, 200_000), table(IRIS, b"\n", lambda n: numbered(b"1,2,3,4,label %d\n", n)),
         PLAN, PLAN + ("--task", "regress"), SKIP + ("--evaluate", "--label", "species"), classes=lambda n: n),
    case("many numbers as labels", (50_000, 500_000), table(IRIS, b"\n", lambda n: numbered(b"1,2,3,4,%d\n", n)),
         PLAN, PLAN + ("--task", "classify"), classes=lambda n: n),
    case("a label of marks", (50_000, 1_000_000), table(IRIS, b"\n", LEARNABLE, b"1,2,3,4,", lambda n: marks(n), b"\n"),
         PLAN, PLAN + ("--class-weight", "setosa=2"), EVALUATE, SKIP + ("--evaluate", "--label", "species")),
    case("labels of marks", (1_000, 10_000), table(IRIS, b"\n", lambda n: numbered(b"1,2,3,4,%d" + MARKS * 200 + b"\n", n)),
         PLAN, SKIP + ("--evaluate", "--label", "species"), classes=lambda n: n),
    case("long labels", (2_000, 20_000), table(IRIS, b"\n", lambda n: numbered(b"1,2,3,4,%d" + b"x" * 900 + b"\n", n)),
         PLAN, classes=lambda n: n),
    case("many levels", (25_000, 250_000), table(b"color,", IRIS, b"\n", lambda n: numbered(b"level %d,", 1), ROW,
                                                lambda n: numbered(b"level %d,1,2,3,4,a\n", n)),
         PLAN + ("--categorical", "color"), ("mlp-infer", "{levels}", "{table}", "--on-error", "skip")),
    case("levels of marks", (1_000, 10_000),
         table(b"color,", IRIS, b"\n", lambda n: numbered(b"%d" + MARKS * 200 + b",1,2,3,4,a\n", n)),
         PLAN + ("--categorical", "color"), ("mlp-infer", "{levels}", "{table}", "--on-error", "skip"),
         ("mlp-infer", "{levels}", "{table}", "--on-error", "nan", "--verdict")),
    case("a level of marks", (50_000, 1_000_000),
         table(b"color,", IRIS, b"\n", lambda n: marks(n), b",", ROW), PLAN + ("--categorical", "color"),
         ("mlp-infer", "{levels}", "{table}", "--on-error", "skip")),
    case("long levels", (200, 900), table(b"color,", IRIS, b"\n", lambda n: numbered(b"%d" + b"x" * 240 + b",1,2,3,4,a\n", n),
                                         lambda n: numbered(b"%d" + b"x" * 240 + b",1,2,3,4,b\n", n)),
         PLAN + ("--categorical", "color")),
    # Features.
    case("gaps in all features", (500, 3_000),
         table(items(b"f%d"), b"\n", lambda n: repeated(b"," * (n - 1) + b"\n", 40, 1), lambda n: repeated(b"x," * (n - 1) + b"x\n", 20, 1)),
         ("mlp-infer", "{wide}", "{table}", "--verdict", "--on-error", "nan", "-o", "{out}"),
         ("mlp-infer", "{wide}", "{table}", "--verdict", "--on-error", "nan", "--format", "npy", "-o", "{out}")),
    # Models.
    *(case(f"a model of many {kind}", (10_000, 250_000), write,
           *(("mlp-infer", model, "{table}", *more) for more in [
               (), ("--verdict",), ("--format", "jsonl"), ("--format", "jsonl", "--verdict"), ("--format", "npy", "-o", "{out}.npy"),
               ("--top-k", "1000" if kind == "labels" else "2")]),
           ("mlp-infer", model, "--describe"), ("mlp-infer", model, "--describe", "--json"), ("mlp-infer", model, "--check"),
           ("mlp-infer", model, "--bench", "--batch", "1"),
           ("mlp-export", model, "--force", "-o", "{out}.h5"), ("mlp-export", model, "--compare", model, "--on", "{table}"),
           codes=(0,))
      for kind, write in [
          # Out of all ranges, so that a verdict names every input.
          ("inputs", table(items(b"f%d"), b"\n", lambda n: b"9," * (n - 1) + b"9\n", lambda n: b"9," * (n - 1) + b"9\n")),
          ("labels", table(b"x\n1\n2\n")), ("levels", table(b"c\nlevel 1\nlevel 2\n"))]
      for model in ["{" + kind + "}"]),
    # Loading checks 1,024 rows, for which such a layer has gigabytes of numbers.
    case("a model with a wide layer", (10_000, 250_000), table(b"x\n1\n2\n"),
         ("mlp-infer", "{layer}", "{table}"), ("mlp-infer", "{layer}", "--describe"), ("mlp-infer", "{layer}", "--check"),
         ("mlp-export", "{layer}", "--force", "-o", "{out}.h5"), codes=(0,)),
    # Options.
    case("many names in options", (2_000, 8_000), table(IRIS, lambda n: numbered(b",c%d", 8 * n), b"\n", ROW[:-1], lambda n: b",1" * (8 * n), b"\n",
                                                       b"6.3,3.3,6.0,2.5,virginica", lambda n: b",2" * (8 * n), b"\n"),
         PLAN + ("--categorical", "@categorical.txt"), PLAN + ("--ignore", "@categorical.txt"), PLAN + ("--features", "@categorical.txt"),
         INFER + ("--keep", "@categorical.txt"), INFER + ("--keep", "@unknown.txt"), PLAN + ("--ignore", "@unknown.txt"),
         ("mlp-train", "{table}", "--label", "@categorical.txt", "--hidden", "2", "--valid", "0", "--dry-run"),
         categorical__txt=items(b"c%d"), unknown__txt=items(b"unknown%d"), codes=(0, 2, 3)),
    # Of 256 texts, the most that a list may have.
    case("many missing texts", (64, 64), table(IRIS, b"\n", lambda n: repeated(b"n1,n2,n3,n4,a\n", 1000 * n)),
         SKIP + ("--missing", "@missing.txt"), missing__txt=items(b"n-%d")),
    case("options of marks", (25_000, 100_000), table(IRIS, b"\n", LEARNABLE),
         INFER + ("--keep", "@marks.txt"), INFER + ("--missing", "@marks.txt"), PLAN + ("--ignore", "@marks.txt"), PLAN + ("--categorical", "@marks.txt"),
         PLAN + ("--class-weight", "@weights.txt"), INFER + ("--format", "@marks.txt"), ("mlp-infer", "@marks.txt"), INFER + ("@option.txt",),
         marks__txt=lambda n: marks(n), weights__txt=lambda n: [*marks(n), b"=1"], option__txt=lambda n: [b"--", *marks(n)], codes=(2,)),
    case("a file of options of marks", (50_000, 200_000), table(IRIS, b"\n", LEARNABLE),
         PLAN + ("--config", "{marks.conf}"), INFER + ("--config", "{value.conf}"), INFER + ("--config", "{name.conf}"),
         marks__conf=lambda n: [*marks(n), b" = 1\n"], value__conf=lambda n: [b"format = ", *marks(n), b"\n"],
         name__conf=lambda n: [b"keep = ", *marks(n), b"\n"], codes=(2,)),
    case("files of names", (100_000, 2_000_000), table(IRIS, b"\n", LEARNABLE),
         ("mlp-export", "{model}", "--feature-names", "{marks.txt}", "--force", "-o", "{out}"),
         ("mlp-export", "{model}", "--classes", "{lines.txt}", "--force", "-o", "{out}"),
         ("mlp-export", "{model}", "--classes", "{marks.txt}", "--force", "-o", "{out}"),
         marks__txt=lambda n: marks(n), lines__txt=lambda n: repeated(b"\n", n)),
    # Arrays.
    case("a key of marks in npy", (8_000, 16_000),
         npy(lambda n: b"{'" + MARKS * (n // 4) + b"': 1}"), INFER, TRAIN),
    case("a wide array", (100_000, 1_000_000),
         npy(lambda n: b"{'descr': '|i1', 'fortran_order': False, 'shape': (3, %d)}" % n, lambda n: repeated(b"\1", 3 * n)),
         INFER, ("mlp-train", "{table}", "--hidden", "1", "--valid", "0", "--dry-run")),
    case("a shape without data", (1, 1), npy(lambda n: b"{'descr': '<f8', 'fortran_order': False, 'shape': (%d, 5)}" % (10 ** 15 * n)),
         INFER, TRAIN),
]
