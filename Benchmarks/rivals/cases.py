"""The networks and data on which local phases are compared."""

import dataclasses
import pathlib

import numpy as np


@dataclasses.dataclass(frozen=True)
class Case:
    """Local networks of one experiment: what Tessera is told, and what the rivals build."""

    title: str
    architecture: str  # vgg9 or resnet20
    width: int  # of the global network
    grid: tuple[int, ...]
    shape: tuple[int, ...]  # of whole samples
    channels: int
    batch: int
    shift: int
    samples: int  # in an epoch that is measured

    @property
    def box(self) -> tuple[int, ...]:
        return tuple(side // count for side, count in zip(self.shape, self.grid))

    @property
    def local_width(self) -> int:
        return max(1, round(self.width / float(np.prod(self.grid)) ** 0.5))


CASES = {
    "vgg9-64": Case("VGG9 width 64, CIFAR-10 2x2", "vgg9", 64, (2, 2), (32, 32), 3, 128, 4, 12_800),
    "vgg9-32": Case("VGG9 width 32, CIFAR-10 2x2", "vgg9", 32, (2, 2), (32, 32), 3, 128, 4, 25_600),
    "resnet20": Case("ResNet20 width 16, CIFAR-10 2x2", "resnet20", 16, (2, 2), (32, 32), 3, 128, 4, 12_800),
    "flowers": Case("VGG9 width 64, TF-Flowers 4x4", "vgg9", 64, (4, 4), (180, 180), 3, 32, 12, 2_496),
    "volumes": Case("VGG9-3D width 32, volumes 2x2x2", "vgg9", 32, (2, 2, 2), (64, 64, 64), 1, 8, 4, 160),
}


def write(case: Case, cifar: pathlib.Path, flowers: pathlib.Path, file: pathlib.Path) -> None:
    """An archive that Tessera and the rivals read: samples as bytes, channels last, and a few to validate on."""
    total = case.samples + 64
    if case.shape == (32, 32) and (cifar / "data_batch_1.bin").exists():
        data = b"".join((cifar / f"data_batch_{i}.bin").read_bytes() for i in range(1, 6))
        records = np.frombuffer(data, np.uint8).reshape(-1, 1 + 3 * 32 * 32)[:total]
        x, y = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), records[:, 0]
    elif case.channels == 3:
        from PIL import Image

        root = flowers if case.shape == (180, 180) else cifar / "train"
        classes = sorted(path for path in root.iterdir() if path.is_dir())
        files = [(file, label) for label, folder in enumerate(classes) for file in sorted(folder.iterdir())]
        files = [files[i] for i in np.random.default_rng(1).permutation(len(files))[:total]]
        x = np.stack([np.asarray(Image.open(f).convert("RGB").resize(case.shape)) for f, _ in files])
        y = np.array([label for _, label in files])
    else:  # noise: for the time it takes, not for what is learnt
        random = np.random.default_rng(1)
        x = random.integers(0, 256, (total, *case.shape), np.uint8)
        y = random.integers(0, 2, total)
    x, y = np.ascontiguousarray(x), y.astype(np.int64)
    np.savez(file, x_train=x[64:], y_train=y[64:], x_test=x[:64], y_test=y[:64])


def read(case: Case, file: pathlib.Path) -> tuple[np.ndarray, np.ndarray, int]:
    """Training samples [n, axes..., channels] as bytes, labels, and the number of classes."""
    with np.load(file) as arrays:
        x, y = arrays["x_train"], arrays["y_train"]
    return x.reshape(*x.shape[: 1 + len(case.shape)], case.channels), y, int(y.max()) + 1
