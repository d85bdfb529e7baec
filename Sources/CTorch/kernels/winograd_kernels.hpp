// The loops of Winograd's convolution, chosen for this processor.
#pragma once

#include <cstdint>

namespace ctorch {

// How tiles of 2x2 outputs cover a batch of pictures, or the slices of a batch of volumes.
struct Tiles {
  int64_t depth, height, width; // of a sample; a picture has depth 1
  int64_t slices;               // that a tile sees: 1 in a picture, 3 in a volume
  int64_t down, across;         // tiles
  int64_t positions;            // in the batch
};

// Columns padded to whole vectors.
inline int64_t padded(int64_t columns, int64_t lanes) { return (columns + lanes - 1) / lanes * lanes; }

struct WinogradKernels {
  int64_t lanes; // of a vector: right-hand matrices and results have columns padded to them
  int64_t rows;  // numbers of tiles are best multiples of this
  void (*points_of_weights)(const float *weights, int64_t outputs, int64_t inputs, int64_t slices, bool turned, float *points);
  void (*convolve)(const float *x, const float *weights, float *y, const Tiles &tiles, int64_t first, int64_t count,
                   int64_t inputs, int64_t outputs, float *points, float *products);
  void (*correlate)(const float *x, const float *dy, float *sums, const Tiles &tiles, int64_t first, int64_t count,
                    int64_t inputs, int64_t skipped, int64_t channels, int64_t outputs, float *points, float *gradients);
  void (*weight_gradients)(const float *sums, int64_t outputs, int64_t inputs, int64_t slices, int64_t skipped,
                           int64_t channels, float *gradients);
};

// nullptr where the processor has no vectors that it is worth it for.
const WinogradKernels *winograd_kernels();

} // namespace ctorch
