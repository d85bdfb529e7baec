#!/usr/bin/env python3
"""Kills a training at each system call that changes its files, one after another, and resumes it.

A training with folds and kept checkpoints runs once undisturbed, then twice more with more epochs. Then each of its
calls (rename, link, unlink, mkdir, openat, write, fsync, ...) on the run's folder or the cache is reached once more,
and the command dies at it (SIGKILL, before the call is done). `--resume` has to end with status 0, the bytes of every
weights.safetensors, and all accuracies, of the undisturbed run. Needs strace.

Usage: Scripts/survival/kills.py [COMMAND] [--every N] [--first I] [--count N] [--kinds rename,unlink] [--jobs 2]
       [--keep]

A few calls cannot be named to strace (see calls.py), or come otherwise on a busy machine (timeline.csv is written once
a second at most): they stand in the table's first column only. Else calls have the same numbers each time: `--first I`
goes on where the driver was stopped, `--first I --count 1` repeats a failure.
Exit status: 1 where anything failed; 69 where strace or the command is missing.
"""

import collections
import dataclasses
import pathlib
import signal
import sys

import calls
import driver
import runs

# What is asked for, one call of the command after another.
STEPS = [
    [],
    ["--resume", "--set", "training.epochs.local=3"],
    ["--resume", "--set", "training.epochs={local: 3, cnn-dnn: 3, transfer: 3, global: 1, coherent: 1}"],
]


@dataclasses.dataclass
class Step:
    """One call of the command: what stood there before it, what it does, and the bits it ends with."""

    words: list[str]
    before: runs.Place
    calls: list[calls.Call]
    bits: dict[str, str]


def recorded(folder: pathlib.Path, command: pathlib.Path) -> list[Step]:
    """The steps undisturbed, each in the place that the one before has left, and that is kept."""
    place = runs.Place(folder / "step-0", command)
    place.prepare()
    steps = []
    for number, words in enumerate(STEPS, 1):
        # The same path each time: calls are recognised by the paths of files.
        after = place.copy(folder / f"step-{number}")
        outcome, found = calls.record(after, words)
        if outcome.status != 0:
            raise SystemExit(f"error: the undisturbed run ended with {outcome}")
        steps.append(Step(words, place, found, after.bits()))
        place = after
    return steps


def resumed(place: runs.Place, step: Step) -> str:
    """What is wrong after `--resume`; empty where nothing is."""
    outcome = place.train(*(step.words or ["--resume"]))
    if outcome.status != 0:
        return f"resume: {outcome}"
    different = runs.differences(place.bits(), step.bits)
    return f"other bits: {different}" if different else ""


def main() -> int:
    options = driver.arguments(
        __doc__, every={"type": int, "default": 1, "help": "take each N-th call"},
        first={"type": int, "default": 0, "help": "begin with the call of this number"},
        count={"type": int, "default": None, "help": "take so many calls at most"},
        kinds={"type": lambda text: text.split(","), "default": calls.KINDS, "help": "kinds of calls"})
    calls.check()
    with driver.scratch(options.keep) as folder:
        steps = recorded(folder, options.command)
        numbered = list(enumerate((step, call) for step in steps for call in step.calls if not call.is_idle))
        chosen = [item for item in numbered[options.first::options.every] if item[1][1].kind in options.kinds]

        def kill(item: tuple[int, tuple[Step, calls.Call]]) -> tuple[bool, str]:
            number, (step, call) = item
            if not call.number:
                return False, ""
            place = step.before.copy(folder / f"kill-{number}")
            outcome, was_hit = calls.inject(place, step.words, call, "signal=KILL")
            was_killed = was_hit and outcome.status == -signal.SIGKILL
            wrong = resumed(place, step) if was_killed else ""
            if not wrong or not options.keep:
                place.remove()
            return was_killed, wrong

        table, failures = collections.defaultdict(collections.Counter), []
        chosen = chosen[:options.count]
        for (number, (step, call)), (was_killed, wrong) in driver.each(kill, chosen, options.jobs, "kills"):
            row = table[call.kind]
            row["calls"] += 1
            row["killed"] += was_killed
            row["same bytes"] += was_killed and not wrong
            row["failures"] += bool(wrong)
            if wrong:
                failures.append(f"call {number}, {' '.join(step.words) or 'first run'}: {call}: {wrong}")
                print(failures[-1], flush=True)
    columns = ["calls", "killed", "same bytes", "failures"]
    driver.show(["kind", *columns], [[kind, *(row[name] for name in columns)] for kind, row in sorted(table.items())])
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
