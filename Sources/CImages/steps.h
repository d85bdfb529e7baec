// The steps from a file to bytes. Each takes an image that it owns, and gives one or NULL; NULL goes through.
#pragma once

#include "cimages.h"
#include "library.h"

#include <stdio.h>

// Opens the file, its pixels still unread, with the loader that its first bytes ask for, and no other.
//
// Each row may be asked for once, from top to bottom, unless `is_random`. JPEG images are shrunk while they are decoded.
// What `bytes` points to then has to be freed after the image.
VipsImage *open_file(const char *path, const cimages_form *form, bool is_random, void **bytes, const char **why);

// Whether the image is of a TIFF file with a band beyond grey or colour that the file does not call transparency.
bool has_unnamed_band(VipsImage *image, const char *path);

// Why a JPEG 2000 file is not given to libvips; NULL where it may be.
const char *why_jpeg2000(FILE *file, size_t size);

// To the form's channels, as bytes.
VipsImage *to_bytes(VipsImage *image, const cimages_form *form);

// Decodes a JPEG file, or looks at its header where `info` is there, without libvips; -1 where libvips has to.
int decode_small_jpeg(
    const char *path, const cimages_form *form, cimages_info *info, cimages_pixels *pixels);

// By how much an image may be shrunk in both directions: the largest whole number that leaves at least twice the size
// that the form needs, since the last factor of two is for a finer reduction; 1 where it needs none.
int shrink_factor(VipsImage *image, const cimages_form *form);
int shrink_factor_of(int64_t width, int64_t height, int64_t needed_width, int64_t needed_height);

// Averages squares of that many pixels.
VipsImage *shrunk(VipsImage *image, const cimages_form *form);

// Turns pixels as an EXIF orientation, 1 to 8, asks for; -1 where memory runs out.
int turn_upright(cimages_pixels *pixels, int channels, int orientation);

// The channels there will be of an image, 1 or 3; 0 where it cannot be brought to bytes, with the reason.
int channels_of(VipsImage *image, bool has_window, const char **why);
