"""The local phase in PyTorch: one line a network, images per second of an epoch after a warm-up (of steps: of the fastest).

Usage: pytorch_phase.py CASE FILE best|compiled|usual|steps PROCESSES

best: channels-last, bfloat16 autocast where the processor computes with it (else float32, which is faster there), fused
AdamW, data in memory as bytes, augmentation in batched tensor code on the box alone; one process a core with one thread.
compiled: the same under torch.compile. steps: best on one batch again and again, without loading. usual: as most write
it, NCHW, float32, DataLoader and transforms, all threads on one network.
"""

import pathlib
import sys
import time

import numpy as np
import torch
import torch.multiprocessing as mp
from torch import nn
from torch.nn import functional as F

import cases

# As Tessera chooses; elsewhere bfloat16 is converted to float32 and back around each operation.
NUMBER = torch.bfloat16 if "avx512_bf16" in pathlib.Path("/proc/cpuinfo").read_text() else torch.float32


def autocast() -> torch.autocast:
    return torch.autocast("cpu", torch.bfloat16, enabled=NUMBER == torch.bfloat16)


class Block(nn.Module):
    def __init__(self, d: int, channels: int, out: int, stride: int):
        super().__init__()
        conv, norm = (nn.Conv2d, nn.BatchNorm2d) if d == 2 else (nn.Conv3d, nn.BatchNorm3d)
        self.main = nn.Sequential(
            conv(channels, out, 3, stride, 1, bias=False), norm(out), nn.ReLU(inplace=True),
            conv(out, out, 3, 1, 1, bias=False), norm(out))
        changes = stride > 1 or channels != out
        self.short = nn.Sequential(conv(channels, out, 1, stride, bias=False), norm(out)) if changes else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.main(x) + self.short(x))


def network(case: cases.Case, classes: int) -> nn.Sequential:
    d, w, channels = len(case.box), case.local_width, case.channels
    conv, norm, pool = (nn.Conv2d, nn.BatchNorm2d, nn.MaxPool2d) if d == 2 else (nn.Conv3d, nn.BatchNorm3d, nn.MaxPool3d)
    layers: list[nn.Module] = []
    if case.architecture == "resnet20":
        layers += [conv(channels, w, 3, padding=1, bias=False), norm(w), nn.ReLU(inplace=True)]
        channels = w
        for out in (w, 2 * w, 4 * w):
            for index in range(3):
                layers.append(Block(d, channels, out, 2 if out > w and index == 0 else 1))
                channels = out
        mean = nn.AdaptiveAvgPool2d(1) if d == 2 else nn.AdaptiveAvgPool3d(1)
        return nn.Sequential(*layers, mean, nn.Flatten(), nn.Linear(channels, classes))
    for stage in ([w] * 2, [2 * w] * 2, [4 * w] * 3):
        for out in stage:
            layers += [conv(channels, out, 3, padding=1, bias=False), norm(out), nn.ReLU(inplace=True)]
            channels = out
        layers.append(pool(2))
    features = channels * int(np.prod([side // 8 for side in case.box]))
    dense = [nn.Linear(features, 8 * w, bias=False), nn.BatchNorm1d(8 * w), nn.ReLU()]
    return nn.Sequential(*layers, nn.Flatten(), *dense, nn.Linear(8 * w, classes))


def reflect(places: torch.Tensor, side: int) -> torch.Tensor:
    places = places.abs()
    return torch.where(places >= side, 2 * (side - 1) - places, places)


def places(chosen: torch.Tensor, axes: list[torch.Tensor], case: cases.Case) -> tuple[torch.Tensor, ...]:
    """The index of boxes of the chosen samples, each sample mirrored or not, and shifted; axes: the box's coordinates."""
    d = len(axes)
    index = [chosen.view(-1, *[1] * d)]
    flips = torch.rand(len(chosen), 1, device=chosen.device) < 0.5
    for axis, (coordinates, side) in enumerate(zip(axes, case.shape)):
        moved = reflect(coordinates - torch.randint(-case.shift, case.shift + 1, (len(chosen), 1), device=chosen.device), side)
        # Images are mirrored along their last axis, volumes along x, their first.
        if axis == (d - 1 if d == 2 else 0):
            moved = torch.where(flips, side - 1 - moved, moved)
        index.append(moved.view(len(chosen), *[len(coordinates) if a == axis else 1 for a in range(d)]))
    return tuple(index)


def in_processes(target, arguments: list[tuple]) -> None:
    """Calls target with each of the arguments in a process of its own, and ends where one fails."""
    workers = [mp.get_context("spawn").Process(target=target, args=each) for each in arguments]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        if worker.exitcode:
            sys.exit(worker.exitcode)


def train(process: int, name: str, file: str, style: str, threads: int) -> None:
    torch.set_num_threads(threads)
    torch.manual_seed(process)
    case = cases.CASES[name]
    x, y, classes = cases.read(case, pathlib.Path(file))
    images, labels = torch.from_numpy(x), torch.from_numpy(y)
    d = len(case.box)
    some = images[:4096].float()
    mean, deviation = some.mean(tuple(range(d + 1))), some.std(tuple(range(d + 1)))
    place = np.unravel_index(process % int(np.prod(case.grid)), case.grid)
    axes = [torch.arange(int(p) * b, (int(p) + 1) * b) for p, b in zip(place, case.box)]
    net = network(case, classes)
    is_usual = style == "usual"
    if not is_usual:
        net = net.to(memory_format=torch.channels_last if d == 2 else torch.channels_last_3d)
    step_net = torch.compile(net) if style == "compiled" else net
    optimizer = torch.optim.AdamW(net.parameters(), lr=4e-3, weight_decay=1e-2, fused=not is_usual)

    def batch(chosen: torch.Tensor) -> torch.Tensor:
        cut = images[places(chosen, axes, case)]
        return ((cut - mean) / deviation).to(NUMBER).permute(0, d + 1, *range(1, d + 1))

    class Boxes(torch.utils.data.Dataset):
        def __len__(self) -> int:
            return len(images)

        def __getitem__(self, i: int):
            moved = []
            for coordinates, side in zip(axes, case.shape):
                moved.append(reflect(coordinates - int(torch.randint(-case.shift, case.shift + 1, ())), side))
            flipped = d - 1 if d == 2 else 0
            if torch.rand(()) < 0.5:
                moved[flipped] = case.shape[flipped] - 1 - moved[flipped]
            cut = images[i][tuple(m.view(*[-1 if a == k else 1 for a in range(d)]) for k, m in enumerate(moved))]
            return ((cut - mean) / deviation).permute(d, *range(d)), labels[i]

    def step(boxes: torch.Tensor, answers: torch.Tensor) -> None:
        optimizer.zero_grad(set_to_none=True)
        if is_usual:
            loss = F.cross_entropy(step_net(boxes), answers)
        else:
            with autocast():
                loss = F.cross_entropy(step_net(boxes), answers)
        loss.backward()
        optimizer.step()

    def epoch(limit: int | None = None) -> int:
        order = torch.randperm(len(images))[: limit and limit * case.batch]
        if is_usual:
            subset = torch.utils.data.Subset(Boxes(), order.tolist())
            for boxes, answers in torch.utils.data.DataLoader(subset, case.batch, drop_last=True):
                step(boxes.contiguous(), answers)
        else:
            fixed = batch(order[: case.batch]) if style == "steps" else None
            for chosen in order.split(case.batch):
                if len(chosen) == case.batch:
                    start = time.perf_counter()
                    step(batch(chosen) if fixed is None else fixed, labels[chosen])
                    seconds.append(time.perf_counter() - start)
        return len(order) // case.batch * case.batch

    seconds: list[float] = []
    epoch(10)
    start = time.perf_counter()
    count = epoch()
    # Of steps the fastest, as `tessera doctor --speed` has it.
    print(case.batch / min(seconds) if style == "steps" else count / (time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    case, file, style, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    if style == "usual":  # one network after another, each on all cores
        train(0, case, file, style, count)
    else:
        in_processes(train, [(i, case, file, style, 1) for i in range(count)])
