"""Write the example of SCHEMA.md, "Identity". Usage: write_model.py FILE

By a writer made from that text alone: that the file comes out the same as MLPWriter's shows that the
text is enough to write a second implementation from.
"""

import pathlib
import struct
import sys

sys.path.append(str(pathlib.Path(__file__).parents[2] / "tools/reference"))
import model_file

assert model_file.lookup3(b"Four score and seven years ago") == 0x17770551
assert model_file.crc32c(b"123456789") == 0xE3069283

EXAMPLE = model_file.model(
    features=[("width", 1.5, 2, 0, 3), ("höhe", 0, 1, -1, 1)],
    layers=[
        ("leaky_relu", {"negative_slope": 0.25}, 2, 1, struct.pack("<ff", 0.5, -2), struct.pack("<f", 1))
    ],
    task="regression",
    labels=["y"],
)

with open(sys.argv[1], "wb") as output:
    output.write(EXAMPLE)
