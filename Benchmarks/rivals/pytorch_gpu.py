"""Local networks of CIFAR-10 2x2 on one GPU in PyTorch, eager, one after another: images per second over all of them.

Usage: pytorch_gpu.py FILE WIDTH EPOCHS

channels-last, bfloat16 autocast, fused AdamW, bytes on the device, augmentation there.
"""

import sys
import time

import numpy as np
import torch
from torch.nn import functional as F

import cases
from pytorch_phase import network, places


def main(file: str, width: int, epochs: int) -> None:
    device = torch.device("cuda")
    with np.load(file) as arrays:
        images, labels = (torch.from_numpy(arrays[name]).to(device) for name in ("x_train", "y_train"))
    some = images[:4096].float()
    mean, deviation = some.mean((0, 1, 2)), some.std((0, 1, 2))
    size = 128
    case = cases.Case("", "vgg9", width, (2, 2), (32, 32), 3, size, 4, len(images))
    seconds = 0.0
    for index in range(4):
        rows, columns = (torch.arange(16, device=device) + 16 * place for place in divmod(index, 2))
        net = network(case, 10).to(device, memory_format=torch.channels_last)
        optimizer = torch.optim.AdamW(net.parameters(), 4e-3, weight_decay=1e-2, fused=True)

        def epoch() -> None:
            for chosen in torch.randperm(len(images), device=device)[: len(images) // size * size].split(size):
                cut = images[places(chosen, [rows, columns], case)]
                boxes = ((cut - mean) / deviation).to(torch.bfloat16).permute(0, 3, 1, 2)
                optimizer.zero_grad(set_to_none=True)
                with torch.autocast("cuda", torch.bfloat16):
                    loss = F.cross_entropy(net(boxes), labels[chosen])
                loss.backward()
                optimizer.step()
            torch.cuda.synchronize()

        epoch()
        start = time.perf_counter()
        for _ in range(epochs):
            epoch()
        seconds += time.perf_counter() - start
    print(4 * epochs * (len(images) // size * size) / seconds, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
