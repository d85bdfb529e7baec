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


def binaries(files: list[pathlib.Path]) -> tuple[np.ndarray, np.ndarray]:
    """CIFAR-10's official records."""
    records = np.frombuffer(b"".join(file.read_bytes() for file in files), np.uint8).reshape(-1, 1 + 3 * 32 * 32)
    return records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), records[:, 0]


def pictures(root: pathlib.Path, shape: tuple[int, ...], count: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Pictures of class folders, in random order."""
    from PIL import Image

    classes = sorted(path for path in root.iterdir() if path.is_dir())
    files = [(file, label) for label, folder in enumerate(classes) for file in sorted(folder.iterdir())]
    files = [files[i] for i in np.random.default_rng(1).permutation(len(files))[:count]]
    x = np.stack([np.asarray(Image.open(f).convert("RGB").resize(shape)) for f, _ in files])
    return x, np.array([label for _, label in files])


def save(file: pathlib.Path, train: tuple[np.ndarray, np.ndarray], test: tuple[np.ndarray, np.ndarray]) -> None:
    arrays = {"x_train": train[0], "y_train": train[1].astype(np.int64), "x_test": test[0], "y_test": test[1].astype(np.int64)}
    np.savez(file, **{name: np.ascontiguousarray(values) for name, values in arrays.items()})


def write(case: Case, cifar: pathlib.Path, flowers: pathlib.Path, file: pathlib.Path) -> None:
    """An archive that Tessera and the rivals read: samples as bytes, channels last, and a few to validate on."""
    total = case.samples + 64
    if case.shape == (32, 32) and (cifar / "data_batch_1.bin").exists():
        x, y = binaries([cifar / f"data_batch_{i}.bin" for i in range(1, 6)])
        x, y = x[:total], y[:total]
    elif case.channels == 3:
        x, y = pictures(flowers if case.shape == (180, 180) else cifar / "train", case.shape, total)
    else:  # noise: for the time it takes, not for what is learnt
        random = np.random.default_rng(1)
        x = random.integers(0, 256, (total, *case.shape), np.uint8)
        y = random.integers(0, 2, total)
    save(file, (x[64:], y[64:]), (x[:64], y[:64]))


def write_cifar10(cifar: pathlib.Path, file: pathlib.Path) -> None:
    """All of CIFAR-10, with its own parts."""
    if (cifar / "data_batch_1.bin").exists():
        save(file, binaries([cifar / f"data_batch_{i}.bin" for i in range(1, 6)]), binaries([cifar / "test_batch.bin"]))
    else:
        save(file, pictures(cifar / "train", (32, 32)), pictures(cifar / "test", (32, 32)))


def read(case: Case, file: pathlib.Path) -> tuple[np.ndarray, np.ndarray, int]:
    """Training samples [n, axes..., channels] as bytes, labels, and the number of classes."""
    with np.load(file) as arrays:
        x, y = arrays["x_train"], arrays["y_train"]
    return x.reshape(*x.shape[: 1 + len(case.shape)], case.channels), y, int(y.max()) + 1
