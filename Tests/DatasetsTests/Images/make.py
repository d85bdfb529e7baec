"""Makes the image files of these tests, and what Pillow reads of them.

    python3 make.py [WORD...]

makes all, or those with one of the words in their names. Needs NumPy, tifffile, pillow-heif, and Pillow 11.3 or newer.

Every NAME.EXT has an expected NAME.npy of bytes [rows, columns, channels], the picture as Tessera should see it.
"""

import pathlib
import shutil
import sys
import tempfile

import numpy as np
import pillow_heif
import tifffile
from PIL import Image, ImageOps

pillow_heif.register_heif_opener()
scratch = tempfile.TemporaryDirectory()
here = pathlib.Path(scratch.name)
random = np.random.default_rng(1)


def smooth(rows: int, columns: int, channels: int) -> np.ndarray:
    """A picture without hard edges, which survives JPEG and resizing well."""
    y, x = np.mgrid[0:rows, 0:columns]
    waves = [127 + 60 * np.sin(x / (3 + c) + c) + 60 * np.cos(y / (4 + c) - c) for c in range(channels)]
    return np.clip(np.stack(waves, -1), 0, 255).astype(np.uint8)


def keep(name: str, expected: np.ndarray) -> None:
    np.save(here / name, expected.reshape(*expected.shape[:2], -1).astype(np.uint8))


def rgb(path: pathlib.Path) -> np.ndarray:
    return np.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))


colour = Image.fromarray(smooth(12, 17, 3))
grey = Image.fromarray(smooth(12, 17, 1)[:, :, 0])

# Without loss: what goes in comes out.
for name, picture, options in [
    ("colour.png", colour, {}),
    ("grey.png", grey, {}),
    ("palette.png", colour.quantize(16), {}),
    ("bits.png", grey.point(lambda v: 255 * (v > 127)).convert("1"), {}),
    ("colour.tif", colour, {"compression": "tiff_deflate"}),
    ("grey.tif", grey, {}),
    ("colour.bmp", colour, {}),
    ("colour.webp", colour, {"lossless": True}),
    ("colour.ppm", colour, {}),
    ("grey.pgm", grey, {}),
]:
    picture.save(here / name, **options)
    mode = "L" if picture.mode in ("L", "1") else "RGB"
    keep(name + ".npy", np.asarray(Image.open(here / name).convert(mode)))

# Tiles, which are read in parts.
tifffile.imwrite(here / "tiled.tif", smooth(70, 50, 3), tile=(16, 16), compression="zlib", photometric="rgb")
keep("tiled.tif.npy", smooth(70, 50, 3))

# Sixteen bits: the upper eight count.
deep = random.integers(0, 65536, (12, 17), dtype=np.uint16)
Image.fromarray(deep).save(here / "deep.png")
Image.fromarray(deep).save(here / "deep.tif")
for name in ["deep.png", "deep.tif"]:
    keep(name + ".npy", deep >> 8)

# Transparent pixels are laid over white.
alpha = random.integers(0, 256, (12, 17, 1), dtype=np.uint8)
for name, base in [("alpha.png", np.asarray(colour)), ("greyalpha.png", np.asarray(grey)[:, :, None])]:
    Image.fromarray(np.concatenate([base, alpha], -1)).save(here / name)
    share = alpha / 255
    keep(name + ".npy", np.round(base * share + 255 * (1 - share)))

# JPEG: grey, colour with and without subsampling, and the eight orientations of EXIF.
grey.save(here / "grey.jpg", quality=90)
keep("grey.jpg.npy", np.asarray(Image.open(here / "grey.jpg")))
for name, options in [("colour.jpg", {"subsampling": 2}), ("full.jpg", {"subsampling": 0, "progressive": True})]:
    colour.save(here / name, quality=90, **options)
    keep(name + ".npy", rgb(here / name))
for orientation in range(1, 9):  # 1 is as it is: what colour.jpg shows
    exif = Image.Exif()
    exif[0x0112] = orientation
    name = f"turned{orientation}.jpg"
    colour.save(here / name, quality=90, subsampling=2, exif=exif)
    keep(name + ".npy", rgb(here / name))

# What cameras and the web have: a palette, and without and with loss.
colour.quantize(16).save(here / "palette.gif")
colour.save(here / "colour.jp2")
for ending, options in [("avif", {"subsampling": "4:4:4"}), ("heic", {"chroma": 444})]:
    colour.save(here / f"full.{ending}", quality=90, **options)
    colour.save(here / f"colour.{ending}", quality=90)
    grey.save(here / f"grey.{ending}", quality=90)
for name in ["palette.gif", "colour.jp2"] + [f"{w}.{e}" for w in ("full", "colour", "grey") for e in ("avif", "heic")]:
    keep(name + ".npy", rgb(here / name))

# CMYK: near to the naive conversion; profiles differ.
cmyk = Image.fromarray(np.concatenate([smooth(12, 17, 3), np.zeros((12, 17, 1), np.uint8)], -1), "CMYK")
cmyk.save(here / "cmyk.jpg", quality=95)
keep("cmyk.jpg.npy", np.asarray(Image.open(here / "cmyk.jpg").convert("RGB")))

# Resizing, linear and averaging where it shrinks.
large = Image.fromarray(smooth(30, 45, 3))
large.save(here / "large.png")
for rows, columns in [(10, 16), (38, 20), (45, 68)]:
    keep(f"large-{rows}x{columns}.npy", np.asarray(large.resize((columns, rows), Image.Resampling.BILINEAR)))

for made in here.iterdir():
    if len(sys.argv) == 1 or any(word in made.name for word in sys.argv[1:]):
        shutil.copy(made, pathlib.Path(__file__).parent)
