"""Calls of the command without loading it for each: a process that has loaded it forks another for each call.

Needs a C compiler (see forkserver.c); where there is none, each call loads the command as usual."""

import os
import pathlib
import select
import shutil
import signal
import struct
import subprocess
import time

import runs

SOURCE = pathlib.Path(__file__).with_name("forkserver.c")


def build(folder: pathlib.Path) -> pathlib.Path | None:
    """The library to preload; None where calls must load the command themselves."""
    compiler = shutil.which("cc") or shutil.which("clang")
    if compiler is None:
        return None
    library = folder / "forkserver.so"
    done = subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], capture_output=True)
    return library if done.returncode == 0 else None


class Servers:
    """Calls in a place, one after another: a process that has loaded the command for each number of words."""

    def __init__(self, library: pathlib.Path, place: runs.Place):
        self.library, self.place, self.servers = library, place, {}

    def call(self, *words: object, limit: float, ceiling: float) -> runs.Outcome:
        """As `Place.start`."""
        if len(words) not in self.servers:
            self.servers[len(words)] = Server(self.library, self.place, len(words))
        return self.servers[len(words)].call(*words, limit=limit, ceiling=ceiling)


class Server:
    """One process that has loaded the command, and its calls of so many words."""

    def __init__(self, library: pathlib.Path, place: runs.Place, words: int):
        self.place = place
        requests, self.requests = os.pipe()
        self.answers, answers = os.pipe()

        def connect() -> None:
            # By way of high numbers: 3 and 4 may be the other's.
            high = [os.dup2(descriptor, 200 + index) for index, descriptor in enumerate((requests, answers))]
            for number, descriptor in zip((3, 4), high):
                os.dup2(descriptor, number, inheritable=True)

        self.process = subprocess.Popen(
            [str(place.command), *["-"] * words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=connect, close_fds=False,
            env=os.environ | {"LD_PRELOAD": str(library), "TESSERA_CACHE": str(place.folder / "cache")})
        os.close(requests)
        os.close(answers)

    def call(self, *words: object, limit: float, ceiling: float) -> runs.Outcome:
        errors = self.place.folder / "standard-error"
        request = b"".join(os.fsencode(str(word)) + b"\0"
                           for word in (self.place.folder, errors, self.place.command, *words))
        os.write(self.requests, struct.pack("i", len(request)) + request)
        child, begun, memory = self.answer(), time.monotonic(), 0.0
        while not select.select([self.answers], [], [], 0.1)[0]:
            memory = max(memory, runs.resident_megabytes(child))
            if time.monotonic() - begun > limit or memory > ceiling:
                os.kill(child, signal.SIGKILL)
        status, largest = self.answer(), self.answer()
        seconds = time.monotonic() - begun
        told = errors.read_text(errors="replace")
        errors.unlink()
        return runs.Outcome(os.waitstatus_to_exitcode(status), told, seconds, max(memory, largest / 1000))

    def answer(self) -> int:
        bytes = os.read(self.answers, 4)
        if len(bytes) < 4:
            raise SystemExit("error: the process that has loaded the command has ended")
        return struct.unpack("i", bytes)[0]
