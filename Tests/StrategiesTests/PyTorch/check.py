"""Loads weight files of Tessera into plain PyTorch modules and compares the probabilities of the classes.

Usage: check.py FOLDER [TOLERANCE]. For each CASE below the folder holds CASE/weights.safetensors, as a run does, and
CASE/expected.safetensors: the inputs of each box (box.0, box.1, ...) and Tessera's probabilities of them. Prints the
largest difference of each case; ends with 1 where one is above the tolerance (1e-5).
"""

import pathlib
import sys

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F


def convolution(axes, input, output):
    conv, norm = getattr(nn, f"Conv{axes}d"), getattr(nn, f"BatchNorm{axes}d")
    return [conv(input, output, 3, padding=1, bias=False), norm(output), nn.ReLU()]


def vgg(axes, stages, hidden, features, classes, norm=False):
    layers, channels = [], 1
    for stage in stages:
        for output in stage:
            layers += convolution(axes, channels, output)
            channels = output
        layers.append(getattr(nn, f"MaxPool{axes}d")(2))
    layers.append(nn.Flatten())
    for output in hidden:
        layers.append(nn.Linear(features, output, bias=not norm))
        layers += [nn.BatchNorm1d(output)] if norm else []
        layers.append(nn.ReLU())
        features = output
    return nn.Sequential(*layers, nn.Linear(features, classes))


class BasicBlock(nn.Module):
    """torchvision's, for any number of axes."""

    def __init__(self, axes, input, output, stride):
        super().__init__()
        conv, norm = getattr(nn, f"Conv{axes}d"), getattr(nn, f"BatchNorm{axes}d")
        self.conv1, self.bn1 = conv(input, output, 3, stride, padding=1, bias=False), norm(output)
        self.conv2, self.bn2 = conv(output, output, 3, padding=1, bias=False), norm(output)
        self.downsample = None
        if stride != 1 or input != output:
            self.downsample = nn.Sequential(conv(input, output, 1, stride, bias=False), norm(output))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + shortcut)


def resnet20(axes, width, classes):
    blocks, channels = [], width
    for stage, output in enumerate([width, 2 * width, 4 * width]):
        for index in range(3):
            blocks.append(BasicBlock(axes, channels, output, 2 if stage > 0 and index == 0 else 1))
            channels = output
    pool = getattr(nn, f"AdaptiveAvgPool{axes}d")(1)
    return nn.Sequential(*convolution(axes, 1, width), *blocks, pool, nn.Flatten(), nn.Linear(channels, classes))


class Joined(nn.Module):
    """The CNN-DNN as one model: local networks on their boxes, a dense net on their log-probabilities."""

    def __init__(self, locals, fusion):
        super().__init__()
        self.locals = nn.ModuleDict({f"{index:02}": local for index, local in enumerate(locals)})
        self.fusion = fusion

    def forward(self, *boxes):
        opinions = [local(box).log_softmax(1) for local, box in zip(self.locals.values(), boxes)]
        return self.fusion(torch.cat(opinions, 1))


def dense(features, hidden, classes):
    layers = []
    for output in hidden:
        layers += [nn.Linear(features, output), nn.ReLU()]
        features = output
    return nn.Sequential(*layers, nn.Linear(features, classes))


CASES = {
    "vgg3": lambda: vgg(2, [[3], [6]], [], 6 * 4 * 3, 3),
    "vgg9": lambda: vgg(2, [[4, 4], [8, 8], [16, 16, 16]], [32], 16 * 2 * 2, 3, norm=True),
    "vgg9-plain": lambda: vgg(2, [[4, 4], [8, 8], [16, 16, 16]], [32], 16 * 2 * 2, 3),
    "vgg9-3d": lambda: vgg(3, [[2, 2], [4, 4], [8, 8, 8]], [16], 8 * 2, 3, norm=True),
    "resnet20": lambda: resnet20(2, 4, 3),
    "resnet20-3d": lambda: resnet20(3, 2, 3),
    "joined": lambda: Joined(
        [vgg(2, [[4], [8]], [], 8 * 2 * 2, 3), vgg(2, [[4], [8]], [], 8 * 2 * 1, 3)], dense(6, [16, 12], 3)
    ),
}

folder = pathlib.Path(sys.argv[1])
tolerance = float(sys.argv[2]) if len(sys.argv) > 2 else 1e-5
worst = 0.0
for case, make in CASES.items():
    network = make()
    lacking, unknown = network.load_state_dict(load_file(folder / case / "weights.safetensors"), strict=False)
    lacking = [name for name in lacking if not name.endswith("num_batches_tracked")]
    if lacking or unknown:
        sys.exit(f"{case}: the weights lack {lacking} and have {unknown} besides")
    expected = load_file(folder / case / "expected.safetensors")
    boxes = [expected[f"box.{index}"] for index in range(len(expected) - 1)]
    with torch.no_grad():
        found = network.eval()(*boxes).softmax(1)
    off = (found - expected["probabilities"]).abs().max().item()
    print(f"{case}: {off:.1e}")
    worst = max(worst, off)
sys.exit(0 if worst <= tolerance else f"the probabilities differ by {worst:.1e}, more than {tolerance:.0e}")
