"""Extreme values, and random changes to a JSON value: what mutants of JSON, YAML, CSV and headers are made of."""

import json
import random

# A place where brackets without end are to stand.
DEEP = "@DEEP@"
NUMBERS = [
    0, 1, -1, 2, 255, 30_000, 65_536, 2**31, 2**32, 2**53 + 1, 2**62, 2**63 - 1, -(2**63), 2**63, 2**64, 10**40, 0.5,
    1e-320, 1e15, 1e19, 1e308, -1e308, float("nan"), float("inf"),
]
VALUES = [
    *NUMBERS, True, None, "", "text", "../canary", "a\0b", "é" * 9, "x" * 100_000, [], {}, [0], [[]], [30_000, 30_000],
    [2**32, 2**32], [1] * 70, [1] * 100_000, DEEP,
]


def places(value: object) -> list[tuple[object, object]]:
    """Everything within a JSON value, as what holds it and its key there."""
    found = []
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []:
        found += [(value, key), *places(value[key])]
    return found


def change_value(root: object, chance: random.Random) -> str:
    """Changes one value somewhere within `root`."""
    holder, key = chance.choice(places(root))
    kind = chance.choice(["set"] * 4 + ["removed", "doubled", "renamed"])
    match kind, holder:
        case "set", _: holder[key] = chance.choice(VALUES)
        case "removed", _: del holder[key]
        case "doubled", list(): holder.insert(key, holder[key])
        case "doubled", dict(): holder[key] = [holder[key], holder[key]]
        case _, dict(): holder[f"{key}2"] = holder.pop(key)
        case _: holder.reverse()
    return f"{key} {kind} {short(holder[key]) if kind == 'set' else ''}"


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace(f'"{DEEP}"', "[" * 100_000)


def short(value: object) -> str:
    text = repr(value)
    return text if len(text) < 60 else text[:50] + f"... ({len(text)} characters)"
