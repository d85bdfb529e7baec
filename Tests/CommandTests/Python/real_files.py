"""Makes small data sets as people have them and asks `tessera data` what they hold.

Usage: real_files.py TESSERA FOLDER. Each case is a function that fills a folder and says what is right: the samples of
each class in each part, or words of a refusal. Ends with the number of cases, or a message for each that differs.
"""

import gzip
import pathlib
import shutil
import struct
import subprocess
import sys
import unicodedata

import nibabel
import numpy as np

tessera, root = sys.argv[1], pathlib.Path(sys.argv[2])
rng = np.random.default_rng(5)
cases = []
CLASSES = ("bus", "car")


def case(*options, at="", notes=(), refused=()):
    def add(fill):
        cases.append((fill, options, at, notes, refused))
        return fill
    return add


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def picture():
    return b"P5 8 8 255\n" + rng.integers(0, 256, 64).astype("u1").tobytes()


def volume():
    return gzip.compress(nibabel.Nifti1Image(rng.integers(0, 256, (6, 5, 4)).astype("u1"), np.eye(4)).to_bytes(), mtime=0)


def classes(folder, make=picture, ending=".pgm", names=CLASSES, count=5):
    for name in names:
        for index in range(count):
            write(folder / name / f"{index}{ending}", make())


def counts(training, validation, names=CLASSES):
    return {name: [training, validation] for name in names}


# Folders

def parts(one, other):
    def fill(d):
        classes(d / one), classes(d / other)
        return counts(5, 5)
    return fill


for one, other in ("training", "testing"), ("Train", "VAL"), ("training_set", "test_set"), ("train", "dev"), ("train", "eval"):
    case()(parts(one, other))


@case()
def a_class_called_train(d):
    classes(d, names=(*CLASSES, "train"))
    return counts(4, 1, (*CLASSES, "train"))


@case(refused=["Test/ and Train/ are parts that hold no class folders", "data.table"])
def flat_parts(d):
    classes(d, names=("Train", "Test"))


@case(notes=["the data lie in wrap/"])
def a_wrapper(d):
    classes(d / "wrap"), write(d / "__MACOSX" / "bus" / "._0.pgm", b"\0")
    return counts(4, 1)


@case(notes=["test/ holds 5 images without classes"])
def a_part_without_labels(d):
    classes(d / "train"), classes(d, names=["test"])
    return counts(4, 1)


@case(notes=["6 of 16 images lie in folders within the classes'"])
def deep_folders(d):
    classes(d), classes(d, names=("bus/day", "car/night"), count=3)
    return counts(6, 2)


@case(notes=["passed over: 2 .HEIC, 1 .avif"])
def other_files(d):
    classes(d), write(d / "bus" / "x.HEIC", "none"), write(d / "car" / "y.HEIC", "none"), write(d / "car" / "z.avif", "none")
    return counts(4, 1)


@case(notes=["in letters that look the same"])
def names_that_look_the_same(d):
    twins = [unicodedata.normalize(form, "caf\u00e9") for form in ("NFC", "NFD")]
    classes(d, names=("car", *twins))
    return {"car": [4, 1], twins[0]: [8, 2]}


@case(notes=["left out as masks or label maps of other volumes: 10"])
def masks(d):
    classes(d, volume, ".nii.gz"), classes(d, volume, "_seg.nii.gz")
    return counts(4, 1)


@case(refused=["labels.csv: it has lines for the folders beside it", "patient, grade"])
def patients(d):
    for index in range(8):
        classes(d, volume, ".nii.gz", names=[f"P{index}"], count=3)
    write(d / "labels.csv", "patient,grade\n" + "".join(f"P{index},{index % 2}\n" for index in range(8)))


@case()
def a_folder_a_patient(d):
    classes(d, volume, "/T1w.nii.gz")
    return counts(4, 1)


# Tables

def table(d, header, row=lambda file, index: (file, CLASSES[index % 2]), separator=",", name="labels.csv", make=picture, ending=".pgm",
          folder="images", count=10):
    rows = [header]
    for index in range(count):
        write(d / folder / f"{index}{ending}", make())
        rows.append(row(f"{folder}/{index}{ending}", index))
    write(d / name, "".join(separator.join(fields) + "\n" for fields in rows))
    return counts(4, 1)


for make, ending in (picture, ".pgm"), (volume, ".nii.gz"):
    for separator, name in (",", "labels.csv"), (";", "labels.csv"), ("\t", "participants.tsv"):
        for at in "", f"/{name}":
            case(at=at, notes=["names the samples and their classes"])(
                lambda d, make=make, ending=ending, separator=separator, name=name: table(
                    d, ("File", "Label"), separator=separator, name=name, make=make, ending=ending))


@case(at="/train.csv", notes=["files are found by their names"])
def ids(d):
    return table(d, ("id", "label"), lambda file, index: (str(index), CLASSES[index % 2]), name="train.csv", folder="train")


@case(at="/labels.csv", notes=["the column split says", "samples of one patient stay together"])
def split_and_patients(d):
    table(d, ("file", "label", "split", "patient"),
          lambda file, index: (file, CLASSES[index // 2 % 2], "val" if index >= 6 else "train", f"P{index // 2}"))
    return {"bus": [4, 2], "car": [2, 2]}


@case(refused=["line 3 gives images/0.pgm the label car, line 2 the label bus", "line 13 names images/none.pgm, which is not there",
               "differ in letters or blanks"])
def mistakes(d):
    table(d, ("file", "label"))
    lines = d.joinpath("labels.csv").read_text().splitlines()
    lines[2:2] = ["images/0.pgm,car"]
    write(d / "labels.csv", "\n".join(lines + ["images/none.pgm,bus", "images/x.pgm,Bus"]) + "\n")
    write(d / "images" / "x.pgm", picture())


# Arrays

def arrays(d, **members):
    d.mkdir(parents=True, exist_ok=True)
    np.savez(d / "data.npz", **members)


def pixels(count, *shape, kind="u1"):
    return rng.integers(0, 256, (count, *(shape or (8, 8)))).astype(kind)


def labels(count, classes=2):
    return np.arange(count) % classes


@case()
def capital_names(d):
    arrays(d, X_train=pixels(20), y_train=labels(20), X_test=pixels(10), y_test=labels(10))
    return counts(10, 5, "01")


@case()
def one_part(d):
    arrays(d, images=pixels(20), labels=labels(20))
    return counts(8, 2, "01")


@case(refused=["there are arr_0", "x_train and y_train"])
def nameless(d):
    arrays(d, arr_0=pixels(20))


@case(refused=["data.axes: channelsFirst"])
def channels_first(d):
    arrays(d, x=pixels(20, 3, 12, 12), y=labels(20))


@case(notes=["they begin at 1"])
def labels_from_one(d):
    arrays(d, x=pixels(20), y=labels(20) + 1)
    return counts(8, 2, "12")


@case(notes=["some are missing in between"])
def gaps(d):
    arrays(d, x=pixels(20), y=labels(20) * 100)
    return {"0": [8, 2], "100": [8, 2]}


@case()
def one_hot(d):
    arrays(d, x=pixels(20), y=np.eye(2)[labels(20)])
    return counts(8, 2, "01")


for kind in "<f2", ">u2", ">f4", "|b1":
    @case("--window", "0,255")
    def other_types(d, kind=kind):
        arrays(d, x=pixels(20).astype(kind), y=labels(20))
        return counts(8, 2, "01")


@case()
def fortran(d):
    arrays(d, x=np.asfortranarray(pixels(20)), y=labels(20))
    return counts(8, 2, "01")


@case("--window", "0,1", refused=["is uint8 from", "is float32 from"])
def ranges(d):
    arrays(d, x_train=pixels(20), y_train=labels(20), x_test=(pixels(10) / 255).astype("f4"), y_test=labels(10))


@case()
def idx_in_folders(d):
    for part, count in ("train", 24), ("t10k", 12):
        for name, array in ("images-idx3", pixels(count)), ("labels-idx1", labels(count, 12).astype("u1")):
            file = f"{part}-{name}-ubyte"
            header = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape)
            write(d / file / file, header + array.tobytes())
    return {str(number): [2, 1] for number in range(12)}


# DICOM

def element(group, number, kind, value):
    value = value.encode() if isinstance(value, str) else value
    value += b"\0" if kind in ("UI", "OW") and len(value) % 2 else b" " if len(value) % 2 else b""
    start = struct.pack("<HH", group, number) + kind.encode()
    return start + (struct.pack("<HI", 0, len(value)) if kind in ("OW", "OB") else struct.pack("<H", len(value))) + value


def slice_of(series, z, x=0.0, kind="ORIGINAL\\PRIMARY\\AXIAL", modality="CT", has_place=True, has_pixels=True, description="series"):
    word = lambda number: struct.pack("<H", number)
    meta = element(2, 2, "UI", "1.2.840.10008.5.1.4.1.1.2") + element(2, 16, "UI", "1.2.840.10008.1.2.1")
    body = element(8, 8, "CS", kind) + element(8, 0x60, "CS", modality) + element(8, 0x103E, "LO", description)
    body += element(0x20, 0xE, "UI", series)
    if has_place:
        body += element(0x20, 0x32, "DS", f"{x}\\0\\{z}") + element(0x20, 0x37, "DS", "1\\0\\0\\0\\1\\0")
    body += element(0x28, 2, "US", word(1)) + element(0x28, 4, "CS", "MONOCHROME2") + element(0x28, 0x10, "US", word(5))
    body += element(0x28, 0x11, "US", word(6)) + element(0x28, 0x100, "US", word(16)) + element(0x28, 0x101, "US", word(16))
    body += element(0x28, 0x102, "US", word(15)) + element(0x28, 0x103, "US", word(0))
    if has_pixels:
        body += element(0x7FE0, 0x10, "OW", rng.integers(0, 256, 30).astype("<u2").tobytes())
    return bytes(128) + b"DICM" + meta + body


def series(folder, number, places=range(0, 12, 2), change=lambda index: {}, start=0, beside=lambda folder: None):
    for index, z in enumerate(places):
        write(folder / f"I{index}", slice_of(f"1.2.{number}", z, **change(index))[start:])
    beside(folder)


def all_series(d, place="p{}", **options):
    for number, name in enumerate(f"{name}/{place.format(index)}" for name in CLASSES for index in range(5)):
        series(d / name, number + 3, **options)
    return counts(4, 1)


def dicom(refused=(), notes=(), **options):
    case("--window", "0,255", refused=refused, notes=notes)(lambda d: all_series(d, **options))


dicom()
dicom(place="patient{}/study/series")
dicom(start=132)
dicom(notes=["10 files that are no DICOM"], beside=lambda folder: write(folder / "LICENSE", "CC0"))
dicom(notes=["10 DICOM objects that are no pictures"], beside=lambda folder: write(folder / "SR", slice_of("1.9", 0, has_pixels=False)))
dicom(notes=["10 localizers"], beside=lambda folder: write(folder / "SCOUT", slice_of("1.9", 99, kind="ORIGINAL\\PRIMARY\\LOCALIZER")))
dicom(refused=["2 series", "“other” (1 slices"], beside=lambda folder: write(folder / "J", slice_of("1.9", 99, description="other")))
dicom(refused=["they are 5.0 mm apart, others 2.0 mm"], places=[0, 2, 4, 6, 8, 13, 18])
dicom(refused=["mm aside of those before"], change=lambda index: {"x": 0.0 if index < 3 else 50.0})
dicom(refused=["2 volumes of 3 slices each"], places=[0, 2, 4] * 2)
dicom(refused=["is a mosaic"], change=lambda index: {"kind": "ORIGINAL\\PRIMARY\\MOSAIC"})
dicom(notes=["series whose slices lie unevenly"], places=[0, 2, 4.3, 6, 8])


@case("--window", "0,255")
def x_rays(d):
    for number, name in enumerate(f"{name}/{index}.dcm" for name in CLASSES for index in range(5)):
        write(d / name, slice_of(f"1.2.{number}", 0, modality="DX", has_place=False))
    return counts(4, 1)


def problems(number):
    fill, options, at, notes, refused = cases[number]
    folder = root / f"{number}"
    right = fill(folder)
    run = subprocess.run([tessera, "data", f"{folder}{at}", *options], capture_output=True, text=True)
    lines = run.stdout.splitlines()
    start = next((index + 2 for index, line in enumerate(lines) if line.startswith("class ")), len(lines))
    found = {}
    for line in lines[start:]:
        words = line.split()
        if len(words) != 3:
            break
        found[words[0]] = [int(words[1]), int(words[2])]
    shutil.rmtree(folder)
    if run.returncode != (65 if refused else 0):
        yield f"status {run.returncode}: {run.stderr}"
    elif not refused and found != right:
        yield f"{found} instead of {right}"
    for words in (*notes, *refused):
        if words not in run.stderr:
            yield f"not said: {words}; but {run.stderr}"


wrong = [f"{number} ({cases[number][0].__name__}): {text}" for number in range(len(cases)) for text in problems(number)]
if wrong:
    sys.exit("\n".join(wrong))
print(f"{len(cases)} cases")
