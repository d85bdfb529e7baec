"""Runs Tessera and its rivals in turn and prints ratios. 

Usage: compare.py phase|steps|joined TESSERA DATA_FOLDER ROUNDS CASE...
"""

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


def experiment(case: cases.Case, file: pathlib.Path, strategy: str) -> str:
    # The archive is the only one in its folder.
    return f"""
name: comparison
data: {{path: {file.parent}, format: numpy}}
decomposition: {{grid: {list(case.grid)}}}
network: {{architecture: {case.architecture}, width: {case.width}}}
strategies: [{strategy}]
training:
  epochs: 1
  batchSize: {case.batch}
  optimizer: adamw
  weightDecay: 0.01
  learningRate: {{local: 0.004}}
  augmentation: {{flip: true, shift: {case.shift}}}
"""


def trained(program: str, name: str, file: pathlib.Path, strategy: str, *arguments: str) -> tuple[list[float], float, float]:
    """Seconds of each network's epoch, whole seconds, peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        yaml = pathlib.Path(folder) / "experiment.yaml"
        yaml.write_text(experiment(cases.CASES[name], file, strategy))
        _, whole, memory = run([program, "train", str(yaml), "--workers", str(CORES), "--output", f"{folder}/run", *arguments])
        histories = sorted(pathlib.Path(folder).glob("run/**/history.csv"))
        return [float(list(csv.DictReader(history.open()))[-1]["seconds"]) for history in histories], whole, memory


def tessera(program: str, name: str, file: pathlib.Path) -> tuple[float, float, float]:
    seconds, whole, memory = trained(program, name, file, "average", "--only", ",".join(map(str, range(CORES))))
    return sum(cases.CASES[name].samples / s for s in seconds), whole, memory


def joined(program: str, name: str, file: pathlib.Path) -> tuple[float, float, float]:
    seconds, whole, memory = trained(program, name, file, "coherent")
    return cases.CASES[name].samples / seconds[0], whole, memory


def steps(program: str, name: str, file: pathlib.Path) -> tuple[float, float, float]:
    """Training steps on a batch that lies ready, of all cores."""
    with tempfile.TemporaryDirectory() as folder:
        yaml = pathlib.Path(folder) / "experiment.yaml"
        yaml.write_text(experiment(cases.CASES[name], file, "average"))
        start = time.perf_counter()
        several = [subprocess.Popen([program, "doctor", "--speed", str(yaml)], stdout=subprocess.PIPE, text=True) for _ in range(CORES)]
        outputs = [process.communicate()[0] for process in several]
        whole = time.perf_counter() - start
    lines = [next(line for line in output.splitlines() if line.startswith("local 00")) for output in outputs]
    return sum(float(line.split()[4].replace(",", "")) for line in lines), whole, 0


def rival(script: str, *arguments: str) -> tuple[float, float, float]:
    output, whole, memory = run([sys.executable, str(HERE / script), *arguments], OMP_WAIT_POLICY="passive")
    return sum(float(line) for line in output.split()), whole, memory


def main() -> None:
    what, program, data, rounds, names = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3]), int(sys.argv[4]), sys.argv[5:]
    cores = str(CORES)
    for name in names or cases.CASES:
        file = data / name / "data.npz"

        def phase(style: str):
            return lambda: rival("pytorch_phase.py", name, str(file), style, cores)

        def one_model(style: str):
            return lambda: rival("pytorch_joined.py", name, str(file), style, cores)

        tools = {
            "phase": {
                "Tessera": lambda: tessera(program, name, file), "PyTorch best": phase("best"), "compiled": phase("compiled"),
                "PyTorch usual": phase("usual"), "Keras": lambda: rival("keras_phase.py", name, str(file), cores),
            },
            "steps": {"Tessera": lambda: steps(program, name, file), "PyTorch best": phase("steps")},
            "joined": {
                "Tessera": lambda: joined(program, name, file), "PyTorch best": one_model("best"),
                "compiled": one_model("compiled"),
            },
        }[what]
        titles = {"phase": "local networks", "steps": "local networks, steps on one batch", "joined": "the one model"}
        print(f"\n{cases.CASES[name].title}: {titles[what]}, images/s of {cores} cores together", flush=True)
        print(f"{'round':>6}" + "".join(f"{tool:>15}" for tool in tools), flush=True)
        measured: dict[str, list[float]] = {tool: [] for tool in tools}
        costs: dict[str, tuple[float, float]] = {}
        for index in range(rounds):
            for tool, measure in tools.items():
                speed, *costs[tool] = measure()
                measured[tool].append(speed)
            print(f"{index + 1:6}" + "".join(f"{measured[tool][-1]:15,.0f}" for tool in tools), flush=True)
        if what != "steps":
            print(f"{'all s':>6}" + "".join(f"{costs[tool][0]:15.1f}" for tool in tools))
            print(f"{'MB':>6}" + "".join(f"{costs[tool][1]:15,.0f}" for tool in tools))
        for tool in tools:
            if tool == "Tessera":
                continue
            ratios = [ours / theirs for ours, theirs in zip(measured["Tessera"], measured[tool])]
            print(f"Tessera / {tool}: median {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}",
                  flush=True)
        if what == "phase":
            fair = statistics.median(a / b for a, b in zip(measured["PyTorch best"], measured["PyTorch usual"]))
            print(f"PyTorch best / usual: median {fair:.2f}" + ("" if fair >= 1.7 else " (below 1.7: counts little)"), flush=True)


if __name__ == "__main__":
    main()
