"""Seconds from the start of the process to a validation accuracy of CNN-DNN on CIFAR-10 2x2, Tessera and PyTorch in turn.

Usage: accuracy.py TESSERA EXPERIMENT DATA_FOLDER TARGET SEED...

PyTorch is run by the experiment's own recipe.
"""

import json
import pathlib
import sys
import tempfile
import time

import yaml

from compare import CORES, HERE, run


def recipe(experiment: str) -> list[str]:
    """Width, epochs, batch, peak learning rate, shift, epochs of the dense net."""
    file = yaml.safe_load(pathlib.Path(experiment).read_text())
    training = file["training"]
    values = [file["network"]["width"], training["epochs"]["local"], training.get("batchSize", 128),
              training["learningRate"]["local"], training["augmentation"]["shift"], training["epochs"]["cnn-dnn"]]
    return [str(value) for value in values]


def tessera(program: str, experiment: str, data: str, seed: str) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        _, seconds, _ = run([program, "train", experiment, "--set", f"data.path={data}", "--set", "data.format=numpy", "--set", "data.cache=false",
                             "--set", f"seed={seed}", "--workers", str(CORES), "--output", f"{folder}/run"])
        results = json.loads(pathlib.Path(folder, "run/results.json").read_text())
    fused = next(s for s in results["strategies"] if s["strategy"] == "cnn-dnn")
    return seconds, fused["validation"]["accuracy"]


def pytorch(file: str, seed: str, target: str, recipe: list[str]) -> tuple[float, float]:
    command = [sys.executable, str(HERE / "pytorch_accuracy.py"), file, seed, target, str(CORES), *recipe]
    output, _, _ = run(command, OMP_WAIT_POLICY="passive", BENCHMARK_START=str(time.time()))
    seconds, accuracy = output.splitlines()[-1].split()
    return float(seconds), float(accuracy)


def main() -> None:
    program, experiment, data, target, seeds = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:]
    print(f"seconds from the start to {target}, and the accuracy then (Tessera: when the command ended); ratio: theirs to ours")
    print(f"{'seed':>4} {'Tessera':>16} {'PyTorch':>23}")
    for seed in seeds:
        ours = tessera(program, experiment, data, seed)
        theirs = pytorch(f"{data}/data.npz", seed, target, recipe(experiment))
        missed = min(ours[1], theirs[1]) < float(target)
        ratio = "      -" if missed else f"{theirs[0] / ours[0]:6.2f}x"
        print(f"{seed:>4} {ours[0]:8.1f} {ours[1]:7.4f} {theirs[0]:8.1f} {theirs[1]:7.4f} {ratio}", flush=True)


if __name__ == "__main__":
    main()
