"""CIFAR-10 2x2 CNN-DNN in PyTorch at its best, from the start of the process to a validation accuracy.

Usage: pytorch_accuracy.py FILE SEED TARGET PROCESSES WIDTH EPOCHS BATCH PEAK SHIFT FUSION_EPOCHS

Local VGG9s (channels-last, bfloat16 or float32 as in pytorch_phase.py, fused AdamW, weight decay 1e-2, one-cycle with a fifth of the steps as
warm-up, data in memory, batched flip and shift), one process a core with one thread; then a dense net on their
log-probabilities. Prints "seconds accuracy" after each epoch of the dense net, and ends with the first that has TARGET. Seconds are since the
time in BENCHMARK_START, when the process was started.
"""

import os
import sys
import tempfile
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import cases
from pytorch_phase import NUMBER, autocast, in_processes, network, places


def parts(file: str):
    with np.load(file) as arrays:
        return [torch.from_numpy(arrays[name]) for name in ("x_train", "y_train", "x_test", "y_test")]


def one_cycle(optimizer: torch.optim.Optimizer, peak: float, steps: int):
    return torch.optim.lr_scheduler.OneCycleLR(optimizer, peak, total_steps=steps, pct_start=0.2, cycle_momentum=False)


def train(mine: list[int], file: str, seed: int, width: int, epochs: int, size: int, peak: float, shift: int, folder: str) -> None:
    torch.set_num_threads(1)
    images, labels, others, _ = parts(file)
    some = images[:4096].float()
    mean, deviation = some.mean((0, 1, 2)), some.std((0, 1, 2))
    case = cases.Case("", "vgg9", width, (2, 2), (32, 32), 3, size, shift, len(images))
    for index in mine:
        torch.manual_seed(1000 * seed + index)
        rows, columns = torch.arange(16) + 16 * (index // 2), torch.arange(16) + 16 * (index % 2)
        net = network(case, 10).to(memory_format=torch.channels_last)
        optimizer = torch.optim.AdamW(net.parameters(), peak, weight_decay=1e-2, fused=True)
        schedule = one_cycle(optimizer, peak, epochs * (len(images) // size))
        for _ in range(epochs):
            for chosen in torch.randperm(len(images))[: len(images) // size * size].split(size):
                cut = images[places(chosen, [rows, columns], case)]
                boxes = ((cut - mean) / deviation).to(NUMBER).permute(0, 3, 1, 2)
                optimizer.zero_grad(set_to_none=True)
                with autocast():
                    loss = F.cross_entropy(net(boxes), labels[chosen])
                loss.backward()
                optimizer.step()
                schedule.step()
        net.eval()
        with torch.no_grad():
            for name, samples in (("train", images), ("test", others)):
                cut = samples[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
                opinions = [F.log_softmax(net(((part - mean) / deviation).permute(0, 3, 1, 2)), 1) for part in cut.split(500)]
                np.save(f"{folder}/{name}-{index}.npy", torch.cat(opinions).numpy())


def main() -> None:
    start = float(os.environ["BENCHMARK_START"])
    file, seed, target, count = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    width, epochs, size, peak = int(sys.argv[5]), int(sys.argv[6]), int(sys.argv[7]), float(sys.argv[8])
    shift, fusion_epochs = int(sys.argv[9]), int(sys.argv[10])
    with tempfile.TemporaryDirectory() as folder:
        shares = [list(range(process, 4, count)) for process in range(min(count, 4))]
        in_processes(train, [(mine, file, seed, width, epochs, size, peak, shift, folder) for mine in shares])
        x, others = (torch.cat([torch.from_numpy(np.load(f"{folder}/{name}-{i}.npy")) for i in range(4)], 1) for name in ("train", "test"))
    _, y, _, answers = parts(file)
    torch.manual_seed(seed)
    sizes = [40, 128, 128, 64, 32]
    net = nn.Sequential(*[layer for a, b in zip(sizes, sizes[1:]) for layer in (nn.Linear(a, b), nn.ReLU())], nn.Linear(32, 10))
    optimizer = torch.optim.Adam(net.parameters(), 1e-3)
    for _ in range(fusion_epochs):
        for chosen in torch.randperm(len(x)).split(128):
            optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(net(x[chosen]), y[chosen]).backward()
            optimizer.step()
        with torch.no_grad():
            accuracy = (net(others).argmax(1) == answers).float().mean().item()
        print(f"{time.time() - start:.1f} {accuracy:.4f}", flush=True)
        if accuracy >= target:
            break


if __name__ == "__main__":
    main()
