"""Model files that somebody changed and then made the sums and the seal fit, for hosts to load."""

import random
import sys

from library import ROOT

sys.path += [str(ROOT / "tools/reference"), str(ROOT / "tools/python")]
import invalid_models

# What is often special: bounds of the integers, signs, one more and one less.
SPECIAL = (0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF)


def changed(data, generator):
    """The bytes behind the user block with some changed."""
    for _ in range(generator.choice((1, 1, 1, 2, 8))):
        at = generator.randrange(512, len(data))
        match generator.randrange(5):
            case 0:
                data[at] ^= 1 << generator.randrange(8)
            case 1:
                data[at] = generator.choice(SPECIAL)
            case 2:  # an eight-byte number of any size
                data[at : at + 8] = generator.getrandbits(generator.randrange(65)).to_bytes(8, "little")[: len(data) - at]
            case 3:  # what stands elsewhere
                other, length = generator.randrange(512, len(data)), generator.randrange(1, 64)
                part = data[other : other + length]
                data[at : at + len(part)] = part[: len(data) - at]
            case 4:  # the end
                if generator.random() < 0.2:
                    del data[at:]
    return data


def mutant(data, generator):
    """One file's mutant. Sums are made to fit where a header ends as it did."""
    data = bytearray(data)
    places = list(invalid_models.headers(data))
    data = changed(data, generator)
    if generator.random() < 0.5 and len(data) >= 560:
        data = invalid_models.with_end(data)
    return invalid_models.repaired(data, places)


def write(paths, folder, count, seed):
    """Writes `count` mutants of these files, each by the seed and its number alone; their paths."""
    folder.mkdir()
    sources = [path.read_bytes() for path in paths]
    sources = [data for data in sources if data[512:516] == b"\x89HDF"]
    written = []
    for number in range(count):
        generator = random.Random(f"{seed} {number}")
        path = folder / f"{number}.h5"
        path.write_bytes(mutant(generator.choice(sources), generator))
        written.append(path)
    return written
