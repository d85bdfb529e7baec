// A C ABI over libvips for one purpose: an image file becomes grey or red, green, blue bytes of a wanted size.
//
// libvips is opened at run time, the first time that an image is read: it brings a hundred other libraries, which
// would slow the start of every command and would have to be there on machines that never see an image file.
// All functions may be called from many threads. Those that return a status give 0, or -1 and a message.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// Room for a message; it is always ended by 0.
typedef struct {
  char text[512];
} cimages_message;

// What a file holds, as a reader gets to see it: turned as its EXIF orientation says.
typedef struct {
  int64_t width, height;
  // 1: grey; 3: red, green, blue. Transparency and CMYK do not count: see cimages_decode.
  int32_t channels;
  // Whether the file has a band beyond these that it does not call transparency, which is left out.
  bool has_unnamed_band;
  // Whether parts can be read without decoding the rest: a tiled TIFF that needs no turning.
  bool is_tiled;
} cimages_info;

// What bytes are wanted.
typedef struct {
  // 1 or 3; a file with 3 cannot be brought to 1.
  int32_t channels;
  // An image larger than twice this may be shrunk by a whole factor, which is faster; 0: not at all.
  int64_t needed_width, needed_height;
  // Whether values are clipped to low ... high and scaled to 0 ... 255; else 16 bits are cut to their upper 8.
  bool has_window;
  double low, high;
} cimages_form;

// Rows x columns x channels bytes; freed by cimages_free.
typedef struct {
  int64_t width, height;
  uint8_t *_Nullable bytes;
} cimages_pixels;

// Opens libvips; once is enough. -1 where it is missing or too old.
int cimages_open(cimages_message *message);

// The version of libvips, such as 8.14.1.
const char *cimages_version(void);

// Whether TurboJPEG, which libvips too decodes with, can be asked directly, which is faster.
bool cimages_has_turbojpeg(void);

// Whether libvips has what reads HEIC and AVIF, and JPEG 2000.
bool cimages_has_heif(void);
bool cimages_has_jpeg2000(void);

// Whether the first bytes of a file are those of an image.
bool cimages_is_image(const char *path);

// Looks at the header of the file `path`.
int cimages_inspect(const char *path, bool has_window, cimages_info *info, cimages_message *message);

// Decodes the file. Transparent pixels are laid over white, CMYK becomes sRGB, other colour profiles are ignored; of
// several pages the first counts.
int cimages_decode(const char *path, const cimages_form *form, cimages_pixels *pixels, cimages_message *message);

// Decodes a part of a tiled TIFF.
int cimages_decode_part(
    const char *path, const cimages_form *form, int64_t left, int64_t top, int64_t width, int64_t height,
    cimages_pixels *pixels, cimages_message *message);

void cimages_free(cimages_pixels *pixels);

#pragma clang assume_nonnull end
