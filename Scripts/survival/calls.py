"""System calls of a training on its files: lists them with strace, has one of them kill the command, or fail.

strace counts the calls of each thread by itself, so the third of a kind may come in several threads. So a call is named
by a file, too, which no other thread has used so often before (`strace -P`). Temporary files have the process's number
in their names: strace stands behind the command (`-D`), whose number is that of the shell before it. (`--seccomp-bpf`
would be quicker, but loses injected signals.)

What cannot be named so is a file with a random name (TensorBoard's, the cache's) in a thread that is not the first to
come as far, and a file that several threads have used as often. Such calls have no number; drivers count them.
"""

import collections
import dataclasses
import re
import shutil

import driver
from runs import Outcome, Place

# All that changes files, and the opening of those that are read.
KINDS = ["openat", "mkdir", "flock", "write", "pwrite64", "ftruncate", "fsync", "fdatasync", "utimensat", "rename",
         "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "rmdir"]
LINE = re.compile(r"(\d+) +(\w+)\((.*?)(?:\) += .*|\)? *<unfinished .*)?$")
PATH = re.compile(r'"([^"]*)"|\d<([/@][^>]*)>')
# Stands for the folder of the place: each call is made in another one.
HERE = "@HERE@/"
RANDOM_NAME = re.compile(r"tfevents|\.\d+\.(part|tmp)$")


@dataclasses.dataclass(frozen=True)
class Call:
    """One system call: the `number`-th of its kind in its thread, among those on `path` where there is one."""

    kind: str
    files: tuple[str, ...]
    # What it changes nothing by: it failed, or it opens a file to read.
    is_idle: bool
    number: int = 0
    path: str = ""

    def __str__(self) -> str:
        return f"{self.kind}({', '.join(self.files)})".replace(HERE, "")

    def resembles(self, other: "Call") -> bool:
        """Whether it is the same but for random names."""
        return re.sub(r"\d{4,}", "#", str(self)) == re.sub(r"\d{4,}", "#", str(other))


def check() -> None:
    if shutil.which("strace") is None:
        driver.end_as_missing("strace is not there; install Debian's package strace")


def traced(place: Place, words: list[str], kinds: list[str], *options: str, **limits: object) -> tuple[Outcome, list]:
    """Trains under strace; how that ended, and of each call its thread, the call, and its line."""
    log = place.folder / "strace.log"
    log.unlink(missing_ok=True)
    before = ["bash", "-c", 'exec strace "${@//@PID@/$$}"', "strace", "-D", "-f", "-y", "-qq", "-s", 0,
              "-o", log, "-e", f"trace={','.join(f'?{kind}' for kind in kinds)}", *options]
    outcome = place.train(*words, before=before, **limits)
    found = []
    for line in log.read_text(errors="replace").splitlines() if log.exists() else []:
        if match := LINE.match(line):
            thread, kind, rest = match.groups()
            rest = re.sub(r"\.tessera-\d+-", ".tessera-@PID@-", rest).replace(f"{place.folder}/", HERE)
            files = tuple(first or second for first, second in PATH.findall(rest))
            is_idle = " = -1 " in line or (kind == "openat" and "O_CREAT" not in rest)
            found.append((thread, Call(kind, files, is_idle), line))
    return outcome, found


def record(place: Place, words: list[str]) -> tuple[Outcome, list[Call]]:
    """Trains undisturbed; all calls on files of the run and the cache, in order."""
    outcome, found = traced(place, words, KINDS)
    reached: dict[tuple, collections.Counter] = collections.defaultdict(collections.Counter)
    calls = []
    for thread, call, _ in found:
        names = []
        # strace looks at the first name of a rename only.
        for path in dict.fromkeys([*(call.files[:1] if call.kind == "rename" else call.files), ""]):
            threads = reached[call.kind, path]
            threads[thread] += 1
            # Another thread that has come as far would be hit first.
            is_first = all(other == thread or count < threads[thread] for other, count in threads.items())
            if is_first and not RANDOM_NAME.search(path):
                names.append((threads[thread], path))
        if any(file.removeprefix(HERE).split("/")[0] in ("run", "cache") for file in call.files):
            number, path = min(names, default=(0, ""))
            calls.append(dataclasses.replace(call, number=number, path=path))
    return outcome, calls


def inject(place: Place, words: list[str], call: Call, what: str, **limits: object) -> tuple[Outcome, bool]:
    """Trains with `what` (such as `signal=KILL`) done to one call; how it ended, and whether that call was hit."""
    filters = ["-P", call.path.replace(HERE, f"{place.folder}/")] if call.path else []
    outcome, found = traced(
        place, words, [call.kind], *filters, "-e", f"inject={call.kind}:{what}:when={call.number}", **limits)
    hit = [other for _, other, line in found if "(INJECTED)" in line] or [other for _, other, _ in found[-1:]]
    return outcome, bool(hit) and hit[0].resembles(call)
