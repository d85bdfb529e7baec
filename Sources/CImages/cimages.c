#include "cimages.h"
#include "steps.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// libvips has one buffer of messages for all threads. Files are read side by side; one that fails is read again alone,
// so that the message is its own.
static pthread_rwlock_t reading = PTHREAD_RWLOCK_INITIALIZER;

static int say(cimages_message *message, const char *why) {
  if (!why) why = vips.vips_error_buffer();
  if (!*why) why = last_warning();
  if (strstr(why, "nsupported codec"))
    why = "it is HEIC or AVIF of a kind that libheif here cannot unpack; install libde265 (HEIC) and dav1d (AVIF), or save it "
          "as PNG";
  // The first line: what follows are consequences.
  const int length = (int)strcspn(why, "\n");
  snprintf(message->text, sizeof message->text, "%.*s", length ? length : 13, length ? why : "it is damaged");
  return -1;
}

static int take_pixels(VipsImage *image, VipsRect part, int channels, cimages_pixels *pixels) {
  const size_t row = (size_t)part.width * channels;
  if (vips.vips_image_get_format(image) != VIPS_FORMAT_UCHAR || vips.vips_image_get_bands(image) != channels) return -1;
  *pixels = (cimages_pixels){.width = part.width, .height = part.height, .bytes = malloc(row * part.height)};
  if (!pixels->bytes) return -1;
  VipsRegion *region = vips.vips_region_new(image);
  if (!region) return -1;
  // Strips bound the memory of what is computed on the way; taken here, no thread has to be woken for them.
  const int strip = 1 + (int)((1 << 21) / row);
  int failed = 0;
  for (int top = 0; top < part.height && !failed; top += strip) {
    VipsRect rect = {part.left, part.top + top, part.width, top + strip > part.height ? part.height - top : strip};
    failed = vips.vips_region_prepare(region, &rect);
    for (int y = 0; y < rect.height && !failed; y++) {
      const VipsRect valid = region->valid;
      const VipsPel *source = region->data + (size_t)(rect.top + y - valid.top) * region->bpl +
                              (size_t)(rect.left - valid.left) * channels;
      memcpy(pixels->bytes + (size_t)(top + y) * row, source, row);
    }
  }
  vips.g_object_unref(region);
  if (failed) cimages_free(pixels);
  return failed;
}

struct job {
  const char *path;
  const cimages_form *form;
  bool is_part;
  VipsRect part;
  cimages_pixels *pixels;
  cimages_info *info; // where the header is all that is asked for
};

static bool is_tiled(VipsImage *image, const char *path) {
  const char *loader = NULL;
  if (vips.vips_image_get_string(image, VIPS_META_LOADER, &loader) || strncmp(loader, "tiff", 4)) return false;
  void *file = vips.TIFFOpen(path, "r");
  if (!file) return false;
  const bool is_tiled = vips.TIFFIsTiled(file);
  vips.TIFFClose(file);
  return is_tiled;
}

bool has_unnamed_band(VipsImage *image, const char *path) {
  const char *loader = NULL;
  if (vips.vips_image_get_string(image, VIPS_META_LOADER, &loader) || strncmp(loader, "tiff", 4)) return false;
  void *file = vips.TIFFOpen(path, "r");
  if (!file) return false;
  uint16_t count = 0, *types = NULL, samples = 0;
  const uint32_t extra_samples = 338, samples_per_pixel = 277;
  const bool has = vips.TIFFGetField(file, extra_samples, &count, &types) && count == 1 && types && types[0] == 0 &&
                   vips.TIFFGetField(file, samples_per_pixel, &samples) && (samples == 2 || samples == 4);
  vips.TIFFClose(file);
  return has;
}

// What the job asks for, of an opened image.
static int take(const struct job *job, VipsImage **image, const char **why) {
  const int channels = channels_of(*image, job->form->has_window, why);
  if (channels == 0) return -1;
  const int orientation = vips.vips_image_get_orientation(*image);
  if (job->info) {
    const bool swapped = vips.vips_image_get_orientation_swap(*image);
    const int width = vips.vips_image_get_width(*image), height = vips.vips_image_get_height(*image);
    *job->info = (cimages_info){
        .width = swapped ? height : width,
        .height = swapped ? width : height,
        .channels = channels,
        .has_unnamed_band = has_unnamed_band(*image, job->path),
        .is_tiled = orientation <= 1 && is_tiled(*image, job->path),
    };
    return 0;
  }
  if (channels > job->form->channels) return *why = "it is coloured, others are grey", -1;
  *image = shrunk(to_bytes(*image, job->form), job->form);
  if (!*image) return -1;
  const VipsRect whole = {0, 0, vips.vips_image_get_width(*image), vips.vips_image_get_height(*image)};
  if (take_pixels(*image, job->is_part ? job->part : whole, job->form->channels, job->pixels)) return -1;
  const int failed = turn_upright(job->pixels, job->form->channels, orientation);
  if (failed) cimages_free(job->pixels);
  return failed;
}

static int run(const struct job *job, const char **why) {
  void *bytes = NULL;
  VipsImage *image = open_file(job->path, job->form, job->is_part, &bytes, why);
  const int failed = image ? take(job, &image, why) : -1;
  if (image) vips.g_object_unref(image);
  free(bytes);
  return failed;
}

static int run_or_say(const struct job *job, cimages_message *message) {
  if (!job->is_part && decode_small_jpeg(job->path, job->form, job->info, job->pixels) == 0) return 0;
  const char *why = NULL;
  pthread_rwlock_rdlock(&reading);
  int status = run(job, &why);
  pthread_rwlock_unlock(&reading);
  if (status == 0) return 0;
  if (why) return say(message, why);
  pthread_rwlock_wrlock(&reading);
  vips.vips_error_clear();
  forget_warning();
  status = run(job, &why);
  if (status) say(message, why);
  vips.vips_error_clear();
  pthread_rwlock_unlock(&reading);
  return status;
}

int cimages_inspect(const char *path, bool has_window, cimages_info *info, cimages_message *message) {
  const cimages_form form = {.channels = 3, .has_window = has_window, .high = 1};
  return run_or_say(&(struct job){.path = path, .form = &form, .info = info}, message);
}

int cimages_decode(const char *path, const cimages_form *form, cimages_pixels *pixels, cimages_message *message) {
  return run_or_say(&(struct job){.path = path, .form = form, .pixels = pixels}, message);
}

int cimages_decode_part(
    const char *path, const cimages_form *form, int64_t left, int64_t top, int64_t width, int64_t height,
    cimages_pixels *pixels, cimages_message *message) {
  const VipsRect part = {(int)left, (int)top, (int)width, (int)height};
  return run_or_say(
      &(struct job){.path = path, .form = form, .is_part = true, .part = part, .pixels = pixels}, message);
}

void cimages_free(cimages_pixels *pixels) {
  free(pixels->bytes);
  pixels->bytes = NULL;
}
