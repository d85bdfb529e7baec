"""Random changes to a run's folder: to values in its files, to bytes, and to what lies there at all."""

import functools
import json
import os
import pathlib
import random
import re
import shutil
import struct
from collections.abc import Callable

from tensors import change_safetensors
from values import NUMBERS, VALUES, change_value, dumped, short

# How often a file is chosen beside others, whose weight is 1; folders, locks and event files have 0.3.
WEIGHTS = {"experiment.yaml": 12, "data.json": 10, "results.json": 8, "weights.safetensors": 3, "history.csv": 2}
FIXED = {"data.json": [("shape", [30_000, 30_000]), ("channels", 0), ("classes", []), ("shape", []), ("mean", []),
                       ("deviation", [0]), ("samples", {})]}


def mutate(run: pathlib.Path, chance: random.Random, canary: pathlib.Path) -> str:
    """Changes one thing; what that was."""
    paths = sorted(path for path in run.rglob("*") if not path.is_symlink())
    kinds = {".json": change_json, ".yaml": change_yaml, ".csv": change_csv, ".safetensors": change_safetensors}
    weights = [WEIGHTS.get(path.name, 1 if path.suffix in kinds else 0.3) for path in paths]
    path, how = chance.choices(paths, weights)[0], change_place
    if path.is_file():
        how = chance.choice([kinds.get(path.suffix, change_bytes)] * 4 + [change_bytes, change_place])
    name = str(path.relative_to(run))
    try:
        return f"{name}: {how(path, chance, canary)}"
    except (ValueError, IndexError, KeyError, struct.error, OSError, AttributeError, TypeError) as error:
        # A second change may not fit what the first has left.
        return f"{name}: not changed ({error})"


def change_place(path: pathlib.Path, chance: random.Random, canary: pathlib.Path) -> str:
    """Another kind of file in its place, or none."""
    others = [file for file in path.parent.iterdir() if file.is_file() and file != path]
    kinds: dict[str, Callable] = {
        "removed": lambda: None, "a folder": path.mkdir, "a FIFO": lambda: os.mkfifo(path),
        "a link to /dev/zero": lambda: path.symlink_to("/dev/zero"), "a link to itself": lambda: path.symlink_to(path),
        "a link to nothing": lambda: path.symlink_to("nothing"),
        "a link to a folder elsewhere": lambda: path.symlink_to(canary),
        "a link to a file elsewhere": lambda: path.symlink_to(canary / "weights.safetensors"),
    }
    if others:
        other = chance.choice(sorted(others))
        kinds[f"a copy of {other.name}"] = functools.partial(path.write_bytes, other.read_bytes())
    kind = chance.choice(list(kinds))
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    kinds[kind]()
    return kind


def change_bytes(path: pathlib.Path, chance: random.Random, _: pathlib.Path) -> str:
    content = bytearray(path.read_bytes())
    place = chance.randrange(len(content) + 1)
    kind = chance.choice(["emptied", "cut", "doubled", "zeroed", "flipped", "flipped"])
    match kind:
        case "emptied": content = bytearray()
        case "cut": del content[place:]
        case "doubled": content *= 2
        case "zeroed": content[place:] = bytes(len(content) - place)
        case "flipped":
            for _ in range(chance.choice([1, 1, 2, 8])):
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    return f"bytes {kind} at {place}"


def change_json(path: pathlib.Path, chance: random.Random, _: pathlib.Path) -> str:
    root = json.loads(path.read_bytes())
    if path.name in FIXED and chance.random() < 0.3:
        key, value = chance.choice(FIXED[path.name])
        root[key], what = value, f"{key} set {value}"
    else:
        what = change_value(root, chance)
    path.write_text(dumped(root), errors="replace")
    return what


def change_yaml(path: pathlib.Path, chance: random.Random, _: pathlib.Path) -> str:
    lines = path.read_text().splitlines()
    place = chance.randrange(len(lines))
    key, colon, value = lines[place].partition(":")
    kind = chance.choice(["set"] * 5 + ["removed", "doubled", "number", "indented"])
    match kind:
        case "set": lines[place] = key + colon + " " + dumped(chance.choice(VALUES))
        case "removed": del lines[place]
        case "doubled": lines.insert(place, lines[place])
        case "number": lines[place] = key + colon + re.sub(r"\d+", str(chance.choice(NUMBERS)), value)
        case "indented": lines[place] = "  " + lines[place]
    path.write_text("\n".join(lines) + "\n", errors="replace")
    return f"line {place + 1} {kind}: {short(lines[place]) if place < len(lines) else ''}"


def change_csv(path: pathlib.Path, chance: random.Random, _: pathlib.Path) -> str:
    rows = [line.split(",") for line in path.read_text().splitlines()]
    row = chance.randrange(len(rows))
    cell = chance.randrange(len(rows[row]))
    kind = chance.choice(["set"] * 4 + ["removed", "row doubled", "row removed", "many rows"])
    match kind:
        case "set": rows[row][cell] = str(chance.choice([*NUMBERS, "", "text", '"', "x" * 100_000]))
        case "removed": del rows[row][cell]
        case "row doubled": rows.insert(row, rows[row])
        case "row removed": del rows[row]
        case "many rows": rows += [rows[-1]] * 20_000
    path.write_text("\n".join(map(",".join, rows)) + "\n", errors="replace")
    return f"row {row} cell {cell} {kind} {short(rows[row][cell]) if kind == 'set' else ''}"
