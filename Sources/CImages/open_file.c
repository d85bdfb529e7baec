#include "steps.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum kind { UNKNOWN, JPEG, PNG, TIFF, WEBP, PNM, BMP, GIF, HEIF, JPEG2000 };

static bool is_heif(const unsigned char *first) {
  static const char *const brands[] = {"heic", "heix", "hevc", "heim", "heis", "mif1", "msf1", "avif", "avis"};
  if (memcmp(first + 4, "ftyp", 4)) return false;
  for (size_t index = 0; index < sizeof brands / sizeof *brands; index++)
    if (!memcmp(first + 8, brands[index], 4)) return true;
  return false;
}

static enum kind kind_of(const unsigned char *first) {
  if (!memcmp(first, "\xff\xd8\xff", 3)) return JPEG;
  if (!memcmp(first, "\x89PNG\r\n\x1a\n", 8)) return PNG;
  if (!memcmp(first, "II*\0", 4) || !memcmp(first, "MM\0*", 4)) return TIFF;
  if (!memcmp(first, "II+\0", 4) || !memcmp(first, "MM\0+", 4)) return TIFF;
  if (!memcmp(first, "RIFF", 4) && !memcmp(first + 8, "WEBP", 4)) return WEBP;
  if (first[0] == 'P' && first[1] >= '1' && first[1] <= '6' && (isspace(first[2]) || first[2] == '#')) return PNM;
  if (!memcmp(first, "BM", 2)) return BMP;
  if (!memcmp(first, "GIF87a", 6) || !memcmp(first, "GIF89a", 6)) return GIF;
  if (!memcmp(first, "\0\0\0\x0cjP  ", 8) || !memcmp(first, "\xff\x4f\xff\x51", 4)) return JPEG2000;
  return is_heif(first) ? HEIF : UNKNOWN;
}

bool cimages_is_image(const char *path) {
  struct stat status;
  if (stat(path, &status) || !S_ISREG(status.st_mode)) return false;
  FILE *file = fopen(path, "rbe");
  if (!file) return false;
  unsigned char first[12] = {0};
  const size_t count = fread(first, 1, sizeof first, file);
  fclose(file);
  return count > 2 && kind_of(first) != UNKNOWN;
}

// The first `count` bands.
static VipsImage *bands(VipsImage *image, int count) {
  VipsImage *next = NULL;
  const int failed = vips.vips_extract_band(image, &next, 0, "n", count, NULL);
  vips.g_object_unref(image);
  return failed ? NULL : next;
}

static uint32_t little(const unsigned char *bytes, int count) {
  uint32_t number = 0;
  for (int index = count; index-- > 0;) number = number << 8 | bytes[index];
  return number;
}

// How many bands of a BMP file mean something: 1 where all colours of its palette are grey, 3 where the fourth byte of a
// pixel is no transparency, else as many as there are.
static int meant_bands_of_bmp(const unsigned char *bytes, size_t size, int found) {
  if (size < 54) return found;
  const uint32_t header = little(bytes + 14, 4), bits = little(bytes + 28, 2), packing = little(bytes + 30, 4);
  if (header < 40) return found;
  if (bits == 32) {
    // Only headers of version 4 on, and masks behind those of version 3, can tell of transparency (packing 3: masks).
    const bool has_mask = packing == 3 && header >= 56 && size >= 70 && little(bytes + 66, 4) != 0;
    return has_mask ? found : found < 3 ? found : 3;
  }
  if (bits > 8) return found;
  uint32_t colours = little(bytes + 46, 4);
  if (colours == 0 || colours > 1u << bits) colours = 1u << bits;
  if (14 + (size_t)header + 4 * colours > size) return found;
  for (uint32_t index = 0; index < colours; index++) {
    const unsigned char *colour = bytes + 14 + header + 4 * index;
    if (colour[0] != colour[1] || colour[1] != colour[2]) return found;
  }
  return 1;
}

// libvips reads BMP through ImageMagick, which takes names for more than names: so it gets the bytes.
static VipsImage *open_bmp(FILE *file, size_t size, void **bytes) {
  VipsImage *image = NULL;
  *bytes = malloc(size);
  if (!*bytes || fseek(file, 0, SEEK_SET) || fread(*bytes, 1, size, file) != size ||
      vips.vips_magickload_buffer(*bytes, size, &image, NULL))
    return NULL;
  const int found = vips.vips_image_get_bands(image), meant = meant_bands_of_bmp(*bytes, size, found);
  return meant < found ? bands(image, meant) : image;
}

// The next number of a PNM header; -1 where there is none.
static long pnm_number(FILE *file) {
  int next = fgetc(file);
  while (isspace(next) || next == '#') {
    if (next == '#')
      while (next != '\n' && next != EOF) next = fgetc(file);
    next = fgetc(file);
  }
  if (!isdigit(next)) return -1;
  long number = 0;
  for (; isdigit(next) && number < 1L << 31; next = fgetc(file)) number = 10 * number + (next - '0');
  return number;
}

// Bits that are written as digits, which need no blanks between them: 1 is black.
static VipsImage *open_plain_bitmap(FILE *file, size_t size, const char **why) {
  fseek(file, 2, SEEK_SET);
  const long width = pnm_number(file), height = pnm_number(file);
  // A digit each, at least.
  if (width < 1 || height < 1 || (double)width * height > size) return *why = "its header is damaged", NULL;
  const size_t count = (size_t)width * height;
  unsigned char *pixels = malloc(count);
  if (!pixels) return *why = "memory ran out", NULL;
  size_t done = 0;
  for (int next; done < count && (next = fgetc(file)) != EOF;) {
    if (next == '#')
      while (next != '\n' && next != EOF) next = fgetc(file);
    if (next == '0' || next == '1') pixels[done++] = next == '0' ? 255 : 0;
  }
  VipsImage *image = NULL;
  if (done < count) *why = "it ends before its last pixel";
  else image = vips.vips_image_new_from_memory_copy(pixels, count, (int)width, (int)height, 1, VIPS_FORMAT_UCHAR);
  free(pixels);
  return image;
}

// libvips leaves values as they are; the largest that the header allows is white.
static VipsImage *open_pnm(
    const char *path, FILE *file, size_t size, const cimages_form *form, VipsAccess access, const char **why) {
  fseek(file, 1, SEEK_SET);
  const int kind = fgetc(file);
  if (kind == '1') return open_plain_bitmap(file, size, why);
  VipsImage *image = NULL;
  if (vips.vips_ppmload(path, &image, "access", access, "fail_on", VIPS_FAIL_ON_ERROR, NULL)) return NULL;
  if (kind == '4' || form->has_window) return image;
  pnm_number(file), pnm_number(file);
  const long largest = pnm_number(file);
  if (largest < 1 || largest == 255 || largest == 65535) return image;
  VipsImage *scaled = NULL, *result = NULL;
  // Casting cuts off, so a half more rounds.
  const int failed = vips.vips_linear1(image, &scaled, 255.0 / largest, 0.5, NULL) ||
                     vips.vips_cast(scaled, &result, VIPS_FORMAT_UCHAR, NULL);
  vips.g_object_unref(image);
  if (scaled) vips.g_object_unref(scaled);
  return failed ? NULL : result;
}

// A band beyond grey or colour that the file does not call transparency is none.
static VipsImage *open_tiff(const char *path, VipsAccess access) {
  VipsImage *image = NULL;
  if (vips.vips_tiffload(path, &image, "access", access, "fail_on", VIPS_FAIL_ON_ERROR, NULL)) return NULL;
  const int found = vips.vips_image_get_bands(image);
  return has_unnamed_band(image, path) ? bands(image, found - 1) : image;
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
  if ((kind != WEBP && kind != HEIF && kind != JPEG2000 && pixels / 65536 > size) || (kind == TIFF && lists_too_little(path, size)))
    return "its header promises more pixels than a file of its size can hold";
  if (!is_random && pixels > 1 << 29) return "it has more than 536,870,912 pixels, which only tiled TIFF files may";
  return NULL;
}

bool cimages_has_heif(void) { return vips.vips_type_find("VipsOperation", "heifload") != 0; }

bool cimages_has_jpeg2000(void) { return vips.vips_type_find("VipsOperation", "jp2kload") != 0; }

// Why a file of this kind cannot be read here, whatever is in it; NULL where it can. HEIC, AVIF and JPEG 2000 are parts that
// libvips may have been built without, or that are packages of their own.
static const char *why_missing(enum kind kind) {
  if (kind == HEIF && !cimages_has_heif())
    return "it is HEIC or AVIF, which libvips here cannot read; install libvips with libheif (Debian: libvips42 and libheif1), "
           "or save it as PNG";
  if (kind == JPEG2000 && !cimages_has_jpeg2000())
    return "it is JPEG 2000, which libvips here cannot read; install libvips with OpenJPEG (Debian: libvips42), or save it as "
           "PNG";
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
  if ((*why = why_missing(kind)) || (kind == JPEG2000 && (*why = why_jpeg2000(file, (size_t)status.st_size))))
    return fclose(file), NULL;
  switch (kind) {
  case JPEG: image = open_jpeg(path, form, access); break;
  case PNG: failed = vips.vips_pngload(path, &image, "access", access, "fail_on", VIPS_FAIL_ON_ERROR, NULL); break;
  case TIFF: image = open_tiff(path, access); break;
  case WEBP: failed = vips.vips_webpload(path, &image, "access", access, "fail_on", VIPS_FAIL_ON_ERROR, NULL); break;
  case PNM: image = open_pnm(path, file, (size_t)status.st_size, form, access, why); break;
  case BMP: image = open_bmp(file, (size_t)status.st_size, bytes); break;
  case GIF: failed = vips.vips_gifload(path, &image, "access", access, "fail_on", VIPS_FAIL_ON_ERROR, NULL); break;
  case HEIF: failed = vips.vips_heifload(path, &image, "access", access, "fail_on", VIPS_FAIL_ON_ERROR, NULL); break;
  case JPEG2000: failed = vips.vips_jp2kload(path, &image, "access", access, "fail_on", VIPS_FAIL_ON_ERROR, NULL); break;
  case UNKNOWN:
    *why = count == 0 ? "the file is empty" : "it is no JPEG, PNG, TIFF, WebP, PNM, BMP, GIF, HEIC, AVIF or JPEG 2000 image";
    break;
  }
  fclose(file);
  if (failed || !image) return NULL;
  if ((*why = why_absurd(image, path, kind, (size_t)status.st_size, is_random))) {
    vips.g_object_unref(image);
    return NULL;
  }
  return image;
}
