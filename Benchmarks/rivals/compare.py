"""Runs Tessera and its rivals in turn and prints ratios. Usage: compare.py TESSERA DATA_FOLDER ROUNDS CASE..."""

import csv
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import cases

CORES = min(os.cpu_count() or 1, 4)
HERE = pathlib.Path(__file__).parent


def run(command: list[str], **environment: str) -> tuple[str, float, float]:
    """Output, whole seconds, and peak memory in MB of the largest process."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, env=os.environ | environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        output.seek(0), errors.seek(0)
        if status:
            sys.exit(f"{' '.join(command)}\n{errors.read()[-3000:]}")
        return output.read(), seconds, usage.ru_maxrss / 1000


def tessera(program: str, name: str, file: pathlib.Path) -> tuple[float, float, float]:
    case = cases.CASES[name]
    with tempfile.TemporaryDirectory() as folder:
        experiment = pathlib.Path(folder) / "experiment.yaml"
        # The archive is the only one in its folder.
        experiment.write_text(f"""
name: comparison
data: {{path: {file.parent}, format: numpy}}
decomposition: {{grid: {list(case.grid)}}}
network: {{architecture: {case.architecture}, width: {case.width}}}
strategies: [average]
training:
  epochs: {{local: 1}}
  batchSize: {case.batch}
  optimizer: adamw
  weightDecay: 0.01
  learningRate: 0.004
  augmentation: {{flip: true, shift: {case.shift}}}
""")
        _, whole, memory = run([program, "train", str(experiment), "--workers", str(CORES), "--only", ",".join(map(str, range(CORES))),
             "--output", f"{folder}/run"])
        histories = sorted(pathlib.Path(folder).glob("run/local/*/history.csv"))
        seconds = [float(list(csv.DictReader(history.open()))[-1]["seconds"]) for history in histories]
    return sum(case.samples / s for s in seconds), whole, memory


def rival(script: str, *arguments: str) -> tuple[float, float, float]:
    output, whole, memory = run([sys.executable, str(HERE / script), *arguments], OMP_WAIT_POLICY="passive")
    return sum(float(line) for line in output.split()), whole, memory


def main() -> None:
    program, data, rounds, names = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    cores = str(CORES)
    for name in names or cases.CASES:
        file = data / name / "data.npz"
        tools = {
            "Tessera": lambda: tessera(program, name, file),
            "PyTorch best": lambda: rival("pytorch_phase.py", name, str(file), "best", cores),
            "compiled": lambda: rival("pytorch_phase.py", name, str(file), "compiled", cores),
            "PyTorch usual": lambda: rival("pytorch_phase.py", name, str(file), "usual", cores),
            "Keras": lambda: rival("keras_phase.py", name, str(file), cores),
        }
        print(f"\n{cases.CASES[name].title}: local networks, images/s of {cores} cores together", flush=True)
        print(f"{'round':>6}" + "".join(f"{tool:>15}" for tool in tools), flush=True)
        measured: dict[str, list[float]] = {tool: [] for tool in tools}
        costs: dict[str, tuple[float, float]] = {}
        for index in range(rounds):
            for tool, measure in tools.items():
                speed, *costs[tool] = measure()
                measured[tool].append(speed)
            print(f"{index + 1:6}" + "".join(f"{measured[tool][-1]:15,.0f}" for tool in tools), flush=True)
        print(f"{'all s':>6}" + "".join(f"{costs[tool][0]:15.1f}" for tool in tools))
        print(f"{'MB':>6}" + "".join(f"{costs[tool][1]:15,.0f}" for tool in tools))
        for tool in tools:
            if tool == "Tessera":
                continue
            ratios = [ours / theirs for ours, theirs in zip(measured["Tessera"], measured[tool])]
            print(f"Tessera / {tool}: median {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}",
                  flush=True)
        fair = statistics.median(a / b for a, b in zip(measured["PyTorch best"], measured["PyTorch usual"]))
        print(f"PyTorch best / usual: median {fair:.2f}" + ("" if fair >= 1.7 else " (below 1.7: counts little)"), flush=True)


main()
