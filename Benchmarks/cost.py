"""Measures what `Benchmarks/cost` tells. Usage: cost.py TESSERA SCRATCH PLOT ROUNDS"""

import csv
import dataclasses
import os
import pathlib
import statistics
import subprocess
import sys

import matplotlib
import numpy as np

matplotlib.use("svg")
from matplotlib import pyplot as plt


@dataclasses.dataclass(frozen=True)
class Setting:
    """A local phase: one epoch of VGG9 on noise, which takes the same time as pictures."""

    side: int = 128  # pixels of an image's side
    grid: int = 2  # subdomains along each axis
    batch: int = 32
    workers: int = 2
    width: int = 32  # of the global network; a local one has width / grid channels

    @property
    def samples(self) -> int:
        return max(4 * self.batch, min(4096, 2**23 // self.side**2))


BASE = Setting()
# Title, setting and its values, and the batch: large images leave no memory for large ones.
AXES = {
    "subdomains": ("grid", [1, 2, 4, 8], 32),
    "image side": ("side", [32, 64, 128, 256, 512, 1024], 8),
    "batch": ("batch", [8, 16, 32, 64, 128], 32),
    "workers": ("workers", [1, 2], 32),
}


def write(setting: Setting, folder: pathlib.Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(1)
    sizes = {"train": setting.samples, "test": 2}
    arrays = {}
    for part, count in sizes.items():
        arrays[f"x_{part}"] = random.integers(0, 256, (count, setting.side, setting.side, 3), np.uint8)
        arrays[f"y_{part}"] = np.arange(count) % 2
    np.savez(folder / "data.npz", **arrays)


def measure(program: str, setting: Setting, scratch: pathlib.Path) -> tuple[float, float, float]:
    """Microseconds an image of all networks, of the slowest, and the whole process's peak memory in MB."""
    data = scratch / f"{setting.side}-{setting.samples}"
    if not data.exists():
        write(setting, data)
    run = scratch / "run"
    subprocess.run(["rm", "-rf", str(run)], check=True)
    experiment = scratch / "experiment.yaml"
    experiment.write_text(f"""
name: cost
data: {{path: {data}, format: numpy, cache: false}}
decomposition: {{grid: [{setting.grid}, {setting.grid}]}}
network: {{architecture: vgg9, width: {setting.width}}}
strategies: [average]
training: {{epochs: 2, batchSize: {setting.batch}, optimizer: adamw, learningRate: 1.0e-5, augmentation: {{flip: true, shift: 4}}}}
""")
    process = subprocess.Popen([program, "train", str(experiment), "--workers", str(setting.workers), "--output", str(run)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(errors[-2000:])
    # The second epoch: the first one meets cold caches.
    seconds = [float(list(csv.DictReader(file.open()))[-1]["seconds"]) for file in sorted(run.glob("local/*/history.csv"))]
    return 1e6 * sum(seconds) / setting.samples, 1e6 * max(seconds) / setting.samples, usage.ru_maxrss / 1000


def convolutions(program: str, setting: Setting, scratch: pathlib.Path) -> tuple[float, float]:
    """A step beside its convolutions, and the GFLOP/s of libtorch's."""
    output = subprocess.run([program, "doctor", "--speed", str(scratch / "experiment.yaml")], capture_output=True, text=True,
                            check=True).stdout
    fields = next(line for line in output.splitlines() if line.startswith("local 00")).split()
    return float(fields[-4]), float(fields[-1].replace(",", ""))


def main() -> None:
    program, scratch, plot, rounds = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    figure, charts = plt.subplots(2, len(AXES), figsize=(13, 5.4), sharey="row")
    print("| varied | value | µs an image, all networks | µs an image, the slowest | MB | step / convolutions | GFLOP/s of libtorch's |")
    print("|---|---|---|---|---|---|---|")
    for column, (title, (field, values, batch)) in enumerate(AXES.items()):
        points = []
        for value in values:
            setting = dataclasses.replace(BASE, **{"batch": batch, field: value})
            several = [measure(program, setting, scratch) for _ in range(rounds)]
            total, slowest, memory = (statistics.median(part) for part in zip(*several))
            ratio, rate = convolutions(program, setting, scratch)
            shown = value * value if field == "grid" else value
            print(f"| {title} | {shown} | {total:,.0f} | {slowest:,.0f} | {memory:,.0f} | {ratio:.2f} | {rate:.0f} |", flush=True)
            points.append((shown, total, slowest, memory))
        x, total, slowest, memory = zip(*points)
        times, memories = charts[:, column]
        times.plot(x, total, "o-", label="all networks")
        times.plot(x, slowest, "s--", label="the slowest")
        memories.plot(x, memory, "o-", color="tab:green")
        for chart in (times, memories):
            chart.set_xscale("log", base=2), chart.set_yscale("log")
            chart.set_xticks(x, [str(v) for v in x]), chart.grid(alpha=0.3)
        times.set_title(title)
    charts[0][0].set_ylabel("µs an image"), charts[1][0].set_ylabel("peak MB")
    charts[0][0].legend()
    figure.tight_layout()
    figure.savefig(plot)


main()
