#!/usr/bin/env python3
"""Makes the DICOM files that tests read, and what other libraries read in them.

Needs pydicom 3 with pylibjpeg, pylibjpeg-openjpeg and pyjpegls, nibabel, Pillow, and gdcmconv (Debian's libgdcm-tools).

    python3 make.py [colours]

makes all, or the coloured ones alone:

packed-*.dcm     one slice of 16 columns and 12 rows, packed by GDCM, of values that follow from r = 7 * row + 11 * column:
                 i16 holds 10 * r - 500, u12 holds 10 * r in 12 of 16 bits, u8 holds r % 256
series/*         a slanted series, sorted by no name, each slice with a scale of its own
enhanced*.dcm    the same as frames of one file, plain and packed (RLE)
colours/*.dcm    one picture of 16 columns and 12 rows in colours, packed in many ways, and as *.bin what pydicom reads of
                 it: red, green and blue, of 16 bits the upper 8
reference.bin    its voxels in the order of nibabel's as_closest_canonical, row-major, as bytes
"""
import io
import os
import subprocess
import sys

import nibabel
import numpy as np
import PIL.Image
from pydicom import dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixels import apply_color_lut, convert_color_space, pixel_array
from pydicom.uid import (
    CTImageStorage, EnhancedCTImageStorage, ExplicitVRLittleEndian, ImplicitVRLittleEndian, JPEG2000, JPEG2000Lossless,
    JPEGBaseline8Bit, JPEGLSLossless, RLELossless, SecondaryCaptureImageStorage,
)


def dataset(array, stored, uid, syntax=ExplicitVRLittleEndian, storage=CTImageStorage):
    file = Dataset()
    file.file_meta = FileMetaDataset()
    file.file_meta.TransferSyntaxUID = syntax
    file.SOPClassUID, file.SOPInstanceUID = storage, uid
    file.StudyInstanceUID, file.SeriesInstanceUID, file.Modality = "1.2.3", "1.2.3.4", "CT"
    file.SamplesPerPixel, file.PhotometricInterpretation = 1, "MONOCHROME2"
    file.Rows, file.Columns = array.shape[-2:]
    file.BitsAllocated, file.BitsStored, file.HighBit = 8 * array.itemsize, stored, stored - 1
    file.PixelRepresentation = int(array.dtype.kind == "i")
    file.PixelSpacing = [2, 3]
    file.PixelData = array.tobytes()
    file["PixelData"].VR = "OB" if array.itemsize == 1 else "OW"
    return file


def save(file, name):
    file.file_meta.MediaStorageSOPClassUID = file.SOPClassUID
    file.file_meta.MediaStorageSOPInstanceUID = file.SOPInstanceUID
    file.save_as(name, enforce_file_format=True)


def make_packed():
    ramp = 7 * np.arange(12)[:, None] + 11 * np.arange(16)[None]
    kinds = {"i16": ((10 * ramp - 500).astype("<i2"), 16), "u12": ((10 * ramp % 4096).astype("<u2"), 12),
             "u8": ((ramp % 256).astype("u1"), 8)}
    for kind, (array, stored) in kinds.items():
        file = dataset(array, stored, "1.2.3.5")
        file.ImagePositionPatient, file.ImageOrientationPatient = [0, 0, 0], [1, 0, 0, 0, 1, 0]
        save(file, "plain.dcm")
        for name, flags in {"jpeg": ["--jpeg"], "jpegls": ["--jpegls"], "jpeg2000": ["--j2k"], "rle": ["--rle"]}.items():
            packed = f"packed-{kind}-{name}.dcm"
            subprocess.run(["gdcmconv", *flags, "plain.dcm", packed], check=True)
            if name == "rle":
                assert np.array_equal(dcmread(packed).pixel_array, array)
    subprocess.run(["gdcmconv", "--jpeg", "--lossy", "-q", "90", "plain.dcm", "packed-u8-jpegbaseline.dcm"], check=True)
    os.remove("plain.dcm")


def make_series():
    rng = np.random.default_rng(5)
    columns, rows, slices = 5, 4, 6
    # Rows to the patient's back and a little down, columns to the feet; the normal is near the left-right axis.
    row = np.array([0.1, 0.95, -0.2])
    row /= np.linalg.norm(row)
    column = np.cross(row, [1, 0.2, 0])
    column /= np.linalg.norm(column)
    normal = np.cross(row, column)
    spacing = (2.0, 3.0, 2.5)  # between rows, between columns, between slices
    origin = np.array([-31.5, 12.25, 40])
    values = np.zeros((columns, rows, slices))
    frames = []
    for k in range(slices):
        stored = rng.integers(-40, 20, (rows, columns)).astype("<i2")
        slope, intercept = k + 1, 40 * (k + 1)
        values[:, :, k] = (stored * slope + intercept).T
        frames.append((stored, slope, intercept, origin + k * spacing[2] * normal))
    values = np.clip(values, 0, 255)
    affine = np.eye(4)
    affine[:3, 0], affine[:3, 1], affine[:3, 2] = row * spacing[1], column * spacing[0], normal * spacing[2]
    affine[:3, 3] = origin
    affine = np.diag([-1, -1, 1, 1]) @ affine  # DICOM's left and back to right and front
    canonical = nibabel.as_closest_canonical(nibabel.Nifti1Image(values, affine))
    canonical.get_fdata().astype("u1").tofile("reference.bin")
    print("reference.bin", canonical.shape, nibabel.aff2axcodes(affine))

    def text(vector):
        return [f"{x:.8g}" for x in vector]

    os.makedirs("series", exist_ok=True)
    for k, name in zip(range(slices), ["IM3", "a.dcm", "IM1", "0007", "z", "IM2.dcm"]):
        stored, slope, intercept, position = frames[k]
        syntax = [ExplicitVRLittleEndian, ImplicitVRLittleEndian][k % 2]
        file = dataset(stored, 16, f"1.2.3.6.{k}", syntax)
        file.ImagePositionPatient, file.ImageOrientationPatient = text(position), text([*row, *column])
        file.RescaleSlope, file.RescaleIntercept = slope, intercept
        save(file, f"series/{name}")

    order = [3, 0, 5, 1, 4, 2]
    stack = np.stack([frames[k][0] for k in order])
    file = dataset(stack, 16, "1.2.3.7", storage=EnhancedCTImageStorage)
    file.NumberOfFrames = slices
    shared, plane = Dataset(), Dataset()
    plane.ImageOrientationPatient = text([*row, *column])
    shared.PlaneOrientationSequence = [plane]
    file.SharedFunctionalGroupsSequence = [shared]
    groups = []
    for k in order:
        group, place, scale = Dataset(), Dataset(), Dataset()
        place.ImagePositionPatient = text(frames[k][3])
        scale.RescaleSlope, scale.RescaleIntercept, scale.RescaleType = frames[k][1], frames[k][2], "HU"
        group.PlanePositionSequence, group.PixelValueTransformationSequence = [place], [scale]
        groups.append(group)
    file.PerFrameFunctionalGroupsSequence = groups
    save(file, "enhanced.dcm")
    # As some write them: sequences that end with a delimiter.
    for element in file.iterall():
        if element.VR == "SQ":
            element.is_undefined_length = True
            for item in element.value:
                item.is_undefined_length_sequence_item = True
    file.compress(RLELossless)
    save(file, "enhanced-rle.dcm")


def make_colours():
    os.makedirs("colours", exist_ok=True)
    y, x = np.mgrid[0:12, 0:16]
    rgb = np.stack([127 + 90 * np.sin(x / (3 + c) + c) * np.cos(y / (4 + c) - c) for c in range(3)], -1).astype("u1")
    ybr = convert_color_space(rgb, "RGB", "YBR_FULL")

    def picture(name, pixels, photometric, stored=8):
        file = dataset(pixels[..., 0], stored, "1.2.3.8", storage=SecondaryCaptureImageStorage)
        file.Modality, file.PhotometricInterpretation = "OT", photometric
        file.SamplesPerPixel = 1 if photometric == "PALETTE COLOR" else 3
        if file.SamplesPerPixel == 3:
            file.PlanarConfiguration = 0
        file.PixelData = pixels.tobytes()
        file["PixelData"].VR = "OB" if pixels.itemsize == 1 else "OW"
        return f"colours/{name}.dcm", file

    def finish(name, file):
        save(file, name)
        # The most usual library for JPEG.
        is_jpeg = file.file_meta.TransferSyntaxUID == JPEGBaseline8Bit
        right = pixel_array(name, decoding_plugin="pillow" if is_jpeg else "")
        if file.PhotometricInterpretation == "PALETTE COLOR":
            right = apply_color_lut(right, file)
        if right.dtype.itemsize == 2:
            right = right >> 8
        right.astype("u1").tofile(name.replace(".dcm", ".bin"))

    for syntax, name, pixels, photometric in [
        (RLELossless, "rgb-rle", rgb, "RGB"), (RLELossless, "ybr_full-rle", ybr, "YBR_FULL"),
        (JPEGLSLossless, "rgb-jpegls", rgb, "RGB"),
    ]:
        name, file = picture(name, pixels, photometric)
        file.compress(syntax)
        finish(name, file)
    name, file = picture("rgb-rle-16", rgb.astype("u2") * 257 - 100, "RGB", stored=16)
    file.compress(RLELossless)
    finish(name, file)
    name, file = picture("palette-rle", rgb[..., :1] // 16, "PALETTE COLOR")
    for channel, colour in enumerate(("Red", "Green", "Blue")):
        setattr(file, f"{colour}PaletteColorLookupTableDescriptor", [16, 0, 16])
        table = (np.arange(16) * 257 * (5 * channel + 3) % 65536).astype("<u2")
        setattr(file, f"{colour}PaletteColorLookupTableData", table.tobytes())
    file.compress(RLELossless)
    finish(name, file)
    small = {"no_jp2": True, "num_resolutions": 2}
    lossy = {"irreversible": True, "quality_mode": "dB", "quality_layers": [40]}
    for syntax, name, photometric, pixels, form, options in [
        (JPEGBaseline8Bit, "ybr_full_422-jpeg", "YBR_FULL_422", rgb, "JPEG", {"subsampling": 1}),
        (JPEGBaseline8Bit, "ybr_full-jpeg", "YBR_FULL", rgb, "JPEG", {"subsampling": 0}),
        (JPEGBaseline8Bit, "rgb-jpeg", "RGB", rgb, "JPEG", {"subsampling": 0, "keep_rgb": True}),
        (JPEGBaseline8Bit, "rgb-jpeg-jfif", "RGB", rgb, "JPEG", {"subsampling": 0}),
        (JPEG2000Lossless, "ybr_rct-jpeg2000", "YBR_RCT", rgb, "JPEG2000", {"mct": 1, **small}),
        (JPEG2000, "ybr_ict-jpeg2000", "YBR_ICT", rgb, "JPEG2000", {"mct": 1, **lossy, **small}),
        (JPEG2000Lossless, "rgb-jpeg2000", "RGB", rgb, "JPEG2000", {"mct": 0, **small}),
        (JPEG2000Lossless, "ybr_full-jpeg2000", "YBR_FULL", ybr, "JPEG2000", {"mct": 0, **small}),
    ]:
        stream = io.BytesIO()
        PIL.Image.fromarray(pixels).save(stream, form, **({"quality": 90} if form == "JPEG" else {}), **options)
        name, file = picture(name, rgb, photometric)
        file.file_meta.TransferSyntaxUID = syntax
        file.PixelData = encapsulate([stream.getvalue()])
        file["PixelData"].is_undefined_length = True
        finish(name, file)
    pairs = np.stack([ybr[:, 0::2, 0], ybr[:, 1::2, 0], ybr[:, 0::2, 1], ybr[:, 0::2, 2]], -1)
    name, file = picture("ybr_full_422-plain", rgb, "YBR_FULL_422")
    file.PixelData = pairs.tobytes()
    finish(name, file)


os.chdir(os.path.dirname(os.path.abspath(sys.argv[0])))
make_colours()
if sys.argv[1:] != ["colours"]:
    make_packed()
    make_series()
