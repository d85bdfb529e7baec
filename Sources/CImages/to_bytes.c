#include "steps.h"

#include <stdlib.h>
#include <string.h>

// `step` of `image` into `next`; the image is let go, and becomes the next one, or NULL where the step fails.
#define STEP(image, step)                                                                                              \
  do {                                                                                                                 \
    VipsImage *next = NULL;                                                                                            \
    const int failed = (step);                                                                                         \
    vips.g_object_unref(image);                                                                                        \
    image = next;                                                                                                      \
    if (failed || !image) return NULL;                                                                                 \
  } while (0)

static bool is_cmyk(VipsImage *image) {
  return vips.vips_image_get_interpretation(image) == VIPS_INTERPRETATION_CMYK;
}

static int colours(VipsImage *image) {
  return vips.vips_image_get_bands(image) - (vips.vips_image_hasalpha(image) ? 1 : 0);
}

int channels_of(VipsImage *image, bool has_window, const char **why) {
  const int count = colours(image);
  if (count != 1 && count != 3 && !(count == 4 && is_cmyk(image))) {
    *why = "it is neither grey nor red, green, blue nor CMYK";
    return 0;
  }
  const VipsBandFormat format = vips.vips_image_get_format(image);
  if (format == VIPS_FORMAT_COMPLEX || format == VIPS_FORMAT_DPCOMPLEX) return *why = "its values are complex", 0;
  if (!has_window && format != VIPS_FORMAT_UCHAR && format != VIPS_FORMAT_USHORT) {
    *why = "its values are not 8 or 16 bits without sign; data.window: [low, high] says which become black and white";
    return 0;
  }
  if (has_window && is_cmyk(image)) return *why = "data.window means nothing for CMYK", 0;
  return count == 1 ? 1 : 3;
}

static VipsImage *through_window(VipsImage *image, const cimages_form *form) {
  const int count = colours(image);
  STEP(image, vips.vips_extract_band(image, &next, 0, "n", count, NULL));
  const double factor = 255 / (form->high - form->low);
  // Casting cuts off, so a half more rounds.
  STEP(image, vips.vips_linear1(image, &next, factor, 0.5 - form->low * factor, NULL));
  STEP(image, vips.vips_cast(image, &next, VIPS_FORMAT_UCHAR, NULL));
  return image;
}

static VipsImage *over_white(VipsImage *image) {
  const double white[] = {255, 255, 255, 255};
  VipsArrayDouble *background = vips.vips_array_double_new(white, colours(image));
  VipsImage *next = NULL;
  const int failed = vips.vips_flatten(image, &next, "background", background, NULL);
  vips.vips_area_unref((VipsArea *)background);
  vips.g_object_unref(image);
  return failed ? NULL : next;
}

VipsImage *to_bytes(VipsImage *image, const cimages_form *form) {
  if (!image) return NULL;
  const bool cmyk = is_cmyk(image);
  // Before values change: libvips forgets what they meant.
  const int count = colours(image);
  if (form->has_window) {
    if (!(image = through_window(image, form))) return NULL;
  } else if (vips.vips_image_get_format(image) == VIPS_FORMAT_USHORT) {
    STEP(image, vips.vips_msb(image, &next, NULL));
  }
  // Values are bytes from here on: what the file said of their meaning beyond that no longer holds.
  const VipsInterpretation plain = cmyk         ? VIPS_INTERPRETATION_CMYK
                                   : count == 1 ? VIPS_INTERPRETATION_B_W
                                                : VIPS_INTERPRETATION_sRGB;
  if (vips.vips_image_get_interpretation(image) != plain)
    STEP(image, vips.vips_copy(image, &next, "interpretation", plain, NULL));
  if (vips.vips_image_hasalpha(image) && !(image = over_white(image))) return NULL;
  const VipsInterpretation wanted = form->channels == 1 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
  if (plain != wanted) STEP(image, vips.vips_colourspace(image, &next, wanted, NULL));
  return image;
}

VipsImage *shrunk(VipsImage *image, const cimages_form *form) {
  if (!image) return NULL;
  // JPEG images have been shrunk as far as their decoder can; twice that leaves the same factor of two at least.
  const int factor = shrink_factor(image, form);
  if (factor > 1) STEP(image, vips.vips_shrink(image, &next, factor, factor, NULL));
  return image;
}

int turn_upright(cimages_pixels *pixels, int channels, int orientation) {
  if (orientation <= 1 || orientation > 8) return 0;
  const int64_t width = pixels->width, height = pixels->height;
  const bool swaps = orientation >= 5;
  // Where the first pixel of the upright picture lies, and how far it is to the next ones along its axes.
  const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  const int64_t step_x = from_right ? -1 : 1, step_y = from_bottom ? -width : width;
  const int64_t across = swaps ? step_y : step_x, down = swaps ? step_x : step_y;
  cimages_pixels upright = {.width = swaps ? height : width, .height = swaps ? width : height};
  upright.bytes = malloc((size_t)width * height * channels);
  if (!upright.bytes) return -1;
  uint8_t *target = upright.bytes;
  int64_t row = (from_right ? width - 1 : 0) + (from_bottom ? (height - 1) * width : 0);
  for (int64_t y = 0; y < upright.height; y++, row += down) {
    int64_t place = row;
    for (int64_t x = 0; x < upright.width; x++, place += across, target += channels)
      memcpy(target, pixels->bytes + place * channels, (size_t)channels);
  }
  free(pixels->bytes);
  *pixels = upright;
  return 0;
}
