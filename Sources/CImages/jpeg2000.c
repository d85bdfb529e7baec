// What of JPEG 2000 libvips does not read as it should: of a palette it unpacks three bands into the room of one, and of a
// picture that begins elsewhere than its tiles do it puts these in wrong places (ISO 15444-1, I and A.5.1).
#include "steps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t big(const unsigned char *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool read_at(FILE *file, uint64_t place, void *bytes, size_t count) {
  return place < INT64_MAX && !fseeko(file, (off_t)place, SEEK_SET) && fread(bytes, 1, count, file) == count;
}

const char *why_jpeg2000(FILE *file, size_t size) {
  unsigned char bytes[40];
  uint64_t place = 0, length = 0;
  while (read_at(file, place, bytes, 16) && memcmp(bytes, "\xff\x4f\xff\x51", 4)) {
    const bool is_long = big(bytes) == 1;
    const uint64_t header = is_long ? 16 : 8;
    length = is_long ? (uint64_t)big(bytes + 8) << 32 | big(bytes + 12) : big(bytes);
    if (length == 0) length = size - place;
    if (!memcmp(bytes + 4, "jp2c", 4)) {
      place += header;
      break;
    }
    if (length < header || length > size - place) return "its boxes are damaged";
    if (!memcmp(bytes + 4, "jp2h", 4)) {
      unsigned char *box = malloc(length);
      const bool is_read = box && read_at(file, place, box, length);
      bool has_palette = false;
      for (uint64_t next = 8; is_read && next + 4 <= length && !has_palette; next++)
        has_palette = !memcmp(box + next, "pclr", 4);
      free(box);
      if (!is_read) return "memory ran out";
      if (has_palette) return "it is JPEG 2000 with a palette, which libvips cannot read; save it as PNG";
    }
    place += length;
  }
  if (!read_at(file, place, bytes, 40) || memcmp(bytes, "\xff\x4f\xff\x51", 4)) return "it holds no JPEG 2000 stream";
  if (big(bytes + 16) || big(bytes + 20) || big(bytes + 32) || big(bytes + 36))
    return "it is JPEG 2000 that does not begin at its grid's corner, which libvips reads wrongly; save it as PNG";
  return NULL;
}
