"""Reads a folder of images into one array in memory, a process a core: read_images.py pillow|torchvision FOLDER [RxC].

Prints images per second, after a warm-up in which each process reads a few.
"""

import multiprocessing as mp
import os
import pathlib
import sys
import time
from multiprocessing import shared_memory

import numpy as np


def reader(kind: str, size: tuple[int, int] | None):
    """A function from a path to an array [rows, columns, 3]."""
    if kind == "pillow":
        from PIL import Image, ImageOps

        def read(path: str) -> np.ndarray:
            image = Image.open(path)
            if size:
                image.draft("RGB", (2 * size[1], 2 * size[0]))  # JPEG decodes at a fraction, as far as that is finer
            image = ImageOps.exif_transpose(image).convert("RGB")
            if size:
                image = image.resize((size[1], size[0]), Image.Resampling.BILINEAR)
            return np.asarray(image)
    else:
        import torch
        from torchvision.io import ImageReadMode, decode_image, read_file
        from torchvision.transforms.v2 import functional as F

        torch.set_num_threads(1)

        def read(path: str) -> np.ndarray:
            image = decode_image(read_file(path), ImageReadMode.RGB, apply_exif_orientation=True)
            if size:
                image = F.resize(image, list(size), antialias=True)
            return image.permute(1, 2, 0).numpy()

    return read


def work(kind, paths, size, first, step, memory_name, shape, barrier):
    memory = shared_memory.SharedMemory(memory_name)
    array = np.ndarray(shape, np.uint8, memory.buf)
    read = reader(kind, size)
    for path in paths[:20]:
        read(path)
    barrier.wait()
    for index in range(first, len(paths), step):
        array[index] = read(paths[index])
    barrier.wait()
    del array
    memory.close()


if __name__ == "__main__":
    kind, folder = sys.argv[1:3]
    size = tuple(map(int, sys.argv[3].split("x"))) if len(sys.argv) > 3 else None
    paths = sorted(str(p) for p in pathlib.Path(folder).glob("*/*.jpg"))
    shape = (len(paths), *reader(kind, size)(paths[0]).shape)
    memory = shared_memory.SharedMemory(create=True, size=int(np.prod(shape)))
    cores = os.cpu_count() or 1
    barrier = mp.Barrier(cores + 1)
    processes = [
        mp.Process(target=work, args=(kind, paths, size, i, cores, memory.name, shape, barrier)) for i in range(cores)
    ]
    for process in processes:
        process.start()
    barrier.wait()
    start = time.perf_counter()
    barrier.wait()
    print(f"{len(paths) / (time.perf_counter() - start):.0f}")
    for process in processes:
        process.join()
    memory.close()
    memory.unlink()
