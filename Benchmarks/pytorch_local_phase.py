"""The local phase in PyTorch at its best, for comparison: one process a core, each training one local VGG9.

Channels-last, bfloat16 autocast, fused AdamW, data in memory as bytes, augmentation in batched tensor code on the box
alone. Prints one line a process: images per second over an epoch, after a warm-up.
Usage: pytorch_local_phase.py CIFAR10_FOLDER WIDTH PROCESSES
"""

import pathlib
import sys
import time

import torch
import torch.multiprocessing as mp
from torch import nn
from torch.nn import functional as F

BATCH, SHIFT, SIDE, BOX = 128, 4, 32, 16


def vgg9(width: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    channels = 3
    for stage in ([width] * 2, [2 * width] * 2, [4 * width] * 3):
        for out in stage:
            layers += [nn.Conv2d(channels, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU(inplace=True)]
            channels = out
        layers.append(nn.MaxPool2d(2))
    features = channels * (BOX // 8) ** 2
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(features, 8 * width), nn.ReLU(), nn.Linear(8 * width, 10))


def load(folder: pathlib.Path) -> tuple[torch.Tensor, torch.Tensor]:
    """Images as bytes [N, 32, 32, 3], and labels."""
    data = b"".join((folder / f"data_batch_{i}.bin").read_bytes() for i in range(1, 6))
    records = torch.frombuffer(bytearray(data), dtype=torch.uint8).view(-1, 1 + 3 * SIDE * SIDE)
    return records[:, 1:].view(-1, 3, SIDE, SIDE).permute(0, 2, 3, 1).contiguous(), records[:, 0].long()


def reflect(places: torch.Tensor) -> torch.Tensor:
    places = places.abs()
    return torch.where(places >= SIDE, 2 * (SIDE - 1) - places, places)


def train(process: int, folder: str, width: int) -> None:
    torch.set_num_threads(1)
    torch.manual_seed(process)
    images, labels = load(pathlib.Path(folder))
    values = images.float()
    mean, deviation = values.mean((0, 1, 2)), values.std((0, 1, 2))
    del values
    row0, column0 = divmod(process, 2)[0] % 2 * BOX, process % 2 * BOX
    net = vgg9(width).to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(net.parameters(), lr=4e-3, weight_decay=1e-2, fused=True)
    box_rows, box_columns = torch.arange(row0, row0 + BOX), torch.arange(column0, column0 + BOX)

    def batch(chosen: torch.Tensor) -> torch.Tensor:
        shift = torch.randint(-SHIFT, SHIFT + 1, (2, len(chosen), 1))
        rows, columns = reflect(box_rows - shift[0]), reflect(box_columns - shift[1])
        flipped = torch.rand(len(chosen), 1) < 0.5
        columns = torch.where(flipped, SIDE - 1 - columns, columns)
        cut = images[chosen[:, None, None], rows[:, :, None], columns[:, None, :]]
        return ((cut - mean) / deviation).to(torch.bfloat16).permute(0, 3, 1, 2)

    def step(chosen: torch.Tensor) -> None:
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16):
            loss = F.cross_entropy(net(batch(chosen)), labels[chosen])
        loss.backward()
        optimizer.step()

    for chosen in torch.randperm(len(images))[: 20 * BATCH].split(BATCH):
        step(chosen)
    start = time.perf_counter()
    for chosen in torch.randperm(len(images)).split(BATCH):
        step(chosen)
    print(len(images) / (time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    processes = [
        mp.get_context("spawn").Process(target=train, args=(i, sys.argv[1], int(sys.argv[2])))
        for i in range(int(sys.argv[3]))
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
