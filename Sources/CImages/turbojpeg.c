// The short way for most JPEG images: those of ordinary colours that need no turning and no shrinking. It gives the
// pixels that libvips gives, which decodes by the same library, without its 0.3 ms of preparation for each image.
#include "steps.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <turbojpeg.h>

static struct {
  __typeof__(&tjInitDecompress) tjInitDecompress;
  __typeof__(&tjDecompressHeader3) tjDecompressHeader3;
  __typeof__(&tjDecompress2) tjDecompress2;
  __typeof__(&tjDestroy) tjDestroy;
  bool is_here;
} turbo;

// Where the library is missing, libvips does it all.
static void open_library(void) {
  void *library = dlopen("libturbojpeg.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
#define FIND(name) turbo.name = (__typeof__(turbo.name))dlsym(library, #name)
  FIND(tjInitDecompress);
  FIND(tjDecompressHeader3);
  FIND(tjDecompress2);
  FIND(tjDestroy);
#undef FIND
  turbo.is_here = turbo.tjInitDecompress && turbo.tjDecompressHeader3 && turbo.tjDecompress2 && turbo.tjDestroy;
}

// The bytes of a JPEG file that is not large, and their number; NULL for any other file.
static unsigned char *read_jpeg(const char *path, unsigned long *count) {
  struct stat status;
  if (stat(path, &status) || !S_ISREG(status.st_mode) || status.st_size < 4 || status.st_size > 1 << 26) return NULL;
  FILE *file = fopen(path, "rbe");
  if (!file) return NULL;
  *count = (unsigned long)status.st_size;
  unsigned char *bytes = malloc(*count);
  // Unbuffered: the first bytes tell whether the rest is wanted.
  setvbuf(file, NULL, _IONBF, 0);
  const bool is_jpeg = bytes && fread(bytes, 1, 4, file) == 4 && !memcmp(bytes, "\xff\xd8\xff", 3);
  const bool is_whole = is_jpeg && fread(bytes + 4, 1, *count - 4, file) == *count - 4;
  fclose(file);
  if (is_whole) return bytes;
  free(bytes);
  return NULL;
}

// Whether a segment before the pixels is one in which cameras write, among much else, how the picture is to be turned.
static bool has_exif(const unsigned char *bytes, unsigned long count) {
  unsigned long place = 2;
  while (place + 10 <= count && bytes[place] == 0xff && bytes[place + 1] != 0xda) {
    if (bytes[place + 1] == 0xe1 && !memcmp(bytes + place + 4, "Exif", 4)) return true;
    place += 2 + ((unsigned long)bytes[place + 2] << 8 | bytes[place + 3]);
  }
  return false;
}

bool cimages_has_turbojpeg(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_library);
  return turbo.is_here;
}

int decode_small_jpeg(
    const char *path, const cimages_form *form, cimages_info *info, cimages_pixels *pixels) {
  unsigned long count;
  unsigned char *bytes = cimages_has_turbojpeg() && !form->has_window ? read_jpeg(path, &count) : NULL;
  if (!bytes) return -1;
  int width, height, subsampling, colours, status = -1;
  tjhandle decoder = has_exif(bytes, count) ? NULL : turbo.tjInitDecompress();
  if (decoder && !turbo.tjDecompressHeader3(decoder, bytes, count, &width, &height, &subsampling, &colours) &&
      (colours == TJCS_GRAY || colours == TJCS_YCbCr) && (double)width * height / 65536 <= count) {
    const int channels = colours == TJCS_GRAY ? 1 : 3;
    if (info) {
      *info = (cimages_info){.width = width, .height = height, .channels = channels};
      status = 0;
    } else if (shrink_factor_of(width, height, form->needed_width, form->needed_height) == 1 &&
               channels <= form->channels) {
      const size_t size = (size_t)width * height * form->channels;
      *pixels = (cimages_pixels){.width = width, .height = height, .bytes = malloc(size)};
      // A warning is a failure here too: what becomes of such a file is for libvips to say.
      status = pixels->bytes ? turbo.tjDecompress2(
                                   decoder, bytes, count, pixels->bytes, width, 0, height,
                                   form->channels == 1 ? TJPF_GRAY : TJPF_RGB, 0)
                             : -1;
      if (status) cimages_free(pixels);
    }
  }
  if (decoder) turbo.tjDestroy(decoder);
  free(bytes);
  return status;
}
