"""Compares what Tessera computes of whole networks with torchvision, and with the package of EfficientNet-Lite0.

Usage: families.py FOLDER [TOLERANCE]. Each NAME.safetensors holds a network's tensors (state/), pictures (input), labels, and
what Tessera made of them: logits in evaluation and while training, the loss, gradients (gradient/) and running statistics
after the step (after/). State dictionaries are loaded by name, all of them. Prints the largest difference of each network,
relative to the largest value of the tensor in float64, beyond four times that of PyTorch's own float32; ends with 1 where one
is above the tolerance (1e-4).
"""

import copy
import pathlib
import sys

import torch
import torchvision
from efficientnet_lite_pytorch import EfficientNet
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as F

CLASSES = 10


def remade(module, axes=2, factor=1.0):
    """The same for other axes, with so many times the channels; those of pictures and classes stay."""
    def scaled(channels):
        return channels if channels in (3, CLASSES) else round(channels * factor)

    for name, child in module.named_children():
        if isinstance(child, nn.Conv2d):
            arguments = (child.kernel_size[0], child.stride[0], child.padding[0], 1, scaled(child.groups) if child.groups > 1 else 1)
            made = getattr(nn, f"Conv{axes}d")(
                scaled(child.in_channels), scaled(child.out_channels), *arguments, bias=child.bias is not None)
        elif isinstance(child, nn.BatchNorm2d):
            made = getattr(nn, f"BatchNorm{axes}d")(scaled(child.num_features), child.eps, child.momentum)
        elif isinstance(child, nn.LayerNorm):
            made = type(child)([scaled(child.normalized_shape[0])], eps=child.eps)
        elif isinstance(child, nn.Linear):
            made = nn.Linear(scaled(child.in_features), scaled(child.out_features))
        elif isinstance(child, nn.MaxPool2d):
            made = getattr(nn, f"MaxPool{axes}d")(child.kernel_size, child.stride, child.padding)
        elif isinstance(child, nn.AvgPool2d):
            made = getattr(nn, f"AvgPool{axes}d")(child.kernel_size, child.stride)
        elif isinstance(child, nn.AdaptiveAvgPool2d):
            made = getattr(nn, f"AdaptiveAvgPool{axes}d")(1)
        else:
            remade(child, axes, factor)
            if hasattr(child, "layer_scale"):
                child.layer_scale = nn.Parameter(torch.ones(scaled(child.layer_scale.shape[0]), *[1] * axes))
            continue
        setattr(module, name, made)
    return module


class Dense(nn.Module):
    """torchvision's DenseNet pools pictures alone."""

    def __init__(self, axes, factor):
        super().__init__()
        whole = remade(torchvision.models.densenet121(num_classes=CLASSES), axes, factor)
        self.features, self.classifier = whole.features, whole.classifier

    def forward(self, x):
        return self.classifier(F.relu(self.features(x)).flatten(2).mean(2))


class VGG16(nn.Module):
    """torchvision's pools to 7x7 in between, which pictures of 64x32 are too small for."""

    def __init__(self, factor):
        super().__init__()
        layout = [size if size == "M" else round(size * factor) for size in torchvision.models.vgg.cfgs["D"]]
        width = round(64 * factor)
        self.features = torchvision.models.vgg.make_layers(layout, batch_norm=True)
        self.classifier = nn.Sequential(
            nn.Linear(8 * width * 2, 64 * width), nn.ReLU(), nn.Dropout(0), nn.Linear(64 * width, 64 * width), nn.ReLU(),
            nn.Dropout(0), nn.Linear(64 * width, CLASSES))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class Last(nn.Module):
    """A layer on channels that come last."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return self.layer(x.movedim(1, -1)).movedim(-1, 1)


class Excite(nn.Module):
    def __init__(self, axes, channels, squeezed):
        super().__init__()
        self.fc1, self.fc2 = (getattr(nn, f"Conv{axes}d")(*sizes, 1) for sizes in [(channels, squeezed), (squeezed, channels)])

    def forward(self, x):
        means = x.flatten(2).mean(2).reshape(*x.shape[:2], *[1] * (x.dim() - 2))
        return torch.sigmoid(self.fc2(F.relu(self.fc1(means)))) * x


class Own(nn.Module):
    """The layers of one's own that FamiliesTests.swift lists."""

    def __init__(self, axes):
        super().__init__()
        convolution, norm = getattr(nn, f"Conv{axes}d"), getattr(nn, f"BatchNorm{axes}d")
        pool = getattr(nn, f"MaxPool{axes}d")
        self.pad = [1, 2] * axes
        layers = {
            "0": convolution(3, 8, 4, 2), "1": nn.ReLU6(), "2": convolution(8, 12, 3, padding=2, groups=4), "3": nn.SiLU(),
            "4": convolution(12, 12, 5, padding=2, groups=12), "5": nn.Hardswish(), "6": Last(nn.LayerNorm(12, 1e-3)), "7": nn.GELU(),
            "8": Excite(axes, 12, 3), "9": pool(3, 2, 1), "10": Last(nn.Linear(12, 6)), "11": norm(6, 1e-2, 0.3), "12": nn.ReLU6(),
        }
        self.layers = nn.ModuleDict(layers)
        self.one, self.other = convolution(6, 4, 1), convolution(6, 4, 3, padding=1)
        self.branch = convolution(14, 14, 1)
        self.scale = nn.Parameter(torch.ones(14, *[1] * axes))
        self.classes = nn.Linear(14, CLASSES)

    names = {"13.branch1.0": "one", "13.branch2.0": "other", "14.branch.0": "branch"}

    def load(self, state):
        renamed = {}
        for name, value in state.items():
            head, _, leaf = name.rpartition(".")
            if name == "14.branch.1.layer_scale":
                renamed["scale"] = value
            elif head == "17":
                renamed[f"classes.{leaf}"] = value
            elif head in self.names:
                renamed[f"{self.names[head]}.{leaf}"] = value
            else:
                inner = {"6": "layer.", "10": "layer."}.get(head, "")
                renamed[f"layers.{head}.{inner}{leaf}"] = value
        self.renamed = {new: old for old, new in zip(state, renamed)}
        return renamed

    def forward(self, x):
        x = F.pad(x, self.pad)
        for index in range(13):
            x = self.layers[str(index)](x)
        x = torch.cat([x, self.one(x), self.other(x)], 1)
        x = x + self.branch(x) * self.scale
        return self.classes(x.flatten(2).mean(2))


def lite(size):
    return EfficientNet.from_name(
        "efficientnet-lite0", num_classes=CLASSES, image_size=size, dropout_rate=0, drop_connect_rate=0)


MODELS = torchvision.models
NETWORKS = {
    "resnet18": lambda: MODELS.resnet18(num_classes=CLASSES),
    "resnet50": lambda: remade(MODELS.resnet50(num_classes=CLASSES), factor=1 / 4),
    "densenet121": lambda: Dense(2, 1 / 4),
    "efficientnet-lite0": lambda: lite(64),
    "convnext-tiny": lambda: remade(MODELS.convnext_tiny(num_classes=CLASSES, stochastic_depth_prob=0), factor=1 / 4),
    "vgg16": lambda: VGG16(1 / 8),
    "resnet18-3d": lambda: remade(MODELS.resnet18(num_classes=CLASSES), 3, 1 / 8),
    "resnet50-3d": lambda: remade(MODELS.resnet50(num_classes=CLASSES), 3, 1 / 8),
    "densenet121-3d": lambda: Dense(3, 1 / 8),
    "own": lambda: Own(2),
    "own-3d": lambda: Own(3),
}


def computed(network, content, double):
    """What torchvision makes of the same, by Tessera's names."""
    network = copy.deepcopy(network).to(torch.float64 if double else torch.float32)
    pictures = content["input"].to(torch.float64 if double else torch.float32)
    found = {"evaluation": network.eval()(pictures).detach()}
    logits = network.train()(pictures)
    loss = F.cross_entropy(logits, content["labels"])
    loss.backward()
    found.update(training=logits.detach(), loss=loss.detach())
    found.update({f"gradient/{name}": parameter.grad for name, parameter in network.named_parameters()})
    found.update({f"after/{name}": value for name, value in network.state_dict().items() if "running" in name})
    return {name: value.double() for name, value in found.items()}


def check(name, content):
    network = NETWORKS[name]()
    state = {key[6:]: value for key, value in content.items() if key.startswith("state/")}
    own = isinstance(network, Own)
    missing, unexpected = network.load_state_dict(network.load(state) if own else state, strict=False)
    missing = [key for key in missing if not key.endswith("num_batches_tracked")]
    if missing or unexpected:
        sys.exit(f"{name}: {missing} are missing, {unexpected} unknown")
    exact, rounded = computed(network, content, True), computed(network, content, False)
    largest = max(value.abs().max() for key, value in exact.items() if key.startswith("gradient/"))
    worst = (0.0, "", 0.0)
    for key, expected in exact.items():
        kind, _, tensor = key.partition("/")
        found = content[f"{kind}/{network.renamed[tensor]}" if own and tensor else key].double()
        if found.shape != expected.shape:
            sys.exit(f"{name}: {key} is {found.shape}, not {expected.shape}")
        scale = expected.abs().max()
        # Behind what batch normalisation subtracts nothing is left of a bias's gradient but rounding.
        if kind == "gradient":
            scale = scale.clamp_min(1e-3 * largest)
        off, own_off = ((value - expected).abs().max().item() / scale.item() for value in (found, rounded[key]))
        # Where a value lies at the edge of a ReLU rounding decides: no float32 is closer.
        if not off - 4 * own_off <= worst[0]:
            worst = (off - 4 * own_off, key, own_off)
    print(f"{name}: {worst[0]:.1e} ({worst[1]}, where float32 of PyTorch is off by {worst[2]:.1e})")
    return worst[0]


folder, tolerance = pathlib.Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 1e-4
torch.manual_seed(1)
offs = [check(path.stem, load_file(path)) for path in sorted(folder.glob("*.safetensors"))]
sys.exit(0 if offs and max(offs) <= tolerance else 1)
