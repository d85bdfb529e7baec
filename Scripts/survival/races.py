#!/usr/bin/env python3
"""Starts two experiments at once in one run folder, again and again: never may the folder hold some of both.

In turn: `--only 0` of seed 1 beside `--only 1` of seed 2, and both without `--only`; at once, or one up to 300 ms
later. One of them has to win and end with 0, the other with 65 or 75 and a sentence. The folder's experiment.yaml must
have the winner's seed, each network that is there the bytes that this seed gives, and `--resume` of the winner must
end with all of them.

Usage: Scripts/survival/races.py [COMMAND] [--tries 200] [--seed S] [--first I] [--jobs 1] [--keep]

Delays follow from --seed and a try's number: `--first I --tries 1` repeats one, as far as a race can be repeated.
Exit status: 1 where anything failed; 69 where the command is missing.
"""

import collections
import concurrent.futures
import pathlib
import random
import re
import sys

import driver
import runs

SEEDS = (1, 2)


def references(folder: pathlib.Path, command: pathlib.Path) -> tuple[runs.Place, dict[int, dict[str, str]]]:
    """A place where nothing is trained yet, and the bits that each seed gives."""
    start = runs.Place(folder / "start", command)
    start.prepare(strategies="average", folds=1)
    bits = {}
    for seed in SEEDS:
        place = start.copy(folder / f"seed-{seed}")
        outcome = place.train("--set", f"seed={seed}")
        if outcome.status != 0:
            raise SystemExit(f"error: the undisturbed run ended with {outcome}")
        bits[seed] = place.bits()
    return start, bits


def what_is_mixed(place: runs.Place, ends: dict[int, runs.Outcome], bits: dict[int, dict[str, str]]) -> list[str]:
    """All that is wrong after both have ended."""
    wrong = []
    winners = [seed for seed in SEEDS if ends[seed].status == 0]
    if len(winners) != 1:
        wrong.append("both won" if winners else "nobody won")
    for seed in set(SEEDS) - set(winners):
        if ends[seed].status not in (65, 75) or not ends[seed].sentence.startswith("error: "):
            wrong.append("the loser ended otherwise than promised")
    experiment = place.run / "experiment.yaml"
    stored = re.search(r"^seed: (\d+)$", experiment.read_text() if experiment.is_file() else "", re.MULTILINE)
    owner = int(stored[1]) if stored else None
    if owner is None or winners and owner not in winners:
        wrong.append(f"experiment.yaml has seed {owner}")
    networks = {name: hash for name, hash in place.bits().items() if name.endswith(".safetensors")}
    for name, hash in networks.items():
        if hash != bits.get(owner, {}).get(name):
            wrong.append(f"{name} is not of seed {owner}")
    if not wrong:
        outcome = place.train("--resume", "--set", f"seed={owner}")
        if outcome.status != 0 or place.bits() != bits[owner]:
            wrong.append(f"resume: {outcome}, other: {runs.differences(place.bits(), bits[owner])}")
    return wrong


def main() -> int:
    options = driver.arguments(
        __doc__, tries={"type": int, "default": 200, "help": "how many races; default: 200"},
        seed={"type": int, "default": 1, "help": "what delays come from"},
        first={"type": int, "default": 0, "help": "begin with the try of this number"},
        jobs={"type": int, "default": 1, "help": "races at once, of two commands each; default: 1"})
    with driver.scratch(options.keep) as folder:
        start, bits = references(folder, options.command)

        def race(number: int) -> tuple[dict[int, runs.Outcome], list[str]]:
            chance = random.Random(f"{options.seed} {number}")
            delays = chance.sample([0, chance.choice([0, chance.uniform(0, 0.3)])], 2)
            place = start.copy(folder / f"race-{number}")
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                ends = dict(zip(SEEDS, pool.map(
                    lambda seed, delay: place.train(
                        "--set", f"seed={seed}", *(["--only", seed - 1] if number % 2 == 0 else []), delay=delay),
                    SEEDS, delays)))
            wrong = what_is_mixed(place, ends, bits)
            if not wrong or not options.keep:
                place.remove()
            return ends, wrong

        table, failed = collections.defaultdict(collections.Counter), 0
        for number, (ends, wrong) in driver.each(
                race, list(range(options.first, options.first + options.tries)), options.jobs, "races"):
            row = table["without --only" if number % 2 else "--only 0 beside --only 1"]
            row["tries"] += 1
            row[" and ".join(str(status) for status in sorted(end.status for end in ends.values()))] += 1
            row["failures"] += bool(wrong)
            failed += bool(wrong)
            if wrong:
                print(f"try {number}: {'; '.join(wrong)}", *ends.values(), sep="\n  ", flush=True)
    statuses = sorted({key for row in table.values() for key in row} - {"tries", "failures"})
    columns = ["tries", *statuses, "failures"]
    driver.show(["race", *(f"ended {name}" if name in statuses else name for name in columns)],
                [[name, *(row[column] for column in columns)] for name, row in sorted(table.items())])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
