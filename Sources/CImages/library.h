// The functions of libvips that are in use, looked up at run time; their types are those of the headers.
#pragma once

#include <stdint.h>

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Weverything"
#include <vips/vips.h>
#pragma clang diagnostic pop

#define CIMAGES_FUNCTIONS(F)                                                                                           \
  F(g_log_set_handler)                                                                                                 \
  F(g_object_unref)                                                                                                    \
  F(vips_area_unref)                                                                                                   \
  F(vips_array_double_new)                                                                                             \
  F(vips_cache_set_max)                                                                                                \
  F(vips_cast)                                                                                                         \
  F(vips_colourspace)                                                                                                  \
  F(vips_concurrency_set)                                                                                              \
  F(vips_copy)                                                                                                         \
  F(vips_error_buffer)                                                                                                 \
  F(vips_error_clear)                                                                                                  \
  F(vips_extract_band)                                                                                                 \
  F(vips_gifload)                                                                                                      \
  F(vips_heifload)                                                                                                     \
  F(vips_flatten)                                                                                                      \
  F(vips_image_get_bands)                                                                                              \
  F(vips_image_get_format)                                                                                             \
  F(vips_image_get_height)                                                                                             \
  F(vips_image_get_interpretation)                                                                                     \
  F(vips_image_get_orientation)                                                                                        \
  F(vips_image_get_orientation_swap)                                                                                   \
  F(vips_image_get_string)                                                                                             \
  F(vips_image_get_width)                                                                                              \
  F(vips_image_hasalpha)                                                                                               \
  F(vips_image_new_from_memory_copy)                                                                                   \
  F(vips_init)                                                                                                         \
  F(vips_jp2kload)                                                                                                     \
  F(vips_jpegload)                                                                                                     \
  F(vips_linear1)                                                                                                      \
  F(vips_magickload_buffer)                                                                                            \
  F(vips_msb)                                                                                                          \
  F(vips_pngload)                                                                                                      \
  F(vips_ppmload)                                                                                                      \
  F(vips_region_new)                                                                                                   \
  F(vips_region_prepare)                                                                                               \
  F(vips_shrink)                                                                                                       \
  F(vips_tiffload)                                                                                                     \
  F(vips_type_find)                                                                                                    \
  F(vips_version_string)                                                                                               \
  F(vips_webpload)

#define CIMAGES_DECLARE(name) __typeof__(&name) name;
struct cimages_library {
  CIMAGES_FUNCTIONS(CIMAGES_DECLARE)
  // Of libtiff, which libvips brings: libvips tells neither whether a file is tiled nor of how many parts it
  // consists.
  void *(*TIFFOpen)(const char *, const char *);
  int (*TIFFIsTiled)(void *);
  int (*TIFFGetField)(void *, uint32_t, ...);
  uint32_t (*TIFFNumberOfTiles)(void *);
  uint32_t (*TIFFNumberOfStrips)(void *);
  void (*TIFFClose)(void *);
};
#undef CIMAGES_DECLARE

// What libvips warned of last, on this thread.
const char *last_warning(void);
void forget_warning(void);

// Filled by cimages_open.
extern struct cimages_library vips;
