"""Compares what Tessera read from NIfTI files with what nibabel reads from them.

FOLDER holds `files.json`, for each file its path, affine matrix (columns) and windows, and of file N what was read:
`N.stored`, the voxels in the file's order through the first window (float32), and `N.turned.W`, those of RAS+ through
window W (bytes, row-major). Prints what differs; the exit status is 1 if something does.
Usage: compare.py FOLDER [TOLERANCE of the affine matrix, 1e-6 by default]
"""

import json
import logging
import pathlib
import sys

import nibabel
import numpy as np

# nibabel tells of each header that it mends.
logging.getLogger("nibabel.global").setLevel(logging.CRITICAL)


def through(window: list[float], values: np.ndarray) -> np.ndarray:
    """Float32 numbers from 0 to 255. Whole numbers of a window of 255 times a power of two keep all their bits."""
    low, high = window
    inside = np.where(np.isfinite(values), np.clip(values, low, high), low)
    return ((inside - low) * (255 / (high - low))).astype(np.float32)


def values(image: nibabel.Nifti1Image) -> np.ndarray:
    return np.asarray(image.dataobj, dtype=np.float64).reshape(image.shape[:3])


folder = pathlib.Path(sys.argv[1])
tolerance = float(sys.argv[2]) if len(sys.argv) > 2 else 1e-6
failed = False
for number, file in enumerate(json.loads((folder / "files.json").read_text())):
    image = nibabel.load(file["path"])
    turned = nibabel.as_closest_canonical(image)
    distance = np.abs(image.affine[:3].T - np.array(file["affine"])).max()
    stored = np.fromfile(folder / f"{number}.stored", "<f4")
    differs = []
    if not distance <= tolerance:
        differs.append(f"its affine matrix by {distance}")
    if not np.array_equal(stored, through(file["windows"][0], values(image)).ravel("F")):
        differs.append("voxels as stored")
    for place, window in enumerate(file["windows"]):
        expected = np.floor(through(window, values(turned)).astype(np.float64) + 0.5).astype(np.uint8)
        if not np.array_equal(np.fromfile(folder / f"{number}.turned.{place}", np.uint8), expected.ravel("C")):
            differs.append(f"voxels turned to RAS+ through {window}")
    if differs:
        failed = True
        print(f"{file['path']}: {', '.join(differs)}")
sys.exit(failed)
