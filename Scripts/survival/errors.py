#!/usr/bin/env python3
"""Has system calls of a training on its files fail, one after another, and resumes it.

The same training as that of kills.py. Each of its calls on the run's folder or the cache (those that open files to
read, too) fails once with each error of its kind, as on a full disk (ENOSPC), a broken one (EIO), one that may not be
written (EACCES, EPERM), or for a signal (EINTR). The call of the command must end with 0 where it can do without, else
with a sentence `error: ...` and a status that docs/Runs.md promises: never by a signal, with 70, or not at all. EINTR
must be survived. `--resume` then has to end with the bytes of the undisturbed run. Needs strace.

Usage: Scripts/survival/errors.py [COMMAND] [--count 500] [--first I] [--jobs 2] [--keep]

`--count` errors are spread evenly over all; `--count 0` takes all. `--first I --count 1` repeats a failure (on a busy
machine perhaps a neighbour of it).
Exit status: 1 where anything failed; 69 where strace or the command is missing.
"""

import collections
import sys

import calls
import driver
import runs
from kills import Step, recorded, resumed

ERRORS = {
    "openat": ["ENOSPC", "EIO", "EACCES", "EINTR"],
    "mkdir": ["ENOSPC", "EIO", "EACCES"],
    "flock": ["EIO", "ENOLCK", "EINTR"],
    "write": ["ENOSPC", "EIO", "EINTR"],
    "pwrite64": ["ENOSPC", "EIO", "EINTR"],
    "ftruncate": ["EIO", "EINTR"],
    "fsync": ["ENOSPC", "EIO", "EINTR"],
    "link": ["EPERM", "ENOSPC", "EIO"],
}
OTHERS = ["ENOSPC", "EIO", "EACCES"]
# Training failed, bad input, something is missing, cannot write, in use.
PROMISED = {1, 65, 69, 74, 75}
LIMIT = 30


def wrong_end(outcome: runs.Outcome, error: str) -> str:
    """What is wrong with how the call ended; empty where nothing is."""
    if outcome.seconds > LIMIT:
        return "hangs"
    if outcome.status == 0:
        return ""
    if error == "EINTR":
        return "EINTR is not survived"
    if outcome.status not in PROMISED:
        return "ends otherwise than promised"
    return "" if outcome.sentence.startswith("error: ") else "says no sentence"


def main() -> int:
    options = driver.arguments(
        __doc__, count={"type": int, "default": 500, "help": "how many errors; 0: all; default: 500"},
        first={"type": int, "default": None, "help": "begin with the error of this number, and take each"})
    calls.check()
    with driver.scratch(options.keep) as folder:
        steps = recorded(folder, options.command)
        all_errors = list(enumerate(
            (step, call, error) for step in steps for call in step.calls for error in ERRORS.get(call.kind, OTHERS)))
        if options.first is not None:
            chosen = all_errors[options.first:][:options.count or None]
        else:
            stride = len(all_errors) / min(options.count or len(all_errors), len(all_errors))
            chosen = [all_errors[int(index * stride)] for index in range(int(len(all_errors) / stride))]

        def fail(item: tuple[int, tuple[Step, calls.Call, str]]) -> tuple[bool, int, list[str]]:
            number, (step, call, error) = item
            if not call.number:
                return False, 0, []
            place = step.before.copy(folder / f"error-{number}")
            outcome, was_hit = calls.inject(place, step.words, call, f"error={error}", limit=LIMIT)
            wrong = []
            if was_hit:
                ends = f"{what}: {outcome}" if (what := wrong_end(outcome, error)) else ""
                wrong = [what for what in (ends, resumed(place, step)) if what]
            if not wrong or not options.keep:
                place.remove()
            return was_hit, outcome.status, wrong

        table, failures = collections.defaultdict(collections.Counter), 0
        for (number, (step, call, error)), (was_hit, status, wrong) in driver.each(
                fail, chosen, options.jobs, "errors"):
            row = table[call.kind, error]
            row["calls"] += 1
            row["failed"] += was_hit
            row[status] += was_hit
            row["failures"] += bool(wrong)
            failures += bool(wrong)
            for what in wrong:
                print(f"error {number}, {' '.join(step.words) or 'first run'}: {call}: {error}: {what}", flush=True)
    statuses = sorted({key for row in table.values() for key in row if isinstance(key, int)})
    columns = ["calls", "failed", *statuses, "failures"]
    driver.show(["kind", "error", *(f"status {name}" if name in statuses else name for name in columns)],
                [[*key, *(row[name] for name in columns)] for key, row in sorted(table.items())])
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
