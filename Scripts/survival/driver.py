"""What every survival driver has: its command line, a scratch folder, work done a few at once, a table at the end."""

import argparse
import concurrent.futures
import contextlib
import pathlib
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator

PROJECT = pathlib.Path(__file__).resolve().parents[2]


def arguments(documentation: str, **options: dict) -> argparse.Namespace:
    """The command line: the built command, --jobs, --keep, and a driver's own options by their names."""
    parser = argparse.ArgumentParser(description=documentation, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "command", nargs="?", default=PROJECT / ".build/release/tessera", type=pathlib.Path,
        help="the built command; default: .build/release/tessera of the project")
    parser.add_argument("--keep", action="store_true", help="leave the scratch folder, and tell where it is")
    jobs = {"type": int, "default": 2, "help": "calls at once; default: 2"}
    for name, option in ({"jobs": jobs} | options).items():
        parser.add_argument(f"--{name}", **option)
    chosen = parser.parse_args()
    chosen.command = chosen.command.resolve()
    if not chosen.command.is_file():
        end_as_missing(f"{chosen.command} is not there; build it with Scripts/main-job, or name the built command")
    return chosen


def end_as_missing(what: str) -> None:
    print(f"error: {what}", file=sys.stderr)
    raise SystemExit(69)


@contextlib.contextmanager
def scratch(keep: bool) -> Iterator[pathlib.Path]:
    """A folder that lasts as long as the driver."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tessera-survival-")).resolve()
    try:
        yield folder
    finally:
        print(f"scratch folder: {folder}") if keep else shutil.rmtree(folder, ignore_errors=True)


def each(work: Callable, items: list, jobs: int, what: str) -> Iterator[tuple[object, object]]:
    """Each item with what `work` made of it, as they come, `jobs` at once; tells every half a minute how far it is."""
    begun = told = time.monotonic()
    pool = concurrent.futures.ThreadPoolExecutor(jobs)
    try:
        waiting = {pool.submit(work, item): item for item in items}
        for done, future in enumerate(concurrent.futures.as_completed(waiting), 1):
            yield waiting[future], future.result()
            if time.monotonic() - told > 30:
                told = time.monotonic()
                print(f"{done} of {len(items)} {what}, {(told - begun) / done:.2f} s each", flush=True)
    finally:
        # Whoever stops the driver does not want the rest.
        pool.shutdown(cancel_futures=True)


def show(header: list[str], rows: Iterable[list[object]]) -> None:
    """Prints a table."""
    table = [header, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(header))]
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
