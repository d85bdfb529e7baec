#!/usr/bin/env python3
"""Makes networks.safetensors: what PyTorch computes of whole networks, for NetworkModuleTests and ResidualBlockTests.

Needs torch==2.11.0, numpy and safetensors:  python3 -m pip install torch==2.11.0 numpy safetensors && python3 make.py
Names are NETWORK/TENSOR; everything is float32 but labels (int64), computed in float64, so that what differs is ours.
"""

import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import save_file

torch.manual_seed(1)
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
found = {}


def convolution(input, output):
    return [nn.Conv2d(input, output, 3, padding=1, bias=False), nn.BatchNorm2d(output), nn.ReLU()]


class BasicBlock(nn.Module):
    """torchvision's, for any number of axes."""

    def __init__(self, axes, input, output, stride):
        super().__init__()
        convolution = getattr(nn, f"Conv{axes}d")
        norm = getattr(nn, f"BatchNorm{axes}d")
        self.conv1 = convolution(input, output, 3, stride, padding=1, bias=False)
        self.bn1 = norm(output)
        self.conv2 = convolution(output, output, 3, padding=1, bias=False)
        self.bn2 = norm(output)
        self.downsample = None
        if stride != 1 or input != output:
            self.downsample = nn.Sequential(convolution(input, output, 1, stride, bias=False), norm(output))

    def forward(self, x):
        shortcut = x if self.downsample is None else self.downsample(x)
        return F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))) + shortcut)


def state(network):
    # What both sides keep.
    return {name: value for name, value in network.state_dict().items() if not name.endswith("num_batches_tracked")}


def keep(case, tensors):
    for name, tensor in tensors.items():
        kept = tensor if tensor.dtype == torch.int64 else tensor.float()
        found[f"{case}/{name}"] = kept.detach().clone().contiguous()


def record(case, network, input, classes):
    """Keeps state, input, logits in evaluation and in training, the loss, gradients, and the state after it."""
    for name, value in state(network).items():
        if name.endswith(("running_mean", "bias")):
            value.normal_(0, 0.3)
        elif name.endswith("running_var") or value.dim() == 1:
            value.uniform_(0.5, 1.5)
        value.copy_(value.float())
    input = input.float().double()
    labels = torch.arange(len(input)) % classes
    keep(case, {f"state/{name}": value for name, value in state(network).items()})
    keep(case, {"input": input, "labels": labels, "evaluation": network.eval()(input)})
    logits = network.train()(input)
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    keep(case, {"training": logits, "loss": loss})
    keep(case, {f"gradient/{name}": value.grad for name, value in network.named_parameters()})
    keep(case, {f"after/{name}": value for name, value in state(network).items() if "running" in name})


def vgg9(norm):
    layers, channels = [], 3
    for stage in [[2, 2], [4, 4], [8, 8, 8]]:
        for output in stage:
            layers += convolution(channels, output)
            channels = output
        layers += [nn.MaxPool2d(2)]
    dense = [nn.Linear(8 * 2 * 1, 16, bias=False), nn.BatchNorm1d(16)] if norm else [nn.Linear(8 * 2 * 1, 16)]
    return nn.Sequential(*layers, nn.Flatten(), *dense, nn.ReLU(), nn.Linear(16, 3))


record("vgg9-plain", vgg9(norm=False), torch.randn(5, 3, 16, 8), 3)
record("vgg9", vgg9(norm=True), torch.randn(5, 3, 16, 8), 3)

blocks, channels = [], 2
for output, stride in [(2, 1)] * 3 + [(4, 2), (4, 1), (4, 1)] + [(8, 2), (8, 1), (8, 1)]:
    blocks.append(BasicBlock(2, channels, output, stride))
    channels = output
resnet20 = nn.Sequential(*convolution(3, 2), *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 3))
record("resnet20", resnet20, torch.randn(5, 3, 8, 10), 3)

volume = nn.Sequential(
    nn.Conv3d(1, 3, 5, stride=2, padding=2), nn.ReLU(), nn.AvgPool3d(2), BasicBlock(3, 3, 4, 1), BasicBlock(3, 4, 4, 2),
    nn.MaxPool3d(2, stride=1), nn.Flatten(), nn.Dropout(0), nn.Linear(4 * 2 * 1 * 1, 2),
)
record("volume", volume, torch.randn(4, 1, 20, 12, 12), 2)

here = pathlib.Path(__file__).parent
save_file(found, here / "networks.safetensors", {"made by": f"make.py with torch {torch.__version__}"})
