"""A small model of time against processes, subdomains and image size.

--add RESULTS.csv RUN PROCESSES SIDE SIZE BEGAN ENDED appends a run's measurements; RESULTS.csv alone fits and prints."""

import csv
import datetime
import json
import math
import os
import sys

import numpy as np
from scipy.optimize import nnls

BATCH, CLASSES, WIDTH, HIDDEN = 32, 5, 32, [128, 128, 64, 32]
MESSAGE = 25e-6  # seconds; assumed, of 640 bytes over TCP: two processes on one machine show none
FITTED_SIZES, FITTED_SIDES = {32, 64, 96}, {1, 2, 4}
PHASES = ["start", "local", "gather", "fusion", "joined", "end"]


def add(file, run, processes, side, size, began, ended):
    """One line: wall seconds of each phase, and of a training epoch without evaluation (the last) of each network."""
    def spans(name):
        with open(f"{run}/{name}/timeline.csv") as lines:
            rows = [row for row in csv.DictReader(lines)]
        stamp = lambda text: datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
        return stamp(rows[0]["began"]), stamp(rows[-1]["ended"])

    def epoch(name):
        with open(f"{run}/{name}/history.csv") as lines:
            return float(list(csv.DictReader(lines))[-1]["seconds"])

    names = sorted(os.listdir(f"{run}/local"))
    local = [spans(f"local/{name}") for name in names if os.path.isdir(f"{run}/local/{name}")]
    (first, last), fusion, joined = (min(s[0] for s in local), max(s[1] for s in local)), spans("cnn-dnn"), spans("coherent")
    samples = json.load(open(f"{run}/data.json"))["samples"]["training"]
    row = {
        "processes": processes, "side": side, "size": size, "samples": samples,
        "start": first - float(began), "local": last - first, "gather": fusion[0] - last, "fusion": fusion[1] - fusion[0],
        "joined": joined[1] - joined[0], "end": float(ended) - joined[1],
        "local epoch": max(
            sum(epoch(f"local/{name}") for name in names[rank::int(processes)]) for rank in range(int(processes))),
        "fusion epoch": epoch("cnn-dnn"), "joined epoch": epoch("coherent"),
    }
    is_new = not os.path.exists(file)
    with open(file, "a", newline="") as lines:
        writer = csv.DictWriter(lines, row.keys())
        if is_new:
            writer.writeheader()
        writer.writerow(row)


def local_work(side, size):
    """Of one local network on one picture: multiply-adds of its convolutions, and values that they make.

    Convolutions compute with whole vectors of 16 channels, whether there are so many or not."""
    length, channels, width = int(size // side), 3, max(1, round(WIDTH / side))
    whole = lambda count: math.ceil(count / 16) * 16 if count > 3 else count
    operations = values = 0
    for out in [width, width, None, 2 * width, 2 * width, None, 4 * width, 4 * width, 4 * width]:
        if out is None:
            length //= 2
            continue
        operations += 9 * length**2 * whole(channels) * whole(out)
        values += length**2 * whole(out)
        channels = out
    return operations, values


def fusion_work(subdomains):
    """Weights of the dense net."""
    sizes = [subdomains * CLASSES] + HIDDEN + [CLASSES]
    return sum(a * b for a, b in zip(sizes, sizes[1:]))


def local_terms(processes, side, size, samples):
    """What the local epoch's time is linear in, for the process that has the most networks."""
    networks = math.ceil(side * side / processes)
    operations, values = local_work(side, size)
    return np.array([operations * samples, values * samples, samples / BATCH]) * networks


def fit(rows, terms, measured):
    """Coefficients, none negative, with the smallest relative error."""
    matrix = np.array([terms(row) / measured(row) for row in rows])
    return nnls(matrix, np.ones(len(rows)))[0]


def main(file):
    with open(file) as lines:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(lines)]
    place = lambda row: (row["processes"], row["side"], row["size"], row["samples"])
    is_fitted = lambda row: row["size"] in FITTED_SIZES and row["side"] in FITTED_SIDES
    fitted = [r for r in rows if is_fitted(r)]
    held = {
        "other sizes": [r for r in rows if not is_fitted(r) and r["side"] in FITTED_SIDES],
        "another grid": [r for r in rows if r["side"] not in FITTED_SIDES],
    }

    one = fit([r for r in fitted if r["processes"] == 1], lambda r: local_terms(*place(r)), lambda r: r["local epoch"])
    # How much slower each of two processes is beside the other: they share memory and clock.
    crowd = fit(
        [r for r in fitted if r["processes"] == 2], lambda r: np.array([local_terms(*place(r)) @ one]),
        lambda r: r["local epoch"])[0]
    local = lambda r: local_terms(*place(r)) @ one * (crowd if r["processes"] > 1 else 1)
    fusion_terms = lambda r: np.array([r["samples"] / BATCH, fusion_work(r["side"] ** 2) * r["samples"]])
    dense = fit(fitted, fusion_terms, lambda r: r["fusion epoch"])
    # The joined step: the local networks' work and the dense net's.
    steps = lambda r: r["samples"] / BATCH
    joined_terms = lambda r: np.array([local(r), fusion_terms(r) @ dense])
    joined = fit(fitted, joined_terms, lambda r: r["joined epoch"])

    print("processes  subdomains  image | " + "".join(f"{name:>8}" for name in PHASES) + " | seconds a phase")
    for r in rows:
        print(f"{r['processes']:9.0f} {r['side'] ** 2:11.0f} {r['size']:6.0f} | "
              + "".join(f"{r[name]:8.2f}" for name in PHASES))
    print(f"\nlocal: {one[0] * 1e9:.4f} ns a multiply-add ({6e-9 / one[0]:.0f} GFLOP/s), {one[1] * 1e9:.2f} ns a value, "
          f"{one[2] * 1e3:.2f} ms a step; beside another process x {crowd:.2f}")
    print(f"fusion: {dense[0] * 1e3:.2f} ms a step, {dense[1] * 1e9:.4f} ns a weight and sample")
    print(f"joined: x {joined[0]:.2f} of local, x {joined[1]:.2f} of fusion")
    for name, predict in [
        ("local epoch", local), ("fusion epoch", lambda r: fusion_terms(r) @ dense),
        ("joined epoch", lambda r: joined_terms(r) @ joined),
    ]:
        for title, part in [("fitted", fitted), *held.items()]:
            errors = np.array([predict(r) / r[name] - 1 for r in part])
            print(f"{name}, {title}: {len(part)} runs, error median {np.median(np.abs(errors)):.1%}, "
                  f"largest {errors[np.argmax(np.abs(errors))]:+.0%}")
    # Beyond what was measured: one process a subdomain of 45x45 pixels, the image grows with the grid; 100,000 pictures.
    print("\nextrapolated, a process a subdomain, 45x45 pixels each, 100,000 pictures, seconds an epoch,"
          f"\nand {MESSAGE * 1e6:.0f} us assumed for each message that the leader gets or sends:")
    print("subdomains  local  fusion  joined  of which messages  opinions at the leader, MB")
    for side in [4, 8, 10, 16, 23, 32]:
        r = {"processes": side * side, "side": side, "size": 45 * side, "samples": 100_000.0}
        # Width as at 2x2, whatever the grid: what each process has stays the same.
        operations, values = local_work(2, 90)
        work = np.array([operations, values, 1 / BATCH]) * 1e5 @ one
        messages = 2 * MESSAGE * steps(r) * (side * side - 1)
        total = np.array([work, fusion_terms(r) @ dense]) @ joined + messages
        print(f"{side * side:10d} {work:6.0f} {fusion_terms(r) @ dense:7.0f} {total:7.0f} {messages:18.0f} "
              f"{4e5 * CLASSES * side * side / 1e6:27.0f}")


if sys.argv[1] == "--add":
    add(*[float(a) if i in (5, 6) else int(a) if i in (2, 3, 4) else a for i, a in enumerate(sys.argv[2:])])
else:
    main(sys.argv[1])
