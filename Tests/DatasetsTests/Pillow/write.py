"""Writes images of every kind with Pillow or by hand, and what their pixels are, for PillowTests.

Usage: write.py FOLDER. Beside each FILE lies FILE.right: rows, columns and channels as text, a line feed, and the bytes; and,
where there is OpenCV, FILE.opencv likewise, with what that reads.
"""

import pathlib
import struct
import sys
import zlib

import numpy as np
import PIL.features
import PIL.Image
import PIL.ImageFilter

folder = pathlib.Path(sys.argv[1])
rng = np.random.default_rng(1)


def write(name, pixels):
    pixels = np.ascontiguousarray(pixels.reshape(pixels.shape[0], pixels.shape[1], -1).astype("u1"))
    folder.joinpath(name).write_bytes(b"%d %d %d\n" % pixels.shape + pixels.tobytes())


def keep(name, content, right):
    folder.joinpath(name).write_bytes(content)
    write(name + ".right", right)


def saved(name, image, right=None, **options):
    image.save(folder / name, **options)
    read = PIL.Image.open(folder / name)
    keep(name, folder.joinpath(name).read_bytes(), np.asarray(read.convert("RGB")) if right is None else right)


def noise(*shape, high=256, kind="u1"):
    return rng.integers(0, high, shape).astype(kind)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(pixels, extra=b""):
    rows, columns, channels = pixels.shape
    colour = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    header = struct.pack(">IIBBBBB", columns, rows, 8 * pixels.itemsize, colour, 0, 0, 0)
    lines = b"".join(b"\0" + line.astype(f">u{pixels.itemsize}").tobytes() for line in pixels)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b""))


def over_white(colours, alpha):
    return np.floor(colours * (alpha / 255) + 255 - alpha + 0.5)


colours, grey = noise(13, 17, 3), noise(13, 17, 1)
picture, plain = PIL.Image.fromarray(colours), PIL.Image.fromarray(grey[..., 0])
for form in "png", "bmp", "tif", "ppm":
    saved(f"colours.{form}", picture, colours)
for form in "png", "bmp", "tif", "pgm":
    saved(f"grey.{form}", plain, grey)
saved("lossless.webp", picture, colours, lossless=True)
saved("palette.gif", picture.quantize(64))
saved("grey.gif", plain.quantize(32))
saved("palette.png", picture.quantize(64))
saved("palette.bmp", picture.quantize(64))
saved("bits.png", plain.convert("1"), 255 * np.asarray(plain.convert("1"))[..., None])
saved("bits.pbm", plain.convert("1"), 255 * np.asarray(plain.convert("1"))[..., None])
saved("packed.tif", picture, colours, compression="tiff_lzw")
for name, image, options in (
    ("colours.jpg", picture, {"subsampling": 0}), ("halved.jpg", picture.filter(PIL.ImageFilter.GaussianBlur(3)), {}),
    ("grey.jpg", plain, {}),
):
    saved(name, image, quality=90, **options)
if PIL.features.check("jpg_2000"):
    saved("lossless.jp2", picture, colours)
alpha = np.zeros((13, 17, 1), "u1")
alpha[:, 5:10], alpha[:, 10:] = 128, 255
keep("grey-alpha-8.png", png(np.dstack([grey, alpha])), over_white(grey, alpha))
keep("grey-alpha-16.png", png(np.dstack([grey, alpha]).astype("u2") * 257), over_white(grey, alpha))
keep("alpha-8.png", png(np.dstack([colours, alpha])), over_white(colours, alpha))
keep("alpha-16.png", png(np.dstack([colours, alpha]).astype("u2") * 257), over_white(colours, alpha))
keep("grey-16.png", png(grey.astype("u2") * 257), grey)
wide = noise(13, 17, 1, high=1 << 16, kind="u2")
wide[4:8, 4:8] = 0x1234
keep("key-16.png", png(wide, chunk(b"tRNS", b"\x12\x34")), np.where(wide == 0x1234, 255, wide >> 8))

# The fourth byte of a pixel of 32 bits is no transparency where no mask says so.
four = noise(13, 17, 4)
header = struct.pack("<2sIHHI", b"BM", 54 + four.nbytes, 0, 0, 54)
header += struct.pack("<IiiHHIIiiII", 40, 17, 13, 1, 32, 0, four.nbytes, 2835, 2835, 0, 0)
keep("32-bits.bmp", header + four.tobytes(), four[::-1, :, 2::-1])

# A fourth band that is not called transparency (338: 0) is none; what is called so (338: 2) is.
for name, kind, right in ("band.tif", 0, four[..., :3]), ("alpha.tif", 2, over_white(four[..., :3].astype("f8"), four[..., 3:])):
    entries = [
        (256, 3, 1, 17), (257, 3, 1, 13), (258, 3, 4, 8 + 2 + 12 * 11 + 4), (259, 3, 1, 1), (262, 3, 1, 2),
        (273, 4, 1, 8 + 2 + 12 * 11 + 4 + 8), (277, 3, 1, 4), (278, 3, 1, 13), (279, 4, 1, four.nbytes), (284, 3, 1, 1),
        (338, 3, 1, kind),
    ]
    file = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(entries))
    for tag, type_, count, value in entries:
        file += struct.pack("<HHI", tag, type_, count) + (struct.pack("<HH", value, 0) if type_ == 3 and count == 1 else struct.pack("<I", value))
    keep(name, file + struct.pack("<I", 0) + struct.pack("<4H", 8, 8, 8, 8) + four.tobytes(), right)

for largest in 1, 100, 255, 4095, 65535:
    values = noise(13, 17, 1, high=largest + 1, kind=">u2" if largest > 255 else "u1")
    right = values >> 8 if largest == 65535 else np.floor(values * (255 / largest) + 0.5)
    keep(f"{largest}.pgm", b"P5\n# a remark\n17 13\n%d\n" % largest + values.tobytes(), right)
    text = "\n".join(" ".join(map(str, row[:, 0])) for row in values)
    keep(f"{largest}-text.pgm", f"P2 17 13 {largest}\n{text}\n".encode(), right)
bits = noise(13, 17, 1, high=2)
for name, between in ("spaced", " "), ("unspaced", ""):
    text = "\n".join(between.join(map(str, row[:, 0])) for row in bits)
    keep(f"{name}.pbm", f"P1\n# a remark\n17 13\n{text}\n".encode(), 255 * (1 - bits))

try:
    import cv2
except ImportError:
    sys.exit(0)
# What OpenCV passes over: of binary PGM the largest value, of TIFF which band is transparency, of PNG the transparent value.
passed_over = {"1.pgm", "100.pgm", "4095.pgm", "4095-text.pgm", "alpha.tif", "band.tif", "key-16.png"}
for path in sorted(folder.iterdir()):
    image = None if path.suffix == ".right" or path.name in passed_over else cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if image is None:
        continue
    image = (image >> 8 if image.dtype == np.uint16 else image).reshape(*image.shape[:2], -1)
    if image.shape[2] == 4:
        image = over_white(image[..., :3].astype("f8"), image[..., 3:].astype("f8"))
    write(path.name + ".opencv", image[..., ::-1])
