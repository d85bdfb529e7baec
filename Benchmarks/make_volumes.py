"""Writes synthetic volumes: make_volumes.py FOLDER COUNT X Y Z. Two classes of noise, NIfTI-1, bytes, not packed."""

import pathlib
import random
import struct
import sys

folder, (count, *shape) = pathlib.Path(sys.argv[1]), map(int, sys.argv[2:6])
header = bytearray(352)
struct.pack_into("<i", header, 0, 348)
struct.pack_into("<8h", header, 40, 3, *shape, 1, 1, 1, 1)
struct.pack_into("<2h", header, 70, 2, 8)  # bytes
struct.pack_into("<8f", header, 76, 1, 1, 1, 1, 0, 0, 0, 0)
struct.pack_into("<3f", header, 108, 352, 1, 0)  # offset, slope, intercept
header[344:348] = b"n+1\0"
noise = random.Random(1)
for index in range(count):
    path = folder / "ab"[index % 2] / f"{index:03}.nii"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(header + noise.randbytes(shape[0] * shape[1] * shape[2]))
