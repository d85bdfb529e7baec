"""Loading volumes with nibabel at its best, for comparison: one process a core, all samples in one shared array.

Each file is read, turned to RAS, windowed to bytes and, where a size is given, resampled before that, by SciPy or by
PyTorch, which averages where it shrinks as Tessera does. Prints the volumes per second from the first file to the last.
Usage: nibabel_volumes.py FOLDER LOW,HIGH [SIZE scipy|torch] (LOW,HIGH and SIZE as `tessera data` takes them)
"""

import math
import multiprocessing as mp
import os
import pathlib
import sys
import time

import nibabel
import numpy as np

ENDINGS = (".nii", ".nii.gz", ".hdr", ".hdr.gz")


def resampled(values: np.ndarray, size: tuple[int, ...], how: str) -> np.ndarray:
    if values.shape == size:
        return values
    if how == "scipy":
        from scipy import ndimage

        factors = [new / old for new, old in zip(size, values.shape)]
        return ndimage.zoom(values, factors, order=1, grid_mode=True, mode="nearest")
    import torch
    from torch.nn import functional as F

    volume = torch.from_numpy(np.ascontiguousarray(values))
    if all(new >= old for new, old in zip(size, volume.shape)):
        return F.interpolate(volume[None, None], size, mode="trilinear")[0, 0].numpy()
    # PyTorch averages in planes alone: z first, then x and y.
    x, y, z = volume.shape
    volume = F.interpolate(volume.view(1, 1, x * y, z), (x * y, size[2]), mode="bilinear", antialias=True)
    volume = volume.view(x, y, size[2]).permute(2, 0, 1)[None]
    return F.interpolate(volume, size[:2], mode="bilinear", antialias=True)[0].permute(1, 2, 0).numpy()


def load(path: str, window: tuple[float, float], size: tuple[int, ...] | None, how: str) -> np.ndarray:
    low, high = window
    image = nibabel.as_closest_canonical(nibabel.load(path))
    if size is None and window == (0, 255) and image.get_data_dtype() == np.uint8:
        return np.asanyarray(image.dataobj)
    values = image.get_fdata(dtype=np.float32, caching="unchanged")
    values = (np.clip(values, low, high) - np.float32(low)) * np.float32(255 / (high - low))
    return np.rint(resampled(values, size, how) if size else values).astype(np.uint8)


def start(shared, shape: tuple[int, ...], how: str) -> None:
    global samples
    samples = np.frombuffer(shared, np.uint8).reshape(shape)
    if how == "torch":
        import torch

        torch.set_num_threads(1)


def work(job: tuple) -> None:
    index, *rest = job
    samples[index] = load(*rest)


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    low, high = map(float, sys.argv[2].split(","))
    size = tuple(map(int, sys.argv[3].split("x"))) if len(sys.argv) > 3 else None
    how = sys.argv[4] if len(sys.argv) > 4 else ""
    paths = sorted(str(path) for path in folder.rglob("*") if path.name.endswith(ENDINGS))
    shape = (len(paths), *(size or nibabel.as_closest_canonical(nibabel.load(paths[0])).shape))
    shared = mp.RawArray("B", math.prod(shape))
    jobs = [(index, path, (low, high), size, how) for index, path in enumerate(paths)]
    with mp.Pool(os.cpu_count(), start, (shared, shape, how)) as pool:
        # The first calls import what they need; that is not counted.
        pool.map(work, jobs[: 2 * os.cpu_count()], chunksize=1)
        begin = time.perf_counter()
        for _ in pool.imap_unordered(work, jobs, chunksize=4):
            pass
        print(len(paths) / (time.perf_counter() - begin))
