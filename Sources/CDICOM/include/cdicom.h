// A small C ABI over GDCM: unpacks the pixels of DICOM frames that are stored as JPEG, JPEG-LS or JPEG 2000.
//
// GDCM runs in a process of its own. Debian builds it with assertions, so damaged streams end in abort(); some end in a
// crash or in no end at all, and the JPEG libraries inside write what they think to the standard error. A decoder here is
// a forked process: whatever happens to it becomes a status.
//
// No exception leaves this library: each call catches everything and returns a status; cd_message() then holds the
// calling thread's message. A decoder belongs to whoever made it, is used by one thread at a time and freed once.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CD_NONNULL_BEGIN _Pragma("clang assume_nonnull begin")
#define CD_NONNULL_END _Pragma("clang assume_nonnull end")
CD_NONNULL_BEGIN

typedef struct cd_decoder cd_decoder;

typedef int32_t cd_status;
enum {
  CD_OK = 0,
  CD_SYSTEM = 1,  // the system gives no process or memory
  CD_DAMAGED = 2, // GDCM refuses the stream
  CD_DIED = 3,    // GDCM crashed or took too long; the decoder still has to be freed, and decodes no more
};

// The pixels of a frame, as the data set describes them (PS3.3, C.7.6.3); one sample each, or three colours.
typedef struct cd_frame {
  int32_t columns, rows, samples;
  int32_t bits_allocated, bits_stored, high_bit;
  int32_t is_signed;
} cd_frame;

const char *cd_message(void);

// The version of GDCM.
const char *cd_version(void);

cd_status cd_decoder_new(cd_decoder *_Nullable *_Nonnull out);
void cd_decoder_free(cd_decoder *decoder);

// Unpacks one frame of `transfer_syntax` (its UID) to `pixels`: little endian, row by row, a pixel's samples one after the
// other, `size` bytes, which must be columns * rows * samples * bits_allocated / 8. Samples are as they are stored, but for
// those of JPEG 2000, whose own transform of colours is undone.
cd_status cd_decode(cd_decoder *decoder, const char *transfer_syntax, cd_frame frame, const uint8_t *packed,
                    int64_t count, uint8_t *pixels, int64_t size);

CD_NONNULL_END

#ifdef __cplusplus
}
#endif
