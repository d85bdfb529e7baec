#!/usr/bin/env python3
"""Changes a finished run's folder at random and has the commands that read runs read it.

A tiny run of all strategies is trained once. Each call then gets a copy with one or two changes (see mutations.py) and
is one of: evaluate, predict, report, export, landscape, train --resume. What must not happen: death by a signal,
status 70 or another one that docs/Runs.md does not promise, an error without a sentence `error: ...`, more than
--limit seconds, more than --ceiling MB of memory, a file outside of the run changed. Beside the run lies a canary
folder, which links in the run may point to.

Usage: Scripts/survival/mutants.py [COMMAND] [--calls 20000] [--seed S] [--first I] [--limit 10] [--ceiling 1000]
       [--jobs 2] [--keep]

A change and its call follow from --seed and a number: `--seed S --first I --calls 1 --keep` repeats one, and leaves
the changed run. Exit status: 1 where anything of this happened; 69 where the command is missing.
"""

import collections
import pathlib
import queue
import random
import shutil
import sys

import driver
import runs
import server
from mutations import mutate

STRATEGIES = ["global", "average", "majority", "cnn-dnn", "coherent", "transfer"]
STATUSES = {0, 1, 64, 65, 69, 74, 75}
OUTPUT = "output"


def words(chance: random.Random) -> list[object]:
    """A call of one of the commands that read runs."""
    strategy = chance.choice([[], ["--strategy", chance.choice(STRATEGIES)]])
    name = chance.choice(["evaluate", "predict", "report", "export", "landscape", "train"])
    match name:
        case "evaluate": more = ["run", *chance.choice([[], ["--json"]])]
        case "predict": more = ["run", "data/val/a/0.png", *strategy, *chance.choice([["--json"], ["--explain"]])]
        case "report": more = ["run"]
        case "export": more = ["run", *strategy, "--format", chance.choice(["onnx", "safetensors"]), "--output", OUTPUT]
        case "landscape": more = ["run", "--points", 3, "--samples", 8, "--workers", 1]
        case _:
            further = [[], ["--set", "training.epochs.local=3"]]
            more = ["experiment.yaml", "--output", "run", "--resume", "--workers", 1, *chance.choice(further)]
    return [name, *more]


def snapshot(folder: pathlib.Path) -> dict[str, tuple]:
    """All below a folder, with what changes where a file does."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        found[str(path)] = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ino)
    return found


class Bench:
    """A place where one call after another finds a changed run."""

    def __init__(self, trained: runs.Place, folder: pathlib.Path, library: pathlib.Path | None):
        self.trained, self.place = trained, trained.copy(folder)
        self.start = server.Servers(library, self.place).call if library else self.place.start
        self.outside = [folder / name for name in ("canary", "data", "experiment.yaml")]
        self.restore()

    def restore(self) -> None:
        for path in self.outside:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        shutil.copytree(self.trained.run / "local/00", self.outside[0])
        shutil.copytree(self.trained.folder / "data", self.outside[1])
        shutil.copy2(self.trained.folder / "experiment.yaml", self.outside[2])
        self.before = [snapshot(path) or path.read_bytes() for path in self.outside]

    def call(self, seed: int, number: int, limit: float, ceiling: float) -> tuple[str, int, str]:
        """The command that was called, its status, and all that is wrong; nothing where nothing is."""
        chance = random.Random(f"{seed} {number}")
        command = words(chance)
        shutil.rmtree(self.place.run)
        shutil.copytree(self.trained.run, self.place.run)
        changes = [mutate(self.place.run, chance, self.outside[0]) for _ in range(chance.choice([1, 1, 2]))]
        outcome = self.start(*command, limit=limit, ceiling=ceiling)
        output = self.place.folder / OUTPUT
        shutil.rmtree(output) if output.is_dir() else output.unlink(missing_ok=True)
        wrong = []
        if outcome.seconds > limit:
            wrong.append(f"longer than {limit} s")
        elif outcome.memory > ceiling:
            wrong.append(f"more than {ceiling} MB")
        elif outcome.status < 0:
            wrong.append(f"signal {-outcome.status}")
        elif outcome.status not in STATUSES:
            wrong.append(f"status {outcome.status}")
        elif outcome.status and not outcome.sentence.startswith("error: "):
            wrong.append("no sentence")
        after = [snapshot(path) if path.is_dir() else path.read_bytes() if path.is_file() else {}
                 for path in self.outside]
        if after != self.before:
            changed = [path.name for path, old, new in zip(self.outside, self.before, after) if old != new]
            wrong.append(f"changed outside of the run: {', '.join(changed)}")
            self.restore()
        told = [", ".join(wrong), " ".join(map(str, command)), *changes, str(outcome)]
        return command[0], outcome.status, "; ".join(told) if wrong else ""


def main() -> int:
    options = driver.arguments(
        __doc__, calls={"type": int, "default": 20_000, "help": "how many calls; default: 20000"},
        seed={"type": int, "default": 1, "help": "what all changes and calls come from"},
        first={"type": int, "default": 0, "help": "begin with the call of this number"},
        limit={"type": float, "default": 10, "help": "seconds that a call may take; default: 10"},
        ceiling={"type": float, "default": 1000, "help": "MB of memory that it may take; default: 1000"})
    with driver.scratch(options.keep) as folder:
        trained = runs.Place(folder / "trained", options.command)
        trained.prepare(strategies=", ".join(STRATEGIES), folds=1)
        outcome = trained.train()
        if outcome.status != 0:
            raise SystemExit(f"error: the undisturbed run ended with {outcome}")
        benches = queue.Queue()
        library = server.build(folder)
        for number in range(options.jobs):
            benches.put(Bench(trained, folder / f"bench-{number}", library))

        def call(number: int) -> tuple[str, int, str]:
            bench = benches.get()
            try:
                return bench.call(options.seed, number, options.limit, options.ceiling)
            finally:
                benches.put(bench)

        table, violations = collections.defaultdict(collections.Counter), 0
        numbers = range(options.first, options.first + options.calls)
        for number, (name, status, wrong) in driver.each(call, numbers, options.jobs, "calls"):
            table[name][status] += 1
            table[name]["violations"] += bool(wrong)
            violations += bool(wrong)
            if wrong:
                print(f"--seed {options.seed} --first {number} --calls 1: {wrong}", flush=True)
    statuses = sorted({key for row in table.values() for key in row if isinstance(key, int)})
    columns = [*statuses, "violations"]
    driver.show(["command", *(f"status {key}" for key in statuses), "violations"],
                [[name, *(row[column] for column in columns)] for name, row in sorted(table.items())])
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
