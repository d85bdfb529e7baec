"""Seconds from the start of the process to a validation accuracy of CNN-DNN on CIFAR-10 2x2, Tessera and PyTorch in turn.

Usage: accuracy.py TESSERA EXPERIMENT DATA_FOLDER TARGET SEED...
"""

import json
import pathlib
import sys
import tempfile

from compare import CORES, HERE, run

# The first trial of this project's method in PyTorch: width, epochs, batch, peak learning rate, epochs of the dense net.
OWN = ["64", "16", "128", "0.004", "15"]


def tessera(program: str, experiment: str, data: str, seed: str) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        _, seconds, _ = run([program, "train", experiment, "--set", f"data.path={data}", "--set", "data.format=numpy", "--set", "data.cache=false",
                             "--set", f"seed={seed}", "--workers", str(CORES), "--output", f"{folder}/run"])
        results = json.loads(pathlib.Path(folder, "run/results.json").read_text())
    fused = next(s for s in results["strategies"] if s["strategy"] == "cnn-dnn")
    return seconds, fused["validation"]["accuracy"]


def pytorch(file: str, seed: str, target: str, recipe: list[str]) -> tuple[float, float]:
    output, _, _ = run([sys.executable, str(HERE / "pytorch_accuracy.py"), file, seed, target, str(CORES), *recipe])
    seconds, accuracy = output.splitlines()[-1].split()
    return float(seconds), float(accuracy)


def main() -> None:
    program, experiment, data, target, seeds = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:]
    print(f"seconds from the start to {target}, and the accuracy then (Tessera: when the command ended)")
    print(f"{'seed':>4} {'Tessera':>16} {'PyTorch':>16} {'ratio':>6}")
    for seed in seeds:
        ours, theirs = tessera(program, experiment, data, seed), pytorch(f"{data}/data.npz", seed, target, OWN)
        print(f"{seed:>4} {ours[0]:8.1f} {ours[1]:7.4f} {theirs[0]:8.1f} {theirs[1]:7.4f} {theirs[0] / ours[0]:6.2f}", flush=True)


if __name__ == "__main__":
    main()
