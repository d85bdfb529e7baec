#include "steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum kind { UNKNOWN, JPEG, PNG, TIFF, WEBP, PPM, BMP };

static enum kind kind_of(const unsigned char *first) {
  if (!memcmp(first, "\xff\xd8\xff", 3)) return JPEG;
  if (!memcmp(first, "\x89PNG\r\n\x1a\n", 8)) return PNG;
  if (!memcmp(first, "II*\0", 4) || !memcmp(first, "MM\0*", 4)) return TIFF;
  if (!memcmp(first, "II+\0", 4) || !memcmp(first, "MM\0+", 4)) return TIFF;
  if (!memcmp(first, "RIFF", 4) && !memcmp(first + 8, "WEBP", 4)) return WEBP;
  if (first[0] == 'P' && first[1] >= '1' && first[1] <= '6') return PPM;
  if (!memcmp(first, "BM", 2)) return BMP;
  return UNKNOWN;
}

// libvips reads BMP through ImageMagick, which takes names for more than names: so it gets the bytes.
static VipsImage *open_bmp(FILE *file, size_t size, void **bytes) {
  VipsImage *image = NULL;
  *bytes = malloc(size);
  if (*bytes && fseek(file, 0, SEEK_SET) == 0 && fread(*bytes, 1, size, file) == size &&
      vips.vips_magickload_buffer(*bytes, size, &image, NULL) == 0)
    return image;
  return NULL;
}

int shrink_factor_of(int64_t width, int64_t height, int64_t needed_width, int64_t needed_height) {
  if (needed_width == 0) return 1;
  const int64_t across = width / needed_width;
  const int64_t down = height / needed_height;
  const int64_t factor = (across < down ? across : down) / 2;
  return factor > 1 ? (int)factor : 1;
}

int shrink_factor(VipsImage *image, const cimages_form *form) {
  const int width = vips.vips_image_get_width(image), height = vips.vips_image_get_height(image);
  return vips.vips_image_get_orientation_swap(image)
             ? shrink_factor_of(width, height, form->needed_height, form->needed_width)
             : shrink_factor_of(width, height, form->needed_width, form->needed_height);
}

static VipsImage *open_jpeg(const char *path, const cimages_form *form, VipsAccess access) {
  VipsImage *image = NULL;
  if (vips.vips_jpegload(path, &image, "access", access, "fail_on", VIPS_FAIL_ON_ERROR, NULL)) return NULL;
  // A window is for values as the file has them.
  const int factor = form->has_window ? 1 : shrink_factor(image, form);
  const int shrink = factor >= 8 ? 8 : factor >= 4 ? 4 : factor >= 2 ? 2 : 1;
  if (shrink == 1) return image;
  VipsImage *small = NULL;
  if (vips.vips_jpegload(path, &small, "access", access, "fail_on", VIPS_FAIL_ON_ERROR, "shrink", shrink, NULL))
    small = NULL;
  vips.g_object_unref(image);
  return small;
}

// A TIFF file lists where its tiles or strips lie, which takes 6 bytes each at least. Those that are not listed are black,
// and libvips looks for each among all: hours, for a damaged width.
static bool lists_too_little(const char *path, size_t size) {
  void *file = vips.TIFFOpen(path, "r");
  if (!file) return false;
  const double parts = vips.TIFFIsTiled(file) ? vips.TIFFNumberOfTiles(file) : vips.TIFFNumberOfStrips(file);
  vips.TIFFClose(file);
  return parts * 6 > size;
}

// A file may promise any size: no more is believed than packed bytes can hold.
static const char *why_absurd(VipsImage *image, const char *path, enum kind kind, size_t size, bool is_random) {
  const double pixels = (double)vips.vips_image_get_width(image) * vips.vips_image_get_height(image);
  if ((kind != WEBP && pixels / 65536 > size) || (kind == TIFF && lists_too_little(path, size)))
    return "its header promises more pixels than a file of its size can hold";
  if (!is_random && pixels > 1 << 29) return "it has more than 536,870,912 pixels, which only tiled TIFF files may";
  return NULL;
}

VipsImage *open_file(
    const char *path, const cimages_form *form, bool is_random, void **bytes, const char **why) {
  struct stat status;
  // Asked before opening: opening a named pipe would wait for its writer.
  if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) return *why = "not a regular file", NULL;
  FILE *file = fopen(path, "rbe");
  if (!file) return *why = "the file cannot be opened", NULL;
  unsigned char first[12] = {0};
  const size_t count = fread(first, 1, sizeof first, file);
  const enum kind kind = kind_of(first);
  const VipsAccess access = is_random ? VIPS_ACCESS_RANDOM : VIPS_ACCESS_SEQUENTIAL;
  VipsImage *image = NULL;
  int failed = 0;
  switch (kind) {
  case JPEG: image = open_jpeg(path, form, access); break;
  case PNG: failed = vips.vips_pngload(path, &image, "access", access, "fail_on", VIPS_FAIL_ON_ERROR, NULL); break;
  case TIFF: failed = vips.vips_tiffload(path, &image, "access", access, "fail_on", VIPS_FAIL_ON_ERROR, NULL); break;
  case WEBP: failed = vips.vips_webpload(path, &image, "access", access, "fail_on", VIPS_FAIL_ON_ERROR, NULL); break;
  case PPM: failed = vips.vips_ppmload(path, &image, "access", access, "fail_on", VIPS_FAIL_ON_ERROR, NULL); break;
  case BMP: image = open_bmp(file, (size_t)status.st_size, bytes); break;
  case UNKNOWN: *why = count == 0 ? "the file is empty" : "it is no JPEG, PNG, TIFF, WebP, PNM or BMP image"; break;
  }
  fclose(file);
  if (failed || !image) return NULL;
  if ((*why = why_absurd(image, path, kind, (size_t)status.st_size, is_random))) {
    vips.g_object_unref(image);
    return NULL;
  }
  return image;
}
