"""Runs exported ONNX models on the files that `tessera predict --json` was asked about, and compares the probabilities.

Usage: onnx_models.py FOLDER TOLERANCE. For each NAME.onnx the folder holds NAME.json, what predict printed; the files in
it lie relative to the current folder. Prints the largest difference of each model; ends with a message where one is above
the tolerance, where a decision differs, or where a model is not what it should be.
"""

import json
import pathlib
import sys

import nibabel
import numpy as np
import onnx
import onnxruntime
from PIL import Image


def read(path):
    """[1, axes...]: volumes in RAS."""
    if path.endswith(".nii"):
        return nibabel.as_closest_canonical(nibabel.load(path)).get_fdata()[None].astype(np.float32)
    return np.asarray(Image.open(path), np.float32)[None]


folder, tolerance = pathlib.Path(sys.argv[1]), float(sys.argv[2])
models = sorted(folder.glob("*.onnx"))
worst, ties = 0.0, 0
for path in models:
    onnx.checker.check_model(onnx.load(path), full_check=True)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    about = session.get_modelmeta().custom_metadata_map
    classes = json.loads(about["classes"])
    run, strategy = path.stem.split(".")
    [taken], [given] = session.get_inputs(), session.get_outputs()
    told = json.loads(path.with_suffix(".json").read_text())
    images = np.stack([read(member["file"]) for member in told])
    expected = np.array([list(member["probabilities"].values()) for member in told])
    if (
        (about["run"], about["strategy"], json.loads(about["grid"])[0] > 0) != (run, strategy, True)
        or (taken.name, taken.type, taken.shape) != ("images", "tensor(float)", ["batch", *images.shape[1:]])
        or (given.name, given.type, given.shape) != ("probabilities", "tensor(float)", ["batch", len(classes)])
        or any(list(member["probabilities"]) != classes for member in told)
    ):
        sys.exit(f"{path.name}: {about}, {taken}, {given}")
    found = session.run(None, {"images": images})[0]
    alone = session.run(None, {"images": images[:1]})[0]
    off = max(np.abs(found - expected).max(), np.abs(alone - expected[:1]).max())
    decided = [classes[index] for index in found.argmax(1)]
    if decided != [member["class"] for member in told]:
        sys.exit(f"{path.name}: decides otherwise")
    if strategy == "majority":
        ties += sum((row == row.max()).sum() > 1 for row in expected)
    print(f"{path.name}: {off:.1e}")
    worst = max(worst, off)
print(f"{len(models)} models, {ties} ties")
sys.exit(0 if worst <= tolerance else f"the probabilities differ by {worst:.1e}, more than {tolerance:.0e}")
