#!/usr/bin/env python3
"""Makes operations.safetensors and optimizers.safetensors: what PyTorch computes, for OperationsTests and OptimizerTests.

Needs torch==2.11.0, numpy and safetensors:  python3 -m pip install torch==2.11.0 numpy safetensors && python3 make.py
Names are CASE/TENSOR; everything is float32 but labels (int64).
"""

import pathlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

torch.manual_seed(1)
torch.set_num_threads(1)
here = pathlib.Path(__file__).parent
found = {}


def keep(case, **tensors):
    for name, tensor in tensors.items():
        found[f"{case}/{name}"] = tensor.detach().clone().contiguous()


def record(case, function, input, **parameters):
    """Keeps input, parameters, output, a random output gradient and the gradients that follow from it."""
    input = input.detach().requires_grad_()
    leaves = {name: value.detach().requires_grad_() for name, value in parameters.items()}
    output = function(input, **leaves)
    given = torch.randn_like(output) if output.dim() else torch.ones([])
    output.backward(given)
    keep(case, input=input, output=output, outputGradient=given, inputGradient=input.grad, **leaves)
    keep(case, **{f"{name}Gradient": value.grad for name, value in leaves.items()})


shapes = {1: [9], 2: [7, 6], 3: [5, 4, 6]}
convolutions = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
for axes, shape in shapes.items():
    for stride in [1, 2]:
        for bias in [False, True]:
            parameters = {"weight": torch.randn(4, 3, *[3] * axes) / 3}
            if bias:
                parameters["bias"] = torch.randn(4)
            record(
                f"conv{axes}d stride {stride}{' bias' if bias else ''}",
                lambda x, **p: convolutions[axes](x, stride=stride, padding=1, **p),
                torch.randn(2, 3, *shape),
                **parameters,
            )
record("conv2d kernel 1", lambda x, weight: F.conv2d(x, weight), torch.randn(2, 3, 4, 4), weight=torch.randn(5, 3, 1, 1))
record("linear", F.linear, torch.randn(4, 6), weight=torch.randn(5, 6), bias=torch.randn(5))

for axes in [2, 3]:
    # Two batches in training, then evaluation with the running statistics that they left.
    mean, variance = torch.zeros(3), torch.ones(3)
    parameters = {"weight": torch.rand(3) + 0.5, "bias": torch.randn(3)}
    for batch in ["first", "second"]:
        record(
            f"batchnorm{axes}d {batch}",
            lambda x, **p: F.batch_norm(x, mean, variance, training=True, momentum=0.1, eps=1e-5, **p),
            torch.randn(4, 3, *shapes[axes]) * 2 + 1,
            **parameters,
        )
        keep(f"batchnorm{axes}d {batch}", runningMean=mean, runningVariance=variance)
    record(
        f"batchnorm{axes}d evaluation",
        lambda x, **p: F.batch_norm(x, mean, variance, training=False, eps=1e-5, **p),
        torch.randn(4, 3, *shapes[axes]) * 2 + 1,
        **parameters,
    )

maxPools = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
averagePools = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
for axes, shape in shapes.items():
    input = torch.randn(2, 3, *shape)
    record(f"maxpool{axes}d", lambda x: maxPools[axes](x, 2), input)
    record(f"maxpool{axes}d size 3 stride 2", lambda x: maxPools[axes](x, 3, 2), input)
    record(f"avgpool{axes}d", lambda x: averagePools[axes](x, 2), input)
    record(f"globalavgpool{axes}d", lambda x: x.mean(dim=list(range(2, x.dim())), keepdim=True), input)
record("relu", F.relu, torch.randn(3, 7))
record("softmax", lambda x: F.softmax(x, 1), torch.randn(3, 7) * 3)
record("logsoftmax", lambda x: F.log_softmax(x, 1), torch.randn(3, 7) * 3)

labels, classWeights = torch.randint(0, 5, [8]), torch.rand(5) + 0.5
for smoothing in [0, 0.1]:
    for weights in [None, classWeights]:
        case = f"crossentropy{' smoothed' if smoothing else ''}{' weighted' if weights is not None else ''}"
        record(
            case,
            lambda x: F.cross_entropy(x, labels, weight=weights, label_smoothing=smoothing),
            torch.randn(8, 5) * 2,
        )
        keep(case, labels=labels, classWeights=classWeights)
save_file(found, here / "operations.safetensors", {"made by": f"make.py with torch {torch.__version__}"})

# Five steps on |x W^T - y|^2 (summed) from one beginning, for each rule.
found = {}
weight, x, y = torch.randn(3, 4), torch.randn(6, 4), torch.randn(6, 3)
keep("problem", weight=weight, x=x, y=y)
rules = {
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "adam decay": lambda p: torch.optim.Adam(p, lr=0.01, weight_decay=0.1),
    "adamw decay": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1),
    "sgd": lambda p: torch.optim.SGD(p, lr=0.01),
    "sgd momentum": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9),
    "sgd nesterov decay": lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9, nesterov=True, weight_decay=0.1),
}
for rule, make in rules.items():
    trained = weight.clone().requires_grad_()
    optimizer = make([trained])
    for step in range(1, 6):
        optimizer.zero_grad()
        ((x @ trained.T - y) ** 2).sum().backward()
        optimizer.step()
        keep(rule, **{f"{step}": trained})
save_file(found, here / "optimizers.safetensors", {"made by": f"make.py with torch {torch.__version__}"})
