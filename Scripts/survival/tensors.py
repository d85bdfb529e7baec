"""Random changes to a safetensors file, mostly with a hash of its content that fits again."""

import json
import math
import pathlib
import random
import re
import struct

from values import NUMBERS, change_value, dumped, short

# What the hash is called.
HASH = "fnv1a64"


def content_hash(header: str, tensors: bytes) -> str:
    """FNV-1a of 64 bits, as in Sources/Torch/Safetensors+Writing.swift."""
    hash = 0xCBF29CE484222325
    for byte in header.encode(errors="replace") + tensors:
        hash = (hash ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{hash:016x}"


def change_safetensors(path: pathlib.Path, chance: random.Random, _: pathlib.Path) -> str:
    """The header, what it says of the training, or the numbers; mostly with a hash that fits again."""
    content = path.read_bytes()
    end = 8 + struct.unpack("<Q", content[:8])[0]
    header, tensors = json.loads(content[8:end]), content[end:]
    metadata = header.get("__metadata__", {})
    kind = chance.choice(["header", "shape", "metadata", "numbers"])
    if kind == "header":
        what = change_value(header, chance)
    elif kind == "shape":
        name = chance.choice([name for name in header if name != "__metadata__"])
        shape = header[name]["shape"]
        header[name]["shape"] = chance.choice([
            shape[::-1], [1, *shape], [*shape, 1], [math.prod(shape)], shape[1:], [0, *shape], [2**31, *shape], [-1]])
        if chance.random() < 0.2:
            # In front, where tensors without bytes are hashed.
            more = {"dtype": "F32", "shape": [0, 2**62, 2**62], "data_offsets": [0, 0]}
            header = {"__metadata__": metadata, "more": more} | header
        what = f"of {name}: {header[name]['shape']}"
    elif kind == "metadata":
        key = chance.choice([key for key in metadata if key != HASH])
        metadata[key] = re.sub(r"\d+", str(chance.choice(NUMBERS)), metadata[key], count=1)
        what = f"{key}: {short(metadata[key])}"
    else:
        number = chance.choice([b"\0\0\xc0\x7f", b"\0\0\x80\x7f", b"\xff\xff\x7f\x7f", b"\0\0\0\0", b"\1\0\0\0"])
        first = chance.randrange(len(tensors) // 4) * 4
        last = chance.choice([first + 4, len(tensors)])
        tensors = tensors[:first] + number * ((last - first) // 4) + tensors[last:]
        what = f"{number.hex()} from {first} to {last}"
    if fits := chance.random() < 0.9:
        metadata.pop(HASH, None)
        metadata[HASH] = content_hash(dumped(header).replace('"__metadata__":{},', ""), tensors)
        header["__metadata__"] = dict(sorted(metadata.items()))
    bytes_ = dumped(header).encode(errors="replace")
    bytes_ += b" " * (-len(bytes_) % 8)
    path.write_bytes(struct.pack("<Q", len(bytes_)) + bytes_ + tensors)
    return f"{kind} {what}{', with a hash that fits' if fits else ''}"
