"""Unpacks the part of the wheels that a C++ program needs: unpack-libtorch.py WHEELS DESTINATION (lib/, include/)."""

import pathlib
import shutil
import sys
import zipfile

wheels, destination = map(pathlib.Path, sys.argv[1:])


def target(name: str) -> str | None:
    """Where a wheel's member goes below DESTINATION; None: it is not needed."""
    if name.endswith("/"):
        return None
    if name.startswith("torch/include/"):
        return name.removeprefix("torch/")
    folder, _, file = name.rpartition("/")
    if folder == "torch/lib" and ".so" in file and "python" not in file:
        return f"lib/{file}"
    if folder == "nvidia/cu13/lib" and file.startswith(("libcudart.so", "libcupti.so")):
        return f"lib/{file}"
    return None


for wheel in sorted(wheels.glob("*.whl")):
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            if path := target(member):
                file = destination / path
                file.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, file.open("wb") as sink:
                    shutil.copyfileobj(source, sink)
