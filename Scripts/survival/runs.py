"""A tiny data set and experiment, the command under limits of time and memory, and the bits of a run."""

import dataclasses
import hashlib
import json
import os
import pathlib
import random
import re
import select
import shutil
import signal
import struct
import subprocess
import tempfile
import time
import zlib
from collections.abc import Iterable

EXPERIMENT = """\
name: tiny
data: {path: data}
decomposition: {grid: [1, 2]}
network: {architecture: vgg3, width: 4}
fusion: {hidden: [8], folds: FOLDS}
strategies: [STRATEGIES]
training:
  epochs: {global: 1, local: 2, cnn-dnn: 2, coherent: 1, transfer: 2}
  batchSize: 8
  precision: float32
  keepCheckpoints: 2
  augmentation: {flip: true, shift: 1}
"""


def write_images(folder: pathlib.Path, side: int = 12) -> None:
    """Writes grey PNG files of three classes in two parts: noise on a background that tells the class."""
    noise = random.Random(1)
    for part, label, index in [(part, label, index) for part, count in (("train", 8), ("val", 4))
                               for label in range(3) for index in range(count)]:
        rows = b"".join(b"\0" + bytes(60 * label + noise.randrange(100) for _ in range(side)) for _ in range(side))
        chunks = [(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)),
                  (b"IEND", b"")]
        file = folder / part / "abc"[label] / f"{index}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            for kind, body in chunks))


@dataclasses.dataclass
class Outcome:
    """How a call ended: its status, negative where a signal ended it; its words; its largest memory in MB."""

    status: int
    errors: str
    seconds: float
    memory: float

    @property
    def sentence(self) -> str:
        """What it says was wrong, or what it crashed by and where; else its last words."""
        lines = self.errors.strip().splitlines() or [""]
        words = next((line for mark in ("error: ", "*** Swift") for line in lines if line.startswith(mark)), lines[-1])
        source = re.search(r" at (Sources/\S+)", self.errors) if self.status < 0 else None
        return words[:300] + (f" ({source[1]})" if source else "")

    def __str__(self) -> str:
        return f"status {self.status} after {self.seconds:.1f} s, {self.memory:.0f} MB: {self.sentence}"


class Place:
    """A folder to call the command in, with a data set `data`, an experiment `experiment.yaml` and a cache."""

    def __init__(self, folder: pathlib.Path, command: pathlib.Path):
        self.folder, self.command, self.run = folder, command, folder / "run"

    def prepare(self, strategies: str = "average, cnn-dnn, transfer", folds: int = 2) -> None:
        write_images(self.folder / "data")
        experiment = EXPERIMENT.replace("STRATEGIES", strategies).replace("FOLDS", str(folds))
        (self.folder / "experiment.yaml").write_text(experiment)

    def copy(self, folder: pathlib.Path) -> "Place":
        """The same elsewhere, as fresh as this one."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Place(folder, self.command)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, *words: object, limit: float = 60, ceiling: float = 4000, before: Iterable[object] = (),
              delay: float = 0) -> Outcome:
        """Runs the command, behind `before`, to its end; kills it beyond `limit` seconds or `ceiling` MB."""
        time.sleep(delay)
        with tempfile.TemporaryFile() as errors:
            # Ends when the last process has closed it: the command, and whoever traces it.
            alive, held = os.pipe()
            begun, memory = time.monotonic(), 0.0
            process = subprocess.Popen(
                [*map(str, before), str(self.command), *map(str, words)], cwd=self.folder, pass_fds=[held],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True,
                env=os.environ | {"TESSERA_CACHE": str(self.folder / "cache")})
            os.close(held)
            while not select.select([alive], [], [], 0.1)[0]:
                memory = max(memory, resident_megabytes(process.pid))
                if time.monotonic() - begun > limit or memory > ceiling:
                    os.killpg(process.pid, signal.SIGKILL)
            os.close(alive)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            errors.seek(0)
            return Outcome(process.returncode, errors.read().decode(errors="replace"), time.monotonic() - begun,
                           max(memory, usage.ru_maxrss / 1000))

    def train(self, *words: object, **limits: object) -> Outcome:
        return self.start("train", "experiment.yaml", "--output", "run", "--workers", 1, *words, **limits)

    def bits(self) -> dict[str, str]:
        """What interruptions must not change: a hash of each network's weights, and all accuracies."""
        bits = {str(file.relative_to(self.run)): hashlib.sha256(file.read_bytes()).hexdigest()
                for file in sorted(self.run.rglob("weights.safetensors"))}
        results = self.run / "results.json"
        if results.is_file():
            content = json.loads(results.read_bytes())
            bits |= {f"{one.get('strategy', one.get('subdomain'))} {part}": str(one[part]["accuracy"])
                     for one in content["locals"] + content["strategies"] for part in ("training", "validation")}
        return bits


def resident_megabytes(process: int) -> float:
    try:
        return int(pathlib.Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError):
        return 0


def differences(bits: dict[str, str], expected: dict[str, str]) -> str:
    """The names of what differs; empty where nothing does."""
    return ", ".join(sorted(name for name in bits | expected if bits.get(name) != expected.get(name)))
