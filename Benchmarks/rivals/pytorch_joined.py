"""Local networks and dense net as one model in PyTorch: one line, images per second of an epoch after a warm-up.

Usage: pytorch_joined.py CASE FILE best|compiled THREADS

The one model at PyTorch's best: channels-last, bfloat16 or float32 as in pytorch_phase.py, fused AdamW, data in memory as bytes, pictures augmented
in batched tensor code and then cut; all threads on the one model. compiled: the same under torch.compile.
"""

import pathlib
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import cases
from pytorch_phase import NUMBER, autocast, network, places


class Joined(nn.Module):
    def __init__(self, case: cases.Case, classes: int):
        super().__init__()
        count = int(np.prod(case.grid))
        self.locals = nn.ModuleList(network(case, classes) for _ in range(count))
        sizes = [count * classes, 128, 128, 64, 32]
        hidden = [layer for a, b in zip(sizes, sizes[1:]) for layer in (nn.Linear(a, b), nn.ReLU())]
        self.fusion = nn.Sequential(*hidden, nn.Linear(sizes[-1], classes))

    def forward(self, boxes: list[torch.Tensor]) -> torch.Tensor:
        opinions = [F.log_softmax(local(box), 1) for local, box in zip(self.locals, boxes)]
        return self.fusion(torch.cat(opinions, 1))


def main(name: str, file: str, style: str, threads: int) -> None:
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    case = cases.CASES[name]
    x, y, classes = cases.read(case, pathlib.Path(file))
    images, labels = torch.from_numpy(x), torch.from_numpy(y)
    d = len(case.shape)
    some = images[:4096].float()
    mean, deviation = some.mean(tuple(range(d + 1))), some.std(tuple(range(d + 1)))
    net = Joined(case, classes).to(memory_format=torch.channels_last if d == 2 else torch.channels_last_3d)
    step_net = torch.compile(net) if style == "compiled" else net
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=1e-2, fused=True)

    def batch(chosen: torch.Tensor) -> list[torch.Tensor]:
        whole = ((images[places(chosen, [torch.arange(side) for side in case.shape], case)] - mean) / deviation).to(NUMBER)
        boxes = [whole]
        for axis, (count, length) in enumerate(zip(case.grid, case.box)):
            boxes = [box.narrow(axis + 1, i * length, length) for box in boxes for i in range(count)]
        return [box.contiguous().permute(0, d + 1, *range(1, d + 1)) for box in boxes]

    def epoch(limit: int | None = None) -> int:
        order = torch.randperm(len(images))[: limit and limit * case.batch]
        for chosen in order.split(case.batch):
            if len(chosen) < case.batch:
                continue
            optimizer.zero_grad(set_to_none=True)
            with autocast():
                loss = F.cross_entropy(step_net(batch(chosen)), labels[chosen])
            loss.backward()
            optimizer.step()
        return len(order) // case.batch * case.batch

    epoch(6)
    start = time.perf_counter()
    count = epoch()
    print(count / (time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
